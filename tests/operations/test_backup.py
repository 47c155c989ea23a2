"""The drill: a backup restored into an empty place is the portal that was backed up, row by row and byte by byte."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from operations.backup import row_counts
from tests.factories.accounts import UserFactory
from tests.factories.documents import StoredFileFactory


@pytest.fixture
def place(settings, tmp_path, monkeypatch, transactional_db):
    """A repository for backups, and a folder for the restored portal."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.BACKUP_REPOSITORY, settings.BACKUP_PASSWORD = str(tmp_path / "repository"), "khoá sao lưu"
    settings.BACKUP_STAGING_DIR = str(tmp_path / "staging")
    monkeypatch.setenv("RESTIC_CACHE_DIR", str(tmp_path / "cache"))
    if connection.vendor == "postgresql":
        # The programs that belong to the server of the tests: an older pg_dump refuses a newer server.
        with connection.cursor() as cursor:
            cursor.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
            monkeypatch.setenv("PATH", f"{cursor.fetchone()[0]}:{os.environ['PATH']}")
    return tmp_path


@pytest.fixture
def empty(place):
    """The address of an empty database, and functions that connect to the portal's own and to it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        file = place / "restored.sqlite3"
        yield f"sqlite:///{file}", lambda: sqlite3.connect(name), lambda: sqlite3.connect(file)
        return
    facts = connection.get_connection_params()
    facts.pop("cursor_factory", None)
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS restored")
        cursor.execute("CREATE DATABASE restored TEMPLATE template0")
    connect = connection.Database.connect
    url = f"postgresql://{facts['user']}@/restored?host={facts['host']}"
    yield url, lambda: connect(**facts), lambda: connect(**facts | {"dbname": "restored"})
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE restored")


def rows(connect) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    result = {}
    with closing(connect()) as opened:
        cursor = opened.cursor()
        for name in row_counts():
            cursor.execute(f'SELECT * FROM "{name}"')
            result[name] = sorted(repr(tuple(row)) for row in cursor.fetchall())
    return result


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def restored(place: Path, url: str) -> subprocess.CompletedProcess:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "friendly_gov.settings",
        "SECRET_KEY": "only-for-tests",
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(place / "restored-media"),
        "BACKUP_REPOSITORY": str(place / "repository"),
        "BACKUP_PASSWORD": "khoá sao lưu",
    }
    command = [sys.executable, "manage.py", "restore"]
    return subprocess.run(command, cwd=portal.BASE_DIR, env=environment, capture_output=True, text=True)


@pytest.mark.django_db(transaction=True)
def test_what_is_restored_is_what_was_backed_up(place, empty):
    url, own, other = empty
    UserFactory(full_name="Nguyễn Thị Lan")
    for _ in range(3):
        StoredFileFactory()
    default_storage.save("preview/aa/derived", ContentFile(b"made again by make_previews"))
    call_command("backup")
    UserFactory(full_name="Trần Văn Nam")
    StoredFileFactory()
    call_command("backup")
    expected = rows(own)

    done = restored(place, url)

    assert (done.returncode, done.stderr) == (0, "")
    assert rows(other) == expected
    kept = {name: body for name, body in files(place / "media").items() if not name.startswith("preview/")}
    assert len(kept) == 4
    assert files(place / "restored-media") == kept
    # Encrypted: no name is readable in the repository, and no copy is left beside it.
    assert not any("Nguyễn Thị Lan".encode() in body for body in files(place / "repository").values())
    assert not (place / "staging").exists()
    with pytest.raises(CommandError, match="The database is not empty"):
        call_command("restore")


@pytest.mark.django_db
def test_a_backup_that_is_not_set_up_says_so(settings):
    settings.BACKUP_REPOSITORY = ""

    with pytest.raises(CommandError, match="BACKUP_REPOSITORY and BACKUP_PASSWORD are not set"):
        call_command("backup")
