"""Backup and restore of the database and the stored files by restic, encrypted and incremental (decision 0075)."""

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

DUMP, MANIFEST = "database.dump", "manifest.json"
# Derived from the other files, and made again by make_previews or on request; `books` held the PDFs of dossiers before.
_DERIVED = ("preview", "display", "dossier_pdfs", "books", "exports")
_KEPT = ("--keep-daily", "14", "--keep-weekly", "8", "--keep-monthly", "24")


class BackupError(Exception):
    """A backup or a restore that cannot be made, with the reason."""


def back_up(*, now: datetime) -> dict[str, Any]:
    """Back up the database, then the stored files; returns what restic says of it.

    Files are never overwritten, and deleted a day after the last row that names them at the earliest: files that are
    copied after the database hold everything that its copy names.
    """
    if not (settings.BACKUP_REPOSITORY and settings.BACKUP_PASSWORD):
        raise BackupError("BACKUP_REPOSITORY and BACKUP_PASSWORD are not set: nothing is backed up.")
    if _restic("cat", "config", check=False).returncode:
        _restic("init")
    with _staging() as folder:
        rows, media = _dump(folder / DUMP), media_folder()
        facts = {"made_at": now.isoformat(), "engine": connection.vendor, "rows": rows, "media": str(media or "")}
        (folder / MANIFEST).write_text(json.dumps(facts, indent=1))
        excluded = [f"--exclude={media / name}" for name in _DERIVED] if media else []
        paths = [str(folder), *([str(media)] if media and media.exists() else [])]
        lines = _restic("backup", "--json", "--tag", "friendly-gov", "--host", "portal", *excluded, *paths).stdout
    _restic("forget", "--tag", "friendly-gov", "--host", "portal", "--group-by", "host,tags", "--prune", *_KEPT)
    return json.loads(lines.splitlines()[-1])


def restore(*, snapshot: str = "latest") -> dict[str, Any]:
    """Restore a backup into an empty database and an empty folder of files; returns the manifest of the backup.

    Raises:
        BackupError: something is there already, or what was restored differs from the backup's manifest.
    """
    media = media_folder()
    if connection.introspection.table_names():
        raise BackupError("The database is not empty: a restore would mix two portals.")
    if media and media.exists() and any(media.iterdir()):
        raise BackupError(f"{media} is not empty: a restore would mix two portals.")
    beside = media.parent if media else Path(settings.VAR_DIR)
    beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="restore-", dir=beside) as target:
        _restic("restore", snapshot, "--tag", "friendly-gov", "--target", target)
        (manifest,) = (path for path in Path(target).rglob(MANIFEST) if (path.parent / DUMP).exists())
        facts = json.loads(manifest.read_text())
        if facts["engine"] != connection.vendor:
            raise BackupError(f"The backup is one of {facts['engine']}, this database is {connection.vendor}.")
        _load(manifest.parent / DUMP)
        former = Path(target, *Path(facts["media"]).parts[1:]) if facts["media"] else None
        if media and former and former.exists():
            media.mkdir(parents=True, exist_ok=True)
            for path in former.iterdir():
                shutil.move(path, media / path.name)
    if (counts := row_counts()) != facts["rows"]:
        differing = [table for table, count in facts["rows"].items() if counts.get(table) != count]
        raise BackupError(f"These tables differ from the backup: {', '.join(differing)}.")
    return facts


def media_folder() -> Path | None:
    """The folder of the stored files; None where they are in a bucket, which is backed up by its own means."""
    try:
        return Path(default_storage.path("")).absolute()
    except NotImplementedError:
        return None


def row_counts() -> dict[str, int]:
    """The number of rows of every table."""
    with connection.cursor() as cursor:
        return _counts(cursor, connection.introspection.table_names(cursor))


def _counts(cursor: Any, tables: list[str]) -> dict[str, int]:
    counts = {}
    for table in tables:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a table of its own)
        counts[table] = cursor.fetchone()[0]
    return counts


@contextmanager
def _staging():
    """A folder with one name for every backup: restic then reads only what has changed."""
    folder = Path(settings.BACKUP_STAGING_DIR).absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _dump(file: Path) -> dict[str, int]:
    """Copy the database as it is at one moment; returns the number of rows of every table at that moment."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
            return _counts(copy.cursor(), connection.introspection.table_names())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        # Uncompressed: restic compresses, and stores only what differs from the last one.
        _postgres("pg_dump", "--format=custom", "--compress=0", f"--snapshot={moment}", f"--file={file}")
        return _counts(cursor, connection.introspection.table_names(cursor))


def _load(file: Path) -> None:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(file)) as copy:
            copy.backup(connection.connection)
        return
    _postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(file))


def _postgres(program: str, *arguments: str) -> None:
    facts = connection.get_connection_params()
    named = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names = {name: str(facts[key]) for key, name in named.items() if facts.get(key)}
    place = ["--dbname", str(connection.settings_dict["NAME"])]
    _run([program, *place, *arguments], names)


def _restic(*arguments: str, check: bool = True) -> subprocess.CompletedProcess:
    secrets = {"RESTIC_REPOSITORY": settings.BACKUP_REPOSITORY, "RESTIC_PASSWORD": settings.BACKUP_PASSWORD}
    return _run(["restic", *arguments], secrets, check)


def _run(command: list[str], variables: dict[str, str], check: bool = True) -> subprocess.CompletedProcess:
    if shutil.which(command[0]) is None:
        raise BackupError(f"{command[0]} is not installed.")
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True)  # noqa: S603
    if check and done.returncode:
        raise BackupError(f"{command[0]}: {done.stderr.strip()[-1500:]}")
    return done
