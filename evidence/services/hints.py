"""Hints for appraisers: created in the background, dismissed with a reason; never a verdict."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from documents.kinds import PDF
from documents.pictures import is_picture
from evidence.hints import readings
from evidence.hints.finding import HintCandidate, find_hints
from evidence.hints.pictures import Hash
from evidence.models import EvidenceItem, Hint, PictureHash, Reading
from kernel.problems import Problem
from kernel.refusals import refuse_if

_WHOSE = ("file__inspection", "score__criterion", "score__assessment__registration__cycle")


def look_for_hints(*, item_id: int, now: datetime) -> int:
    """Read an item's file, unless its content was read before, and store its hints; returns how many hints there are.

    Repeatable: hints that no longer hold are deleted, unless dismissed; items that it resembles get a hint too.
    """
    item = (
        EvidenceItem.objects.select_related(*_WHOSE)
        .filter(pk=item_id, removed_at=None, score__assessment__registration__isnull=False)
        .first()
    )
    if item is None:
        return 0
    reading, turned = _reading_of(item, now=now)
    with transaction.atomic():
        return _keep(item, list(find_hints(item, reading, turned)), now=now)


def _reading_of(item: EvidenceItem, *, now: datetime) -> tuple[Reading | None, list[Hash]]:
    """The facts of the content; a picture is decoded each time, because the hashes of its rotations are not stored."""
    file = item.file
    known = Reading.objects.filter(sha256=file.sha256).first()
    readable = is_picture(file.media_type) or file.media_type == PDF.media_type
    # What was not read is tried again: a reader of the same version answers at once why it cannot.
    if not readable or (known is not None and not known.unread and not is_picture(file.media_type)):
        return known, []
    try:
        facts = readings.read(file, now=now)
    except FileNotFoundError:
        return known, []
    if known is None or known.unread != facts.unread:
        known = _store_reading(file.sha256, facts, now=now)
    return known, facts.turned


def _store_reading(sha256: str, facts: readings.FileFacts, *, now: datetime) -> Reading:
    fields = ("is_readable", "is_blank", "is_typed", "width", "height", "dated_on", "dated_by", "signatures", "unread")
    values = {name: getattr(facts, name) for name in fields} | {"read_at": now}
    with transaction.atomic():
        reading, _is_new = Reading.objects.update_or_create(sha256=sha256, defaults=values)
        rows = [_hash_row(reading, one) for one in facts.hashes]
        PictureHash.objects.bulk_create(rows, ignore_conflicts=True)
    return reading


def _hash_row(reading: Reading, one: Hash) -> PictureHash:
    words = {f"word_{place}": word for place, word in enumerate(one.words)}
    return PictureHash(reading=reading, part=one.part, low=f"{one.low:016x}", edges=f"{one.edges:016x}", **words)


def _keep(item: EvidenceItem, candidates: list[HintCandidate], *, now: datetime) -> int:
    wanted = {(one.kind, one.key): one for one in candidates}
    standing = {(hint.kind, hint.key): hint for hint in Hint.objects.filter(item=item)}
    gone = [hint.pk for name, hint in standing.items() if name not in wanted and hint.dismissed_at is None]
    Hint.objects.filter(pk__in=gone).delete()
    changed = [hint for name, hint in standing.items() if name in wanted and hint.facts != wanted[name].facts]
    for hint in changed:
        hint.facts = wanted[hint.kind, hint.key].facts
    Hint.objects.bulk_update(changed, ["facts"])
    new = [
        Hint(item=item, kind=one.kind, key=one.key, other_id=one.other, facts=one.facts, found_at=now)
        for name, one in wanted.items()
        if name not in standing
    ]
    back = [
        Hint(item_id=one.other, kind=one.kind, key=str(item.pk), other=item, facts=one.facts, found_at=now)
        for one in candidates
        if one.other is not None
    ]
    Hint.objects.bulk_create([*new, *back], ignore_conflicts=True)
    if new:
        # Written on the item's trail, which no commune reads.
        kinds = ", ".join(sorted({hint.kind for hint in new}))
        record("evidence.look_for_hints", by=None, now=now, on=item, file=item.file.name, hints=kinds)
    return len(wanted)


@transaction.atomic
def dismiss_hint(*, hint: Hint, reason: str, by: User, now: datetime) -> Hint:
    """Dismiss a hint; it stays on record with the reason, the person and the time [S8].

    Raises:
        Refused: no reason was given, or somebody has already dismissed it.
    """
    rows = Hint.objects.select_for_update(of=("self",)).select_related(*(f"item__{path}" for path in _WHOSE))
    kept = rows.get(pk=hint.pk)
    reason = " ".join(reason.split())[:500]
    refuse_if(_dismissal_problems(kept, reason))
    kept.dismissed_at, kept.dismissed_by, kept.reason = now, by, reason
    kept.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
    facts = {
        "file": kept.item.file.name,
        "criterion": kept.item.score.criterion.code,
        "hint": kept.kind,
        "reason": reason,
    }
    record("evidence.dismiss_hint", by=by, now=now, on=kept, **facts)
    return kept


def _dismissal_problems(hint: Hint, reason: str) -> Iterator[Problem]:
    if not reason:
        yield Problem("hint_without_reason", where="reason")
    if hint.dismissed_at is not None:
        yield Problem("hint_dismissed_already", where="reason")
