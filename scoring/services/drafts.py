"""Drafts of new versions of the scoring table: copy, edit, discard; and retire a published version [S7]."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from scoring.core import rows_of, with_points
from scoring.models import Criterion, FigureConfirmation, HintDraft, Rubric
from scoring.policies import criterion_points_problems, editing_problems, partial_step_problems
from scoring.queries import table_of

_ROW = (
    "code",
    "sort_key",
    "is_leaf",
    "title_vi",
    "title_en",
    "max_points",
    "evidence_vi",
    "applies_when_vi",
    "applies_in_part",
    "scoring_hint_vi",
    "partial_steps",
    "provenance",
    "provenance_note",
)
_TEXTS = ("title_vi", "title_en", "evidence_vi", "applies_when_vi", "scoring_hint_vi", "partial_steps")


@transaction.atomic
def draft_rubric(
    *,
    base: Rubric,
    code: str,
    title_vi: str,
    title_en: str,
    decision_vi: str,
    applies_from_year: int,
    by: User | None,
    now: datetime,
) -> Rubric:
    """Copy any version into a draft that records its origin [S7]: every row, every text, every confirmed figure
    and drafted hint.

    Raises:
        ValidationError: the code is taken or malformed, or a text is missing.
    """
    draft = Rubric(
        code=code,
        title_vi=title_vi,
        title_en=title_en,
        decision_vi=decision_vi,
        applies_from_year=applies_from_year,
        step=base.step,
        not_applicable=base.not_applicable,
        base=base,
        changed_at=now if by else None,
        changed_by=by,
    )
    draft.full_clean(exclude=["changed_by", "base"])
    draft.save()
    _copy_rows(base, draft)
    record("scoring.draft_rubric", by=by, now=now, on=draft, base=base.code)
    return draft


def _copy_rows(base: Rubric, draft: Rubric) -> None:
    """Copy level by level, so that each row finds its parent's copy; then the confirmed figures and drafted hints."""
    rows = list(Criterion.objects.filter(rubric=base).order_by("sort_key"))
    copies: dict[int | None, Criterion | None] = {None: None}
    level = [row for row in rows if row.parent_id is None]
    while level:
        made = Criterion.objects.bulk_create(
            Criterion(rubric=draft, parent=copies[row.parent_id], **{field: getattr(row, field) for field in _ROW})
            for row in level
        )
        copies |= {row.pk: copy for row, copy in zip(level, made, strict=True)}
        above = {row.pk for row in level}
        level = [row for row in rows if row.parent_id in above]
    known = FigureConfirmation.objects.filter(criterion__rubric=base)
    FigureConfirmation.objects.bulk_create(confirmation_for(required(copies[one.criterion_id]), one) for one in known)
    HintDraft.objects.bulk_create(
        HintDraft(
            criterion=required(copies[one.criterion_id]),
            text=one.text,
            changed_at=one.changed_at,
            changed_by_id=one.changed_by_id,
        )
        for one in HintDraft.objects.filter(criterion__rubric=base)
    )


def confirmation_for(criterion: Criterion, known: FigureConfirmation) -> FigureConfirmation:
    """The same confirmation for the same figure in another version."""
    return FigureConfirmation(
        criterion=criterion,
        points=known.points,
        note=known.note,
        scan_id=known.scan_id,
        confirmed_at=known.confirmed_at,
        confirmed_by_id=known.confirmed_by_id,
    )


@transaction.atomic
def describe_draft(
    *,
    rubric: Rubric,
    title_vi: str,
    title_en: str,
    decision_vi: str,
    applies_from_year: int,
    step: Decimal,
    not_applicable: str,
    by: User,
    now: datetime,
) -> Rubric:
    """Change a draft's title, the decision it rests on, its year, its step, and its policy on exceptions [S1, S9].

    Raises:
        Refused: it is no longer a draft. ValidationError: a text is missing, or the step is not above 0.
    """
    rubric = locked_draft(rubric)
    rubric.title_vi, rubric.title_en, rubric.decision_vi = title_vi, title_en, decision_vi
    rubric.applies_from_year, rubric.step, rubric.not_applicable = applies_from_year, step, not_applicable
    rubric.changed_at, rubric.changed_by = now, by
    rubric.version += 1
    rubric.full_clean(exclude=["changed_by", "base"])
    rubric.save()
    record("scoring.describe_draft", by=by, now=now, on=rubric)
    return rubric


@transaction.atomic
def set_points(*, rubric: Rubric, points: Mapping[str, Decimal], seen_version: int, by: User, now: datetime) -> Rubric:
    """Set these points on a draft's criteria at once; every row above becomes the sum of its criteria [S1, S7].

    `seen_version` is the version that the person saw. Points equal to the stored ones change nothing.

    Raises:
        Refused: it is no draft, it was changed meanwhile, or points are negative, above 100, off the step,
            or on a criterion that the table lacks; nothing is written.
    """
    rubric = locked_draft(rubric)
    criteria = {criterion.code: criterion for criterion in rubric.criteria.filter(is_leaf=True)}
    refuse_if(criterion_points_problems(points, criteria=criteria, step=Decimal(rubric.step)))
    changed = {code: value for code, value in points.items() if criteria[code].max_points != value}
    if not changed:
        return rubric
    refuse_if(editing_problems(rubric, seen_version=seen_version, by=by))
    moves = [
        f"{code}: {points_words(criteria[code].max_points)} → {points_words(value)}"
        for code, value in sorted(changed.items())
    ]
    write_points(rubric, changed)
    touch(rubric, by=by, now=now)
    record("scoring.set_points", by=by, now=now, on=rubric, moves="; ".join(moves))
    return rubric


def write_points(rubric: Rubric, changed: Mapping[str, Decimal]) -> None:
    """Write the criteria's points and all sums above them; each changed figure records its new origin."""
    worth = {row.code: row.max_points for row in rows_of(with_points(table_of(rubric), changed))}
    rows = [row for row in rubric.criteria.all() if row.max_points != worth[row.code]]
    FigureConfirmation.objects.filter(criterion__in=[row for row in rows if row.is_leaf]).delete()
    before = {row.code: row for row in Criterion.objects.filter(rubric=rubric.base_id, code__in=changed)}
    for row in rows:
        row.max_points = worth[row.code]
        if row.is_leaf:
            _set_provenance(row, before.get(row.code), base=str(rubric.base or ""))
    Criterion.objects.bulk_update(rows, ["max_points", "provenance", "provenance_note"])
    _take_confirmations_back(rubric, [row for row in rows if row.is_leaf])


def _set_provenance(row: Criterion, before: Criterion | None, *, base: str) -> None:
    """A figure set back to its base's value has its base's origin again; any other is this version's own."""
    if before is not None and before.max_points == row.max_points:
        row.provenance, row.provenance_note = before.provenance, before.provenance_note
    else:
        row.provenance = Criterion.Provenance.DECIDED
        row.provenance_note = f"{base}: {points_words(before.max_points)}" if before is not None else ""


def _take_confirmations_back(rubric: Rubric, criteria: Iterable[Criterion]) -> None:
    """A figure set back to its base's value has the same confirmation as there."""
    back = {criterion.code: criterion for criterion in criteria if criterion.provenance != Criterion.Provenance.DECIDED}
    known = FigureConfirmation.objects.filter(criterion__rubric=rubric.base_id, criterion__code__in=back)
    FigureConfirmation.objects.bulk_create(
        confirmation_for(back[one.criterion.code], one) for one in known.select_related("criterion")
    )


@transaction.atomic
def edit_guidance(
    *,
    criterion: Criterion,
    evidence_vi: str,
    applies_when_vi: str,
    scoring_hint_vi: str,
    partial_steps: Sequence[int],
    title_vi: str,
    title_en: str,
    reason: str,
    seen_version: int,
    by: User,
    now: datetime,
) -> Criterion:
    """Change the texts of a draft's row [S7]; the criterion's own wording only with a reason.

    Raises:
        Refused: its table is no draft, the row changed meanwhile, the wording changes without a reason, or partial
            steps are not shares from 0 to 100 % that the table's step allows [S2]; nothing is written.
    """
    rubric = locked_draft(criterion.rubric)
    criterion = Criterion.objects.get(pk=criterion.pk)
    wanted = (title_vi, title_en, evidence_vi, applies_when_vi, scoring_hint_vi, list(partial_steps))
    kept = {field: getattr(criterion, field) for field in _TEXTS}
    if tuple(kept.values()) == wanted:
        return criterion
    for field, value in zip(_TEXTS, wanted, strict=True):
        setattr(criterion, field, value)
    refuse_if(_guidance_problems(criterion, kept, rubric, reason=reason, seen_version=seen_version))
    criterion.version += 1
    criterion.full_clean(exclude=["rubric", "parent"])
    criterion.save()
    facts = {"criterion": criterion.code, "reason": reason.strip() or "–"}
    verb = "scoring.reword_criterion" if _reworded(criterion, kept) else "scoring.edit_guidance"
    record(verb, by=by, now=now, on=rubric, **facts)
    return criterion


def _reworded(criterion: Criterion, kept: Mapping[str, Any]) -> bool:
    return (criterion.title_vi, criterion.title_en) != (kept["title_vi"], kept["title_en"])


def _guidance_problems(
    criterion: Criterion, kept: Mapping[str, Any], rubric: Rubric, *, reason: str, seen_version: int
) -> list[Problem]:
    problems = list(partial_step_problems([criterion], step=Decimal(rubric.step)))
    if _reworded(criterion, kept) and not reason.strip():
        problems.append(Problem("title_without_reason", where=criterion.code, clause="S7"))
    if criterion.version != seen_version:
        problems.append(Problem("guidance_changed_meanwhile", where=criterion.code))
    return problems


@transaction.atomic
def discard_draft(*, rubric: Rubric, by: User, now: datetime) -> None:
    """Delete a draft; the trail records that it existed.

    Raises:
        Refused: it is published or retired [S7], or another version was copied from it.
    """
    rubric = locked_draft(rubric)
    copies = list(rubric.copies.values_list("code", flat=True))
    if copies:
        refuse_if([Problem("rubric_has_copies", where=rubric.code, params={"copies": ", ".join(copies)})])
    record("scoring.discard_draft", by=by, now=now, on=rubric)
    rubric.delete()


@transaction.atomic
def retire_rubric(*, rubric: Rubric, by: User, now: datetime) -> Rubric:
    """No new year may use this version; the years that began with it keep it [S7].

    Raises:
        Refused: it is not published.
    """
    rubric = Rubric.objects.select_for_update(of=("self",)).get(pk=rubric.pk)
    if rubric.state != Rubric.State.PUBLISHED:
        refuse_if([Problem("rubric_not_published", where=rubric.code, clause="S7", params={"code": rubric.code})])
    rubric.retire()
    rubric.save()
    record("scoring.retire_rubric", by=by, now=now, on=rubric)
    return rubric


def locked_draft(rubric: Rubric) -> Rubric:
    """The draft, locked and reloaded.

    Raises:
        Refused: it is not, or no longer, a draft [S7].
    """
    rubric = Rubric.objects.select_for_update(of=("self",)).select_related("base", "changed_by").get(pk=rubric.pk)
    refuse_if(editing_problems(rubric))
    return rubric


def touch(rubric: Rubric, *, by: User, now: datetime) -> None:
    rubric.version += 1
    rubric.changed_at, rubric.changed_by = now, by
    rubric.save(update_fields=["version", "changed_at", "changed_by"])


def points_words(points: Decimal) -> str:
    return format(points.normalize() + 0, "f").replace(".", ",")
