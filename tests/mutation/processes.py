"""One run at a time, and every process that it starts ends with it."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.waiting import comes

TIMEOUT, BROKEN = "timeout", "broken"
_DIE_WITH_PARENT, _ADOPT_ORPHANS = 1, 36  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER
_libc = ctypes.CDLL(None, use_errno=True)


class IsRunningError(Exception):
    """Another run holds the lock; the text says which process."""


@contextmanager
def only_run(lock: Path) -> Iterator[None]:
    """Hold the lock during the run; it is released with the process, however that ends. SIGTERM stops like Ctrl-C."""
    with lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            file.seek(0)
            raise IsRunningError(file.read().strip()) from held
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        _libc.prctl(_ADOPT_ORPHANS, 1)
        former = signal.signal(signal.SIGTERM, _interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, former)


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def in_child(work: Callable[[Callable[[float], None]], str], verdict: Path, *, within: float) -> str:
    """The result of `work` in a fork of this process; `work` may extend its time limit by its argument."""
    verdict.unlink(missing_ok=True)
    sys.stdout.flush()
    before, child = _children(), os.fork()
    if child == 0:
        try:
            _be_alone()
            verdict.write_text(work(_seconds), encoding="utf-8")
            os._exit(0)
        finally:
            os._exit(1)
    ended: list[int] = []

    def has_ended() -> bool:
        done, status = os.waitpid(child, os.WNOHANG)
        ended.extend([os.waitstatus_to_exitcode(status)] if done else [])
        return bool(done)

    try:
        in_time = comes(has_ended, within=within)
    finally:
        _end(child, before, is_ours=not ended)
    if not in_time or ended[0] == -signal.SIGALRM:
        return TIMEOUT
    return verdict.read_text(encoding="utf-8") if ended[0] == 0 else BROKEN


def in_own_process(command: list[str], *, environment: dict[str, str], within: float, log: Path) -> int | None:
    """The exit code of a separate program, None where it did not end in time."""
    before = _children()
    with log.open("w") as output:
        program = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, start_new_session=True, preexec_fn=_die_with_parent
        )
    try:
        return program.wait(within)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(program.pid, before, is_ours=program.returncode is None)


def _seconds(number: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, number)


def _die_with_parent() -> None:
    _libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _be_alone() -> None:
    """A session of its own: terminal input is for the run, and the whole session can be terminated."""
    _die_with_parent()
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)


def _children() -> set[int]:
    return {one.pid for one in psutil.Process().children()}


def _end(session: int, before: set[int], *, is_ours: bool) -> None:
    """Terminate this session, and processes that were started in it and left it: orphans became our children."""
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)
    if is_ours:
        os.waitpid(session, 0)
    for orphan in _children() - before - {session}:
        os.kill(orphan, signal.SIGKILL)
        os.waitpid(orphan, 0)
