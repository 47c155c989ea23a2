"""A commune's dossier as one ZIP: folders in the decree's order, one set of evidence per criterion [dossier 1-4]."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from zipfile import ZIP_STORED

from zipstream import ZipStream

from documents.checks import archive_name, given_name
from documents.models import StoredFile
from documents.policies import held_for
from evidence.dossier_order import papers_of, sets_of
from scoring.models import SelfAssessment

_BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: its path, its citation, the title above it, and the reason why its reader may
    not get it ("" where they may)."""

    path: str
    file: StoredFile
    label: str
    title: str
    held: str = ""


def members_of(assessment: SelfAssessment, *, reader) -> list[Member]:
    """Every file of the dossier in the decree's order, as this person may download it; three queries at any size."""
    return [
        replace(member, held=held_for(member.file, reader)) for member in [*_papers(assessment), *_evidence(assessment)]
    ]


def _papers(assessment: SelfAssessment) -> Iterator[Member]:
    for _, folder, part in papers_of(assessment):
        if part is not None and part.signed is not None:
            name = archive_name(given_name(part.signed.name, part.signed.media_type))
            yield Member(f"{folder}/{name}", part.signed, part.signed.name, folder)


def _evidence(assessment: SelfAssessment) -> Iterator[Member]:
    for criterion in sets_of(assessment):
        title = " ".join(f"{criterion.row.code} {criterion.row.title_vi}".split())
        for piece in criterion.pieces:
            yield Member(piece.path, piece.file, piece.label, title)


def streamed(members: Iterable[Member], *, title: str, made_at: datetime) -> Iterator[bytes]:
    """Yield the archive in pieces, never whole in memory; a file that cannot be read does not break the others."""
    archive = ZipStream(compress_type=ZIP_STORED)
    included, lost, held = [], [], []
    for member in members:
        if member.held:
            held.append(member)
            continue
        pieces = _pieces(member.file)
        first = next(pieces, None)
        if first is None:
            lost.append(member)
            continue
        included.append(member)
        archive.add(_from(first, pieces), member.path)
        yield from archive.all_files()
    archive.add(_contents(title, made_at, included, lost, held), "MỤC LỤC.txt")
    yield from archive.all_files()
    yield from archive.finalize()


def _pieces(file: StoredFile) -> Iterator[bytes]:
    try:
        content = file.content.open("rb")
    except OSError:
        return
    with content:
        yield from iter(lambda: content.read(_BLOCK), b"")


def _from(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _contents(title: str, made_at: datetime, included: list[Member], lost: list[Member], held: list[Member]) -> bytes:
    """The list of contents, for people; the BOM at its beginning is for the Windows editor."""
    lines = [title, f"Lập lúc {made_at:%H:%M ngày %d/%m/%Y}", f"{len(included)} tệp", ""]
    for title, of_title in groupby(included, key=attrgetter("title")):
        lines += [title, *(f"{member.path}\t{member.label}" for member in of_title), ""]
    for why, members in (("Không đọc được", lost), ("Chưa quét vi-rút xong hoặc bị cách ly, không gửi kèm", held)):
        if members:
            lines += [f"{why}: {len(members)} tệp", *(f"{member.path}\t{member.label}" for member in members), ""]
    return "\r\n".join(lines).encode("utf-8-sig")
