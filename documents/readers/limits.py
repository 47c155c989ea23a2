"""Limits that a file must keep before anything reads it: a small file may cost a reader minutes, or gigabytes."""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import pikepdf
from PIL import Image

from documents.readers import TOO_LARGE, NotReadError
from documents.readers.pictures import FORMATS, MAX_DECODED_PIXELS, MAX_PIXELS

# A progressive JPEG of a camera or a web site has about ten scans; each costs a pass over all pixels.
USUAL_SCANS, MAX_SCANS = 16, 100
_MAX_PASSES = 500_000_000
MAX_OBJECTS = 200_000
MAX_UNPACKED = 96 * 2**20
MAX_PACKED, _PACKED_PIECE = 48 * 2**20, 8 * 2**20
# Drawings and text compress to a tenth, at most to a hundredth; a higher ratio means endless repetition.
_MUCH, _MAX_RATIO = 8 * 2**20, 200
_OBJECT = b" obj"
_WINDOW, _LONGEST_HEAD = 4 * 2**20, 2**14
MAX_MEMBERS, _MAX_DIRECTORY = 20_000, 4 * 2**20
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ALONE = {0x01, *range(0xD0, 0xD9)}
_START_OF_SCAN, _END = 0xDA, 0xD9
_STREAM, _ESCAPED = re.compile(rb"(?<!end)stream\r?\n"), re.compile(rb"#([0-9A-Fa-f]{2})")
_FLATE_NAME, _PACKED = re.compile(rb"/(?:FlateDecode|Fl)\b"), (b"/ObjStm", b"/XRef")
_FLATE = ("/FlateDecode", "/Fl")
_END_RECORD, _END_RECORD_64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"


def limit_picture(content: BinaryIO) -> None:
    """A picture must have few enough pixels, and a JPEG few enough scans, to be read in seconds.

    Raises:
        NotReadError: it has too many.
    """
    content.seek(0)
    with Image.open(content, formats=FORMATS) as picture:
        pixels, kind = picture.width * picture.height, picture.format
    if pixels > MAX_PIXELS.get(kind or "", MAX_DECODED_PIXELS):
        raise NotReadError(TOO_LARGE, f"{pixels} pixels")
    if kind in MAX_PIXELS:
        content.seek(0)
        limit_scans(content.read(), pixels)


def limit_scans(body: bytes, pixels: int) -> None:
    """Raise NotReadError where a JPEG has too many scans."""
    scans = scans_of(body)
    if scans > MAX_SCANS or (scans > USUAL_SCANS and scans * pixels > _MAX_PASSES):
        raise NotReadError(TOO_LARGE, f"{scans} scans")


def scans_of(body: bytes) -> int:
    """The number of scans of a JPEG, up to its end; what follows (another picture, a video) is not part of it."""
    scans, place = 0, 2
    while scans <= MAX_SCANS and (match := _MARKER.search(body, place)):
        marker, place = body[match.end() - 1], match.end()
        if marker == _END:
            break
        if marker in _ALONE:
            continue
        scans += marker == _START_OF_SCAN
        place += int.from_bytes(body[place : place + 2], "big")
    return scans


def limit_objects(content: BinaryIO) -> None:
    """A PDF without an object list, or with a wrong one, makes every program that opens it search for objects.

    Raises:
        NotReadError: it has too many.
    """
    content.seek(0)
    count, tail = 0, b""
    while piece := content.read(_WINDOW):
        window = tail + piece
        count += window.count(_OBJECT)
        tail = window[1 - len(_OBJECT) :]
        if count > MAX_OBJECTS:
            raise NotReadError(TOO_LARGE, f"more than {MAX_OBJECTS} objects")


def limit_packed_objects(content: BinaryIO) -> None:
    """The data that a PDF reader decompresses as a whole to open it: object streams and the cross-reference stream.

    Found in the raw bytes, before a reader opens the file.

    Raises:
        NotReadError: it is too much.
    """
    left = MAX_PACKED
    for head, start in _streams(content):
        if any(name in head for name in _PACKED):
            content.seek(start)
            body, filters = content.read(_PACKED_PIECE), len(_FLATE_NAME.findall(head))
            for place in range(filters):
                body, size = _inflated(body, left, keep=place + 1 < filters)
                left -= size
                if left < 0:
                    raise NotReadError(TOO_LARGE, "too many packed objects")


def _streams(content: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """The dictionary text before each stream of a PDF, names unescaped, and where the stream begins."""
    before, base = b"", 0
    while True:
        content.seek(base)
        piece = content.read(_WINDOW)
        window = before + piece
        for match in _STREAM.finditer(window):
            # A match that ends within the previous block was already reported there.
            if match.end() > len(before):
                head = window[max(0, match.start() - _LONGEST_HEAD) : match.start()]
                head = head[head.rfind(b"obj") + 3 :] if b"obj" in head else head
                yield _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), head), base - len(before) + match.end()
        if len(piece) < _WINDOW:
            return
        before, base = window[-_LONGEST_HEAD:], base + len(piece)


def limit_pages(paper: pikepdf.Pdf) -> None:
    """A PDF must have few enough objects and bytes in them to be decompressed in seconds.

    Its pictures have picture limits.

    Raises:
        NotReadError: it has too many.
    """
    left = MAX_UNPACKED
    for number, thing in enumerate(paper.objects):
        if number >= MAX_OBJECTS:
            raise NotReadError(TOO_LARGE, f"more than {MAX_OBJECTS} objects")
        if isinstance(thing, pikepdf.Stream):
            left -= _unpacked(thing, left)
            if left < 0:
                raise NotReadError(TOO_LARGE, "too much to unpack")


def _unpacked(stream: pikepdf.Stream, left: int) -> int:
    """The number of bytes that a stream decompresses to, up to `left`."""
    filters = [str(one) for one in _list(stream.get("/Filter"))]
    if stream.get("/Subtype") == pikepdf.Name.Image:
        wide, high = _whole(stream.get("/Width")), _whole(stream.get("/Height"))
        if wide * high > max(MAX_PIXELS.values()):
            raise NotReadError(TOO_LARGE, f"a picture of {wide} x {high} pixels")
        if filters and filters[-1] in ("/DCTDecode", "/DCT"):
            limit_scans(stream.read_raw_bytes(), wide * high)
        if filters.count("/FlateDecode") < 2:
            return 0
    if not filters or filters[0] not in _FLATE:
        return 0
    packed = body = stream.read_raw_bytes()
    size = 0
    for place, name in enumerate(filters):
        if name not in _FLATE:
            break
        body, size = _inflated(body, left, keep=place + 1 < len(filters))
    if size > _MUCH and size > _MAX_RATIO * len(packed):
        raise NotReadError(TOO_LARGE, f"{len(packed)} bytes that unpack to {size}")
    return size


def _inflated(body: bytes, limit: int, *, keep: bool) -> tuple[bytes, int]:
    """Decompressed in pieces: kept where another filter follows, otherwise only counted; never beyond `limit`."""
    unpacking, parts, size = zlib.decompressobj(), [], 0
    while body and size <= limit:
        try:
            part = unpacking.decompress(body, 2**20)
        except Exception:
            break
        size += len(part)
        if keep:
            parts.append(part)
        body = unpacking.unconsumed_tail
        if unpacking.eof:
            break
    return b"".join(parts), size


def _list(value) -> list:
    return list(value) if isinstance(value, pikepdf.Array) else [value] if value is not None else []


def _whole(value) -> int:
    return int(value) if isinstance(value, int) else 0


def limit_members(content: BinaryIO) -> None:
    """A ZIP package must have few enough members, by its end record, to be listed quickly.

    Raises:
        NotReadError: it has too many.
    """
    count, size = members_of(content)
    if count > MAX_MEMBERS or size > _MAX_DIRECTORY:
        raise NotReadError(TOO_LARGE, f"{count} members in a list of {size} bytes")


def members_of(content: BinaryIO) -> tuple[int, int]:
    """The number of members of a package, and the size of their directory; None where it has no end record."""
    end = content.seek(0, 2)
    start = max(0, end - 2**16 - 100)
    content.seek(start)
    tail = content.read()
    place = tail.rfind(_END_RECORD)
    if place < 0 or len(tail) < place + 22:
        return 0, 0
    count, size = struct.unpack_from("<HL", tail, place + 10)
    locator = tail.rfind(_LOCATOR, 0, place)
    if locator >= 0 and len(tail) >= locator + 20:
        (longer,) = struct.unpack_from("<Q", tail, locator + 8)
        content.seek(min(longer, end))
        record = content.read(56)
        if record[:4] == _END_RECORD_64 and len(record) == 56:
            many, large = struct.unpack_from("<QQ", record, 32)
            count, size = max(count, many), max(size, large)
    return count, size
