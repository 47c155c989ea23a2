"""Run a program on an uploaded file: little time, little memory, none of the portal's secrets."""

import contextlib
import json
import math
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from documents.sandbox.starting import NOT_STARTED

_STARTING = Path(__file__).with_name("starting.py")
# The maximum size of a single file that it writes.
_FILE_MEGABYTES = 512


class TimedOutError(Exception):
    """The program did not finish in time."""


class NotStartedError(Exception):
    """The program could not be started."""


def run(
    command: Sequence[str | Path], *, folder: Path, seconds: float, megabytes: int, reads: Sequence[Path] = ()
) -> tuple[int, str]:
    """Run `command` in `folder` and wait for it: its exit code, and the end of its output.

    It gets an environment of its own, without passwords and keys, and no network. It may write only in `folder`;
    `reads` are files that it may read besides its own. Its child processes end with it.

    Raises:
        TimedOutError: it took longer than `seconds`.
        NotStartedError: it could not be sandboxed, or not be started.
    """
    log = folder / "output.txt"
    with log.open("wb") as output:
        program = _started(_confined(command, folder, seconds, megabytes, reads), folder, output)
        try:
            code = program.wait(timeout=seconds)
        except subprocess.TimeoutExpired as slow:
            raise TimedOutError from slow
        finally:
            _end(program)
    printed = log.read_bytes()[-2000:].decode("utf-8", "replace")
    if code == NOT_STARTED:
        raise NotStartedError(printed)
    return code, printed


def _confined(command, folder: Path, seconds: float, megabytes: int, reads: Sequence[Path]) -> list[str]:
    """The command that applies `confinement.confine_program`, and then executes `command`."""
    program = shutil.which(command[0])
    beside = [str(Path(program).parent), str(Path(program).resolve().parent)] if program else []
    wish: dict[str, object] = {"seconds": math.ceil(seconds), "megabytes": megabytes, "file_megabytes": _FILE_MEGABYTES}
    wish |= {"folder": str(folder), "readable": [*map(str, reads), *beside]}
    return [sys.executable, "-I", str(_STARTING), str(settings.BASE_DIR), json.dumps(wish), *map(str, command)]


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
