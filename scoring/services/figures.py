"""Compare the table's figures with the signed original: confirm them, or correct them in a new version [S7]."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from documents.models import StoredFile
from documents.services import store_file
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.models import Criterion, FigureConfirmation, Rubric
from scoring.policies import criterion_points_problems, editing_problems
from scoring.services.drafts import locked_draft, points_words, touch, write_points


@transaction.atomic
def confirm_figure(
    *, criterion: Criterion, note: str = "", scan: UploadedFile | None = None, by: User, now: datetime
) -> FigureConfirmation:
    """Confirm that a criterion's figure matches the signed original; the scanned page may be stored with it.

    A published table is not changed: the confirmation is stored apart. It holds for every version of the table that
    has the same figure from the same source.

    Raises:
        Refused: the row is no criterion, its figure was set by this version, or it is already confirmed; or the
            scan cannot be stored. Nothing is written.
    """
    Rubric.objects.select_for_update(of=("self",)).get(pk=criterion.rubric_id)
    refuse_if(_confirming_problems(criterion))
    stored = store_file(upload=scan, by=by, now=now) if scan is not None else None
    return _confirm(criterion, note, stored, by=by, now=now)


@transaction.atomic
def confirm_figures(
    *, rubric: Rubric, criteria: Collection[str], note: str, scan: UploadedFile | None = None, by: User, now: datetime
) -> list[FigureConfirmation]:
    """Confirm several figures at once against the page of the signed original that `note` names.

    Raises:
        Refused: no figure is chosen, the page is not named, one figure cannot be confirmed, or the scan cannot be
            stored. Nothing is written.
    """
    Rubric.objects.select_for_update(of=("self",)).get(pk=rubric.pk)
    rows = list(rubric.criteria.filter(code__in=criteria).order_by("sort_key"))
    refuse_if(bulk_confirming_problems(rows, note))
    stored = store_file(upload=scan, by=by, now=now) if scan is not None else None
    return [_confirm(criterion, note, stored, by=by, now=now) for criterion in rows]


def bulk_confirming_problems(rows: Sequence[Criterion], note: str) -> Iterator[Problem]:
    """Why these figures cannot be confirmed together: none is chosen, no page is named, or one is not allowed [S7]."""
    if not rows:
        yield Problem("no_figure_chosen", where="criteria", clause="S7")
    if not note.strip():
        yield Problem("page_missing", where="note", clause="S7")
    for criterion in rows:
        yield from _confirming_problems(criterion)


def _confirm(
    criterion: Criterion, note: str, stored: StoredFile | None, *, by: User, now: datetime
) -> FigureConfirmation:
    """Write the confirmation for every version with the same figure; the table is locked."""
    made = [
        FigureConfirmation(
            criterion=same, points=same.max_points, note=note.strip(), scan=stored, confirmed_at=now, confirmed_by=by
        )
        for same in _same_figures(criterion)
    ]
    for one in made:
        one.full_clean(exclude=["criterion", "confirmed_by", "scan"])
        one.save()
    facts = {"criterion": criterion.code, "points": points_words(criterion.max_points)}
    record("scoring.confirm_figure", by=by, now=now, on=criterion.rubric, **facts)
    return next(one for one in made if one.criterion_id == criterion.pk)


def _confirming_problems(criterion: Criterion) -> list[Problem]:
    if not criterion.is_leaf:
        return [Problem("figure_is_a_sum", where=criterion.code, clause="S1")]
    if criterion.provenance == Criterion.Provenance.DECIDED:
        return [Problem("figure_is_decided", where=criterion.code, clause="S7")]
    known = FigureConfirmation.objects.filter(criterion=criterion).select_related("confirmed_by").first()
    if known is not None:
        params = {"who": str(known.confirmed_by), "when": known.confirmed_at}
        return [Problem("figure_confirmed_already", where=criterion.code, params=params)]
    return []


def _same_figures(criterion: Criterion, *, confirmed: bool = False) -> list[Criterion]:
    """The criterion, and the same figure from the same source in the versions it was copied from or to."""
    rows = Criterion.objects.select_related("rubric").filter(
        rubric__in=_versions_related_to(criterion.rubric_id),
        code=criterion.code,
        is_leaf=True,
        max_points=criterion.max_points,
        provenance=criterion.provenance,
        confirmation__isnull=not confirmed,
    )
    return list(rows)


def _versions_related_to(rubric: int) -> set[int]:
    """All versions with the same first table, through any number of copies."""
    bases = dict(Rubric.objects.values_list("pk", "base"))

    def first(pk: int) -> int:
        while (base := bases[pk]) is not None:
            pk = base
        return pk

    return {pk for pk in bases if first(pk) == first(rubric)}


@transaction.atomic
def withdraw_confirmation(*, criterion: Criterion, reason: str, by: User, now: datetime) -> None:
    """Withdraw a mistaken confirmation in every version that shares it; the trail keeps both.

    Raises:
        Refused: there is none, or no reason is given; nothing is written.
    """
    Rubric.objects.select_for_update(of=("self",)).get(pk=criterion.rubric_id)
    if not FigureConfirmation.objects.filter(criterion=criterion).exists():
        refuse_if([Problem("figure_not_confirmed", where=criterion.code)])
    if not reason.strip():
        refuse_if([Problem("withdrawal_without_reason", where="reason")])
    FigureConfirmation.objects.filter(criterion__in=_same_figures(criterion, confirmed=True)).delete()
    facts = {"criterion": criterion.code, "reason": reason.strip()}
    record("scoring.withdraw_confirmation", by=by, now=now, on=criterion.rubric, **facts)


@transaction.atomic
def correct_figure(
    *,
    criterion: Criterion,
    points: Decimal,
    seen_version: int,
    note: str = "",
    scan: UploadedFile | None = None,
    by: User,
    now: datetime,
) -> FigureConfirmation:
    """Set a draft's criterion to the figure of the signed original, and confirm it at once [S7].

    Raises:
        Refused: no draft, changed meanwhile, or the figure is not allowed or unchanged.
    """
    rubric = locked_draft(criterion.rubric)
    criterion = Criterion.objects.select_related("rubric").get(pk=criterion.pk)
    refuse_if(editing_problems(rubric, seen_version=seen_version, by=by))
    criteria = [criterion.code] if criterion.is_leaf else []
    refuse_if(criterion_points_problems({criterion.code: points}, criteria=criteria, step=Decimal(rubric.step)))
    if points == criterion.max_points:
        refuse_if([Problem("figure_unchanged", where=criterion.code)])
    before = points_words(criterion.max_points)
    write_points(rubric, {criterion.code: points})
    criterion.refresh_from_db()
    criterion.provenance, criterion.provenance_note = Criterion.Provenance.CORRECTED, note.strip()
    criterion.save(update_fields=["provenance", "provenance_note"])
    FigureConfirmation.objects.filter(criterion=criterion).delete()
    touch(rubric, by=by, now=now)
    record(
        "scoring.correct_figure",
        by=by,
        now=now,
        on=rubric,
        criterion=criterion.code,
        before=before,
        after=points_words(points),
    )
    return confirm_figure(criterion=criterion, note=note, scan=scan, by=by, now=now)
