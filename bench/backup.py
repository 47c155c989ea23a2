"""Backup and restore of a year: time, and size of the repository."""

import os
import tempfile
import time
from pathlib import Path

from bench.servers import python, sqlite

COMMUNES = 114
FILES, KILOBYTES = 2000, 500


def main() -> None:
    with tempfile.TemporaryDirectory(dir="var") as name, sqlite(COMMUNES) as url:
        folder = Path(name).resolve()
        os.environ |= {
            "MEDIA_ROOT": str(folder / "media"),
            "BACKUP_REPOSITORY": str(folder / "repository"),
            "BACKUP_PASSWORD": "only-for-the-benchmark",
            "BACKUP_STAGING_DIR": str(folder / "staging"),
            "RESTIC_CACHE_DIR": str(folder / "cache"),
        }
        python(url, "bench.build", str(COMMUNES))
        _add_files(folder / "media", FILES)
        print(f"\n## Backup: {COMMUNES} communes, {FILES:,} files of {KILOBYTES} KB, SQLite\n")
        print("| what | seconds | repository, MB |\n|---|---:|---:|")
        _row("the first backup", folder, lambda: python(url, "django", "backup"))
        _row("a backup without changes", folder, lambda: python(url, "django", "backup"))
        _add_files(folder / "media", FILES // 100)
        _row("a backup with 1 % new files", folder, lambda: python(url, "django", "backup"))
        os.environ["MEDIA_ROOT"] = str(folder / "restored")
        _row("restoring it", folder, lambda: python(f"sqlite:///{folder}/restored.sqlite3", "django", "restore"))


def _add_files(folder: Path, count: int) -> None:
    """Files as they are stored: their bytes do not compress."""
    for _ in range(count):
        name = os.urandom(8).hex()
        path = folder / "content" / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(KILOBYTES * 1024))


def _row(what: str, folder: Path, run) -> None:
    begun = time.perf_counter()
    run()
    seconds = time.perf_counter() - begun
    size = sum(path.stat().st_size for path in (folder / "repository").rglob("*") if path.is_file())
    print(f"| {what} | {seconds:.1f} | {size / 2**20:.0f} |", flush=True)
