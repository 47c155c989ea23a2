"""The root directory of an old Office file (a compound file), read within strict limits.

A library that reads the whole directory needs minutes and gigabytes for a malicious file; the portal only needs
the names in the root and the first bytes of one stream.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Maximum sectors followed in a chain, and directory entries read: more than any honest file needs.
_MAX_STEPS = 4096
_ENTRY = 128
_NONE = 0xFFFFFFFF
_LAST = 0xFFFFFFFA
_IN_HEADER = 109
# Shorter streams are stored elsewhere (the mini stream).
_SHORT = 4096


class BrokenError(Exception):
    """The file contradicts its own header."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream in the root: its first sector and its length."""

    start: int
    size: int


class Folder:
    """The streams and folders in the root, by name.

    Raises:
        BrokenError: it is no compound file, or a broken one.
    """

    def __init__(self, content: BinaryIO):
        self._content = content
        self._header = self._at(0, 512)
        if self._header[:8] != SIGN:
            raise BrokenError
        (shift,) = struct.unpack_from("<H", self._header, 30)
        if shift not in (9, 12):
            raise BrokenError
        self._sector = 1 << shift
        self._tables = list(struct.unpack_from(f"<{_IN_HEADER}I", self._header, 76))
        self._further = struct.unpack_from("<I", self._header, 68)[0]
        self.streams = self._at_root(self._directory())

    def beginning(self, name: str, limit: int) -> bytes:
        """The first bytes of a stream, from its first sector only; empty where it is missing, or short."""
        stream = self.streams.get(name)
        if stream is None or stream.size < _SHORT:
            return b""
        return self._read_sector(stream.start)[:limit]

    def _at(self, place: int, length: int) -> bytes:
        self._content.seek(place)
        data = self._content.read(length)
        if len(data) < length:
            raise BrokenError
        return data

    def _read_sector(self, number: int) -> bytes:
        if number >= _LAST:
            raise BrokenError
        self._content.seek((number + 1) * self._sector)
        # The last sector of a file may be shorter, ending with its stream.
        return self._content.read(self._sector).ljust(self._sector, b"\0")

    def _after(self, number: int) -> int:
        """The next sector in the chain, from the sector allocation table."""
        table, place = divmod(number, self._sector // 4)
        while table >= len(self._tables):
            if self._further >= _LAST or len(self._tables) > _MAX_STEPS * _IN_HEADER:
                raise BrokenError
            row = struct.unpack(f"<{self._sector // 4}I", self._read_sector(self._further))
            self._tables += row[:-1]
            self._further = row[-1]
        return struct.unpack_from("<I", self._read_sector(self._tables[table]), place * 4)[0]

    def _directory(self) -> list[bytes]:
        (number,) = struct.unpack_from("<I", self._header, 48)
        entries: list[bytes] = []
        for _step in range(_MAX_STEPS):
            if number >= _LAST:
                break
            sector = self._read_sector(number)
            entries += [sector[place : place + _ENTRY] for place in range(0, self._sector, _ENTRY)]
            number = self._after(number)
        return entries

    def _at_root(self, entries: list[bytes]) -> dict[str, Stream]:
        streams: dict[str, Stream] = {}
        waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]] if entries else [], set()
        while waiting:
            number = waiting.pop()
            if number in seen or number >= len(entries):
                continue
            seen.add(number)
            entry = entries[number]
            length, kind, before, after = struct.unpack_from("<HBxII", entry, 64)
            if kind in (1, 2):
                name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
                streams[name] = Stream(*struct.unpack_from("<II", entry, 116))
            waiting += [before, after]
        return streams
