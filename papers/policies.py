"""Why a paper cannot be changed, issued, revoked or corrected."""

from collections.abc import Iterator
from datetime import date, datetime

from kernel.deadlines import lies_ahead
from kernel.problems import Problem
from papers.kinds import PaperKind
from papers.models import Draft, TextVersion
from papers.office_texts import OfficeText, text_problems


def editing_problems(draft: Draft | None, *, seen: int) -> Iterator[Problem]:
    """Why a paper cannot be edited: it was issued, or somebody else changed it meanwhile."""
    if draft is not None and draft.issued_at:
        yield Problem("paper_is_issued", where="paper")
    elif draft is not None and draft.version != seen:
        yield Problem("paper_changed_since", where="paper")


def issuing_problems(
    draft: Draft | None, kind: PaperKind, *, dated: date, now: datetime, signed: int | None = None
) -> Iterator[Problem]:
    """Why a signed copy cannot be recorded as the issued paper; `signed` is the version that it was made from."""
    if kind.is_recorded_elsewhere:
        yield Problem("paper_recorded_elsewhere", where="paper")
    if draft is not None and draft.issued_at:
        yield Problem("paper_is_issued", where="paper")
    elif signed is not None and (draft is None or draft.version != signed):
        yield Problem("signed_paper_changed", where="file")
    if lies_ahead(dated, now=now):
        yield Problem("paper_dated_ahead", where="dated")


def signing_problems(draft: Draft | None) -> Iterator[Problem]:
    """Why a paper cannot be signed yet: number and date stand in what is signed."""
    if draft is None or not draft.number:
        yield Problem("signing_number_missing", where="paper")
    if draft is None or draft.dated is None:
        yield Problem("signing_day_missing", where="paper")


def undoing_problems(draft: Draft | None, kind: PaperKind, *, reason: str) -> Iterator[Problem]:
    """Why an issued paper cannot be revoked or corrected."""
    if kind.is_recorded_elsewhere:
        yield Problem("paper_recorded_elsewhere", where="paper")
    if draft is None or not draft.issued_at or draft.revoked_at:
        yield Problem("paper_not_issued", where="paper")
    if not reason.strip():
        yield Problem("paper_undone_without_reason", where="reason")


def text_writing_problems(one: OfficeText, text: str, last: TextVersion | None, *, seen: int) -> Iterator[Problem]:
    """Why a text cannot be saved: papers could not use it, or somebody else changed it meanwhile."""
    yield from text_problems(one, text)
    if (last.number if last else 0) != seen:
        yield Problem("office_text_changed_since", where="text")
