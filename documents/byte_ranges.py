"""Byte ranges of a file (RFC 9110, 14): a single range, as a viewer of long papers requests it."""

import re
from collections.abc import Iterator

from django.core.files.base import File

BLOCK = 64 * 1024
_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class UnsatisfiableError(Exception):
    """No byte of the file is in the requested range."""


def part_asked(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last requested byte; None where the whole file is requested, or several ranges at once.

    Raises:
        UnsatisfiableError: the range begins after the end of the file.
    """
    match = _ONE_RANGE.fullmatch(header.strip())
    if not match or match[0] == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        if int(last) == 0:
            raise UnsatisfiableError
        return max(size - int(last), 0), size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise UnsatisfiableError
    return int(first), min(int(last), size - 1) if last else size - 1


class Part:
    """The bytes of an open file from `first` to `last`, block by block; closes the file with the response."""

    def __init__(self, content: File, first: int, last: int):
        self._content = content
        self._left = last - first + 1
        content.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0:
            block = self._content.read(min(BLOCK, self._left))
            if not block:
                return
            self._left -= len(block)
            yield block

    def close(self) -> None:
        """Called by the response when it has been sent or aborted."""
        self._content.close()
