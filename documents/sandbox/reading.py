"""Run one of our readers on uploaded content, in a sandboxed process of its own."""

import contextlib
import io
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings

from documents.readers import BROKEN, TOO_SLOW
from kernel.fields import BinaryFile

_SERVER = Path(__file__).with_name("server.py")
_MAX_ANSWER = 64 * 2**20
_BLOCK = 2**16
_SLACK, _MAX_WAITING = 3, 5


class UnreadableError(Exception):
    """The file could not be read. `why` is a code of `documents.readers`, `message` the reader's message."""

    def __init__(self, why: str, message: str = ""):
        super().__init__(why, message)
        self.why, self.message = why, message


@dataclass(frozen=True, slots=True)
class Reader:
    """A function that reads foreign content, `package.module:function`, and its limits.

    `seconds` are CPU seconds; in real time it gets three times as many, not counting the time it waits for a CPU, so
    that a busy machine makes no valid file unreadable.
    `version` is incremented when the reader can read more: contents that failed are then tried again.
    """

    name: str
    function: str
    version: int = 1
    seconds: int = 20
    megabytes: int = 400
    file_megabytes: int = 256


def read(reader: Reader, content: BinaryFile, *, output: BinaryIO | None = None, **options):
    """The reader's answer for `content`, as JSON values; its product (a picture, pages) is written to `output`.

    Raises:
        UnreadableError: it raised an exception, died, or exceeded its time or memory.
        RuntimeError: an error of the portal: no process, no such reader, no sandbox.
    """
    limits = {name: getattr(reader, name) for name in ("seconds", "megabytes", "file_megabytes")}
    request = {"function": reader.function, "options": options, "limits": limits}
    with contextlib.ExitStack() as stack:
        wish = stack.enter_context(tempfile.TemporaryFile())
        wish.write(json.dumps(request).encode())
        wish.seek(0)
        source = _with_descriptor(content, stack)
        made = stack.enter_context(tempfile.TemporaryFile())
        # The server imports the reader first; that time does not count for the file.
        answer, handle = _server.begin([wish.fileno(), source.fileno(), made.fileno()])
        begun = time.monotonic()
        try:
            reply = _received(answer, handle, seconds=_SLACK * reader.seconds)
        finally:
            _end(handle)
            os.close(answer)
        facts = _parsed(reply, is_slow=reply is None or time.monotonic() - begun >= reader.seconds)
        if output is not None:
            made.seek(0)
            shutil.copyfileobj(made, output)
    return facts


def read_bytes(reader: Reader, content: BinaryFile, **options) -> tuple[object, bytes]:
    """Like `read`, with its product as bytes."""
    output = io.BytesIO()
    return read(reader, content, output=output, **options), output.getvalue()


def _parsed(reply: bytes | None, *, is_slow: bool):
    try:
        facts = json.loads(reply or b"")
        if "value" in facts:
            return facts["value"]
        why, words, fault = facts.get("why", BROKEN), facts.get("message", ""), facts.get("fault")
    except (ValueError, TypeError, AttributeError, RecursionError):
        # It died, or its answer is invalid.
        raise UnreadableError(TOO_SLOW if is_slow else BROKEN, "the reader died") from None
    if fault:
        raise RuntimeError(f"the confined reader did not start: {fault}")
    raise UnreadableError(str(why)[:20], str(words)[:500])


def _received(answer: int, handle: int, *, seconds: float) -> bytes | None:
    """The answer from the pipe; None where it takes too long, or is too large.

    Time in which other processes keep the CPU busy does not count, up to a limit.
    """
    parts: list[bytes] = []
    size, begun = 0, time.monotonic()
    while (left := begun + seconds + min(kept_waiting(handle), _MAX_WAITING * seconds) - time.monotonic()) > 0:
        ready, _, _ = select.select([answer], [], [], left)
        if not ready:
            continue
        part = os.read(answer, _BLOCK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > _MAX_ANSWER:
            return b""
    return None


def kept_waiting(handle: int) -> float:
    """The seconds in which a process was ready but got no CPU; 0 where the kernel does not report it."""
    try:
        facts = Path(f"/proc/self/fdinfo/{handle}").read_text()
        number = next(line.split()[1] for line in facts.splitlines() if line.startswith("Pid:"))
        return int(Path(f"/proc/{number}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, StopIteration, IndexError, ValueError):
        return 0.0


def _end(handle: int) -> None:
    """Terminate the process when its reading ends, whatever it is doing."""
    with contextlib.suppress(OSError):
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    os.close(handle)


def _with_descriptor(content: BinaryFile, stack: contextlib.ExitStack) -> IO[bytes]:
    """The content as an open file; content in memory or in a bucket is first written to an unnamed temporary file."""
    file = getattr(content, "file", content)
    with contextlib.suppress(OSError, AttributeError, ValueError):
        file.fileno()
        place = file.tell()
        stack.callback(file.seek, place)
        return file
    copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
    content.seek(0)
    shutil.copyfileobj(content, copy)
    content.seek(0)
    copy.flush()
    return copy


class _Server:
    """The process that starts readings: one for each process of the portal, started when first needed."""

    def __init__(self):
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self):
        self._lock, self._socket, self._process = threading.Lock(), None, None

    def begin(self, fds: list[int]) -> tuple[int, int]:
        """Start a reading: returns the pipe for its answer, and a handle on its process."""
        for is_last in (False, True):
            answer, written = os.pipe()
            try:
                with self._lock:
                    return answer, self._ask([*fds, written])
            except (OSError, EOFError) as gone:
                os.close(answer)
                self._drop()
                if is_last:
                    raise RuntimeError("the server of confined readers does not start") from gone
            finally:
                os.close(written)
        raise AssertionError

    def _ask(self, fds: list[int]) -> int:
        if self._socket is None:
            self._start()
        connection: Any = self._socket
        socket.send_fds(connection, [b"read"], fds)
        message, handles, _flags, _address = socket.recv_fds(connection, 16, 1)
        if not message:
            raise EOFError
        return handles[0]

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-I", str(_SERVER), str(theirs.fileno()), str(settings.BASE_DIR)]
            self._process = subprocess.Popen(  # noqa: S603 (ourselves)
                command, env=_environment(), cwd="/", stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )
        self._socket = ours

    def _drop(self) -> None:
        with self._lock:
            if self._socket is not None:
                self._socket.close()
            if self._process is not None:
                self._process.kill()
                self._process.wait()
            self._socket = self._process = None


def _environment() -> dict[str, str]:
    """An environment without anything of the portal."""
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
    return threads | {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent"}


_server = _Server()
