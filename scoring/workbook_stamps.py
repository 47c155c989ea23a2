"""The kinds of workbooks, and the stamp that records the stored values when the portal makes one."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from documents.workbooks import plain_text

STAMP = "stamp"
PORTAL = "friendly_gov"


@dataclass(frozen=True, slots=True)
class BookKind:
    """A kind of workbook: its name, and the key of the column for words."""

    name: str
    words: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it must have; `not_applicable` it may have."""
        return "commune_code", "criterion_code", "points", self.words


SELF = BookKind("self", "explanation")
REVIEW = BookKind("appraisal", "comment")


@dataclass(frozen=True, slots=True)
class CriterionStamp:
    """The stored values of one criterion when the workbook was made.

    Its version, points, exception, and a checksum of its words.
    """

    version: int
    points: str
    excepted: bool
    digest: str

    @classmethod
    def of(cls, points: Decimal | None, words: str, *, excepted: bool, version: int = 0) -> "CriterionStamp":
        shown = "" if points is None or excepted else f"{points:.2f}"
        digest = hashlib.sha256(plain_text(words).encode()).hexdigest()[:16]
        return cls(version, shown, excepted, digest)

    def is_same(self, points: Decimal | None, words: str, *, excepted: bool | None) -> bool:
        """True where a row still equals the stamp."""
        now = self.of(points, words, excepted=self.excepted if excepted is None else excepted)
        return (now.points, now.excepted, now.digest) == (self.points, self.excepted, self.digest)


def stamp_rows(kind: BookKind, *, year: int, stamps: Mapping[tuple[str, str], CriterionStamp]) -> Iterator[list[str]]:
    """The content of the hidden sheet: kind, year, and the stored values of each criterion. All of it is text."""
    yield [PORTAL, kind.name, str(year)]
    for (commune, criterion), stamp in stamps.items():
        yield [commune, criterion, str(stamp.version), stamp.points, "x" if stamp.excepted else "", stamp.digest]
