"""Ending what the benchmark started."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def stop(server: subprocess.Popen) -> None:
    """End a server and everything that it started."""
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=20)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


class Process:
    """One program with all that it starts, in a session of its own."""

    def __init__(self, command: list[Any], variables: dict[str, str], log: Path):
        self.command, self.variables, self.log = [str(word) for word in command], variables, log
        self._running: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        with self.log.open("ab") as log:
            command = ["setpriv", "--pdeathsig", "TERM", *self.command]
            self._running = subprocess.Popen(  # noqa: S603
                command, env=self.variables, stdout=log, stderr=log, cwd=ROOT, start_new_session=True
            )

    @property
    def is_alive(self) -> bool:
        """Whether its first process runs."""
        return self._running is not None and self._running.poll() is None

    def kill(self) -> None:
        """End it and all that it started at once, as a power cut does."""
        self.signal(signal.SIGKILL)

    def stop(self, seconds: float = 60) -> None:
        """Ask it to end; what does not end in time is killed."""
        if self._running is not None:
            self._running.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._running.wait(timeout=seconds)
            self.kill()

    def signal(self, number: int) -> None:
        """Send a signal to the whole session; after SIGKILL wait for its end."""
        if self._running is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._running.pid, number)
        if number == signal.SIGKILL:
            self._running.wait()
