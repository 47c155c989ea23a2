"""Running a program on a file of strangers: little time, little memory, nothing of the portal's secrets."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

# What it may write to a single file, in blocks of 512 bytes: 512 MB.
_MOST_BLOCKS = 2**20
_LOWER = ("nice", "-n", "10")


class TimedOutError(Exception):
    """The program did not come to its end in time."""


class NotStartedError(Exception):
    """The program could not be started."""


def run(command: Sequence[str | Path], *, folder: Path, seconds: int, megabytes: int) -> tuple[int, str]:
    """Run `command` in `folder` and wait for it: its exit code, and the end of what it said.

    It gets an environment of its own, so neither passwords nor keys, and yields to the portal's other work. Whatever
    it started ends with it.

    Raises:
        TimedOutError: it took longer than `seconds`.
        NotStartedError: it could not be started.
    """
    limits = f'ulimit -v {megabytes * 1024}; ulimit -f {_MOST_BLOCKS}; ulimit -c 0; exec "$@"'
    said = folder / "said.txt"
    with said.open("wb") as output:
        program = _started([*_LOWER, "sh", "-c", limits, "sh", *map(str, command)], folder, output)
        try:
            code = program.wait(timeout=seconds)
        except subprocess.TimeoutExpired as slow:
            raise TimedOutError from slow
        finally:
            _end(program)
    return code, said.read_bytes()[-2000:].decode("utf-8", "replace")


def _started(command: list[str], folder: Path, output: BinaryIO) -> subprocess.Popen:
    try:
        return subprocess.Popen(  # noqa: S603 (fixed programs, names of our own)
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    except OSError as failure:
        raise NotStartedError(str(failure)) from failure


def _environment(folder: Path) -> dict[str, str]:
    own = {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    return own | {"PATH": os.environ.get("PATH", os.defpath)}


def _end(program: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
