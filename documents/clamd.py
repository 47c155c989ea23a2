"""Client of ClamAV's daemon: a stream of bytes is sent, one verdict returned; anything unclear is no verdict."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from kernel.fields import BinaryFile

PIECE = 256 * 1024
_TO_ANSWER = 5
# A large archive inside a document takes the scanner minutes.
_TO_SCAN = 300
_LONGEST_ANSWER = 4096


class ScannerDownError(Exception):
    """The scanner did not answer, or not in its protocol: nothing is known of the file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The scanner's answer for one file: the signature it found, or why it could not scan; neither when clean."""

    signature: str = ""
    failure: str = ""


def is_on() -> bool:
    """True where a scanner is configured."""
    return bool(settings.CLAMD_URL)


def version(*, seconds: float = _TO_ANSWER) -> str:
    """The scanner's name, version and the date of its signatures.

    Raises:
        ScannerDownError: it does not answer.
    """
    with _line(seconds) as line:
        line.sendall(b"zVERSION\0")
        return _answer(line)[:200]


def scan(content: BinaryFile) -> Verdict:
    """Send `content` to the scanner in blocks.

    Raises:
        ScannerDownError: it does not answer, closes the connection, or answers without a verdict.
    """
    with _line(_TO_SCAN) as line:
        try:
            line.sendall(b"zINSTREAM\0")
            for piece in iter(lambda: content.read(PIECE), b""):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            # It gave the reason before it closed the connection: the stream exceeds its limit.
            return _verdict(_answer(line))
        return _verdict(_answer(line))


def _verdict(answer: str) -> Verdict:
    reply = answer.removeprefix("stream: ")
    if reply == "OK":
        return Verdict()
    if reply.endswith(" FOUND"):
        return Verdict(signature=reply.removesuffix(" FOUND")[:200])
    if reply.endswith("ERROR"):
        return Verdict(failure=reply.removesuffix("ERROR").strip(" .")[:200])
    raise ScannerDownError(f"no verdict: {answer[:100]}")


@contextmanager
def _line(patience: float) -> Iterator[socket.socket]:
    """A connection to the scanner that `CLAMD_URL` names: tcp://host:3310 or unix:///run/clamav/clamd.ctl."""
    named = urlsplit(settings.CLAMD_URL)
    try:
        if named.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(min(patience, _TO_ANSWER))
            try:
                line.connect(named.path)
            except OSError:
                line.close()
                raise
        else:
            line = socket.create_connection((named.hostname, named.port or 3310), timeout=min(patience, _TO_ANSWER))
        with line:
            line.settimeout(patience)
            yield line
    except OSError as trouble:
        raise ScannerDownError(str(trouble)[:200]) from trouble


def _answer(line: socket.socket) -> str:
    got = b""
    while not got.endswith(b"\0") and len(got) < _LONGEST_ANSWER:
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        got += piece
    if not got:
        raise ScannerDownError("it hung up without a word")
    return got.rstrip(b"\0").decode(errors="replace").strip()
