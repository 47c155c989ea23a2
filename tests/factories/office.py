"""Small Office files of either kind, written by hand."""

import io
import struct
import zipfile

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def open_xml(*members: str, types: str = "") -> bytes:
    """A package with these parts; `types` is what it tells of them."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        package.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        for name in members:
            package.writestr(name, "x")
    return body.getvalue()


def ole(*streams: str) -> bytes:
    """A compound file of at most three empty streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack("<128I", _FAT, _END, *[_FREE] * 126)
    folder = _entry("Root Entry", 5, after=_FREE, below=1 if streams else _FREE)
    for number, name in enumerate(streams, start=1):
        folder += _entry(name, 2, after=number + 1 if number < len(streams) else _FREE, below=_FREE)
    return header + table + folder.ljust(512, b"\0")


def _entry(name: str, kind: int, *, after: int, below: int) -> bytes:
    written = name.encode("utf-16-le")
    start = struct.pack("<64sHBBIII", written, len(written) + 2, kind, 1, _FREE, after, below)
    return start + b"\0" * 36 + struct.pack("<IQ", _END, 0)
