"""Read a package of a year again: is each document there, unchanged, listed, and nothing else?"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from records.package import COLUMNS, LIST, README, SUMS

_BLOCK = 2**20
_SUM = re.compile(r"^([0-9a-f]{64})  (.+)$")
_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})?$")


def package_faults(package: BinaryIO) -> Iterator[str]:
    """Every fault of the package, in words for its operator; none where it is whole."""
    try:
        archive = zipfile.ZipFile(package)
    except zipfile.BadZipFile:
        yield "this is no ZIP file, or it is damaged"
        return
    with archive:
        names = [one.filename for one in archive.infolist() if not one.is_dir()]
        missing = [name for name in (LIST, SUMS, README) if name not in names]
        yield from (f"{name}: missing" for name in missing)
        if missing:
            return
        yield from (f"{name}: stands twice" for name in [name for name, count in Counter(names).items() if count > 1])
        yield from _checked(archive, names)


def _checked(archive: zipfile.ZipFile, names: list[str]) -> Iterator[str]:
    sums = dict(_sums(archive))
    rows = list(csv.DictReader(io.StringIO(archive.read(LIST).decode("utf-8-sig", "replace"), newline="")))
    if not rows or list(rows[0]) != list(COLUMNS):
        yield f"{LIST}: has no rows, or other columns than {', '.join(COLUMNS)}"
        return
    yield from (f"{name}: in no list of hashes" for name in names if name != SUMS and name not in sums)
    yield from (f"{name}: missing" for name in sums if name not in names)
    listed = {row["tep"]: row for row in rows if row["tep"]}
    papers = [name for name in names if name not in (LIST, SUMS, README)]
    yield from (f"{name}: not in {LIST}" for name in papers if name not in listed)
    yield from (f"{name}: listed, but missing" for name in listed if name not in names)
    for row in rows:
        yield from _row_faults(row)
    for name in (name for name in names if name in sums):
        yield from _content_faults(archive, name, sums[name], listed.get(name))


def _sums(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for line in archive.read(SUMS).decode("utf-8", "replace").splitlines():
        if match := _SUM.match(line):
            yield match[2], match[1]


def _row_faults(row: dict[str, str]) -> Iterator[str]:
    place = f"{LIST}, row {row['stt']}"
    yield from (f"{place}: {name} is empty" for name in ("loai", "tac_gia", "trich_yeu") if not row[name])
    yield from (f"{place}: {name} is no day" for name in ("ngay_van_ban", "ngay_dang_ky") if not _DAY.match(row[name]))
    if not row["tep"] and not row["ghi_chu"]:
        yield f"{place}: has neither a file nor a remark that says why"


def _content_faults(archive: zipfile.ZipFile, name: str, digest: str, row: dict[str, str] | None) -> Iterator[str]:
    checksum, size = sha256(), 0
    try:
        with archive.open(name) as content:
            for block in iter(lambda: content.read(_BLOCK), b""):
                checksum.update(block)
                size += len(block)
    except (zipfile.BadZipFile, OSError, EOFError):
        yield f"{name}: damaged"
        return
    if checksum.hexdigest() != digest:
        yield f"{name}: altered, its hash is another"
    if row is not None and (row["sha256"] != digest or row["kich_thuoc"] != str(size)):
        yield f"{name}: hash or size in {LIST} is another"
