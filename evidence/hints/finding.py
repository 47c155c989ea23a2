"""Find what deserves a look in an item: each finder returns hints as values, and writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q, QuerySet

from documents.kinds import PDF
from documents.models import Unread
from documents.pictures import is_picture
from evidence.hints.pictures import Hash, any_alike, candidate_words
from evidence.models import EvidenceItem, Hint, PictureHash, Reading
from kernel.deadlines import CITY_ZONE

# Only the closest matches of each kind are shown; more would hide the others.
MAX_OTHERS = 10


@dataclass(frozen=True, slots=True)
class HintCandidate:
    """A possible hint: its kind, its distinguishing key, the item that resembles this one, the message's facts."""

    kind: str
    key: str = ""
    other: int | None = None
    facts: dict = field(default_factory=dict)


def find_hints(item: EvidenceItem, reading: Reading | None, turned: list[Hash]) -> Iterator[HintCandidate]:
    """All hints on one item."""
    yield from same_files(item)
    if reading is None:
        return
    yield from near_pictures(item, reading, turned)
    yield from _of_content(item, reading)
    yield from _of_dates(item, reading)
    yield from _of_signatures(item, reading)


def _others(item: EvidenceItem) -> QuerySet[EvidenceItem]:
    """Every other item in a dossier, except in dossiers that a correction of the table set aside."""
    standing = EvidenceItem.objects.filter(removed_at=None, score__assessment__registration__isnull=False)
    return standing.exclude(pk=item.pk).order_by("-added_at", "-pk")


def _alike(kind: str, item: EvidenceItem, others: QuerySet[EvidenceItem]) -> Iterator[HintCandidate]:
    """Order: other communes first, then other years, then other criteria of the same dossier."""
    own = item.score.assessment
    related = "score__assessment__registration__commune", "score__assessment"
    rows = list(others.values_list("pk", *related)[: MAX_OTHERS * 20])
    commune = own.registration.commune_id
    rows.sort(key=lambda row: (row[1] == commune, row[2] == own.pk))
    for pk, its_commune, assessment in rows[:MAX_OTHERS]:
        where = "commune" if its_commune != commune else "criterion" if assessment == own.pk else "year"
        yield HintCandidate(kind, str(pk), pk, {"where": where})


def same_files(item: EvidenceItem) -> Iterator[HintCandidate]:
    """The same content in other communes, other years, other criteria; found by the index on its hash."""
    return _alike(Hint.Kind.SAME_FILE, item, _others(item).filter(file__sha256=item.file.sha256))


def near_pictures(item: EvidenceItem, reading: Reading, turned: list[Hash]) -> Iterator[HintCandidate]:
    """Pictures that look nearly the same, also rotated, cropped or compressed again.

    Candidates by index in one query.
    """
    if not turned:
        return iter(())
    words = {f"word_{place}__in": near for place, near in candidate_words(turned)}
    wanted = reduce(or_, (Q(**{lookup: near}) for lookup, near in words.items()))
    rows = PictureHash.objects.filter(wanted).exclude(reading=reading).order_by()
    kept: dict[str, list[Hash]] = {}
    for sha256, part, low, edges in rows.values_list("reading__sha256", "part", "low", "edges"):
        kept.setdefault(sha256, []).append(Hash(part, int(low, 16), int(edges, 16)))
    near = [sha256 for sha256, hashes in kept.items() if any_alike(turned, hashes)]
    return _alike(Hint.Kind.NEAR_PICTURE, item, _others(item).filter(file__sha256__in=near)) if near else iter(())


def _of_content(item: EvidenceItem, reading: Reading) -> Iterator[HintCandidate]:
    if not reading.is_readable:
        yield HintCandidate(Hint.Kind.UNREADABLE, facts={"why": reading.unread.get("look", Unread.BROKEN)})
        return
    for what, why in sorted(reading.unread.items()):
        yield HintCandidate(Hint.Kind.UNREAD, what, facts={"what": what, "why": why})
    if reading.is_blank:
        yield HintCandidate(Hint.Kind.BLANK)
    elif is_picture(item.file.media_type) and max(reading.width, reading.height) < settings.HINT_TINY_SIDE:
        yield HintCandidate(Hint.Kind.TINY, facts={"width": reading.width, "height": reading.height})


def _of_dates(item: EvidenceItem, reading: Reading) -> Iterator[HintCandidate]:
    """Dates outside the assessment year: of the camera, of the PDF, of a signature, or typed."""
    year = item.score.assessment.registration.cycle.year
    dates: list[tuple[str, date | None]] = [(reading.dated_by, reading.dated_on), ("typed", item.dated)]
    for number, one in enumerate(reading.signatures):
        if one["signed_at"]:
            moment = datetime.fromisoformat(one["signed_at"])
            dates.append((f"signature-{number}", moment.astimezone(CITY_ZONE).date()))
    for where, day in dates:
        if day is not None and day.year != year:
            facts = {"source": where.partition("-")[0], "day": day.isoformat(), "year": year}
            yield HintCandidate(Hint.Kind.OUT_OF_YEAR, where, facts=facts)


def _of_signatures(item: EvidenceItem, reading: Reading) -> Iterator[HintCandidate]:
    """Each digital signature; a missing one where a numbered document is typed, not scanned from a signed sheet."""
    for number, one in enumerate(reading.signatures):
        yield HintCandidate(Hint.Kind.SIGNATURE, str(number), facts=one)
    numbered = item.kind == EvidenceItem.Kind.DOCUMENT and item.number and item.file.media_type == PDF.media_type
    known = "signatures" not in reading.unread
    if numbered and reading.is_typed and known and not reading.signatures:
        yield HintCandidate(Hint.Kind.UNSIGNED)
