"""Set whole dossiers aside, and continue with a copy of each [S7, A18]."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from scoring.models import Criterion, RatioFigure, Rubric, SelfAssessment, SelfScore
from scoring.services.scores import refresh_totals
from scoring.set_aside import Succession, follow

_BATCH = 2000
_SET_ASIDE = (
    "registration",
    "former_registration",
    "set_aside_at",
    "set_aside_by",
    "set_aside_for",
    "set_aside_reason",
    "version",
)
_CARRIED = ("explanation", "not_applicable", "former_max", "former_points", "version", "changed_at", "changed_by_id")


def set_aside(
    works: Iterable[SelfAssessment], *, rubric: Rubric, by: User, now: datetime, reason: str = ""
) -> list[Succession]:
    """Set sent dossiers aside for the corrected table; an open copy takes the place of each.

    With a `reason` the unit took it back, and the table stays the same. The caller has locked the year and the
    dossiers.
    """
    return _succeed([(work, work) for work in works], rubric=rubric, by=by, now=now, reason=reason)


def take_over_as_sent(work: SelfAssessment, source: SelfAssessment, *, now: datetime) -> SelfAssessment:
    """Set aside what a unit prepared and did not send; the copy takes over `source`, the dossier that it had sent.

    The caller has locked the dossier.
    """
    [succession] = _succeed([(work, source)], rubric=work.rubric, by=None, now=now)
    refresh_from_scores([succession.copy], succession.copy.rubric)
    return succession.copy


def sent_before(work: SelfAssessment) -> SelfAssessment | None:
    """The dossier that the unit sent last before a correction of the table set it aside; the newest."""
    former = SelfAssessment.with_set_aside.filter(replaced_by=work.pk).select_related("rubric").first()
    while former is not None and former.state == SelfAssessment.State.OPEN:
        former = SelfAssessment.with_set_aside.filter(replaced_by=former.pk).select_related("rubric").first()
    return former


def _succeed(
    pairs: list[tuple[SelfAssessment, SelfAssessment]],
    *,
    rubric: Rubric,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> list[Succession]:
    registrations = [work.registration for work, _ in pairs]
    for work, _ in pairs:
        work.set_aside(rubric=rubric, by=by, at=now, reason=reason)
    SelfAssessment.with_set_aside.bulk_update([work for work, _ in pairs], _SET_ASIDE, batch_size=_BATCH)
    copies = [
        _copy(work, source, registration) for (work, source), registration in zip(pairs, registrations, strict=True)
    ]
    SelfAssessment.objects.bulk_create(copies, batch_size=_BATCH)
    successions = [Succession(*pair, copy) for pair, copy in zip(pairs, copies, strict=True)]
    follow(successions, _copy_scores(successions), by=by, now=now)
    return successions


def _copy(work: SelfAssessment, source: SelfAssessment, registration: Any) -> SelfAssessment:
    totals = ("total", "group_totals", "scored_count", "excepted_count", "excepted_points")
    taken = {name: getattr(source, name) for name in totals}
    return SelfAssessment(registration=registration, rubric=work.rubric, replaces=work, version=work.version, **taken)


def _copy_scores(successions: list[Succession]) -> dict[int, int]:
    """Copy every score with its figures of ratios; the keys of the copies by those of their sources."""
    copies = {succession.source.pk: succession.copy for succession in successions}
    criteria = {
        rubric: dict(_criteria_of(rubric)) for rubric in {succession.copy.rubric_id for succession in successions}
    }
    rows = SelfScore.objects.filter(assessment__in=copies).select_related("criterion").order_by("pk")
    sources = list(rows)
    scores = []
    for row in sources:
        copy = copies[row.assessment_id]
        scores.append(_copy_score(row, copy, criteria[copy.rubric_id][row.criterion.code]))
    SelfScore.objects.bulk_create(scores, batch_size=_BATCH)
    keys = {source.pk: score.pk for source, score in zip(sources, scores, strict=True)}
    figures = list(RatioFigure.objects.filter(score__in=keys))
    for figure in figures:
        figure.pk, figure.score_id = None, keys[figure.score_id]
    RatioFigure.objects.bulk_create(figures, batch_size=_BATCH)
    return keys


def _criteria_of(rubric: int) -> Any:
    rows = Criterion.objects.filter(rubric=rubric, is_leaf=True)
    return ((row.code, row) for row in rows)


def _copy_score(row: SelfScore, copy: SelfAssessment, criterion: Criterion) -> SelfScore:
    """The score under the copy's table: points are capped at the new maximum, a claim has its full points [S1, S9]."""
    score = SelfScore(
        assessment=copy,
        criterion=criterion,
        max_points=criterion.max_points,
        **{name: getattr(row, name) for name in _CARRIED},
    )
    if row.not_applicable:
        score.points = criterion.max_points
    elif row.points is not None:
        score.points = min(row.points, criterion.max_points)
    if row.max_points != criterion.max_points and row.points is not None and not row.not_applicable:
        score.former_max, score.former_points = row.max_points, row.points
    return score


def refresh_from_scores(works: list[SelfAssessment], rubric: Rubric) -> None:
    """Recompute the totals of locked dossiers from their scores under `rubric`."""
    codes = dict(Criterion.objects.filter(rubric=rubric, is_leaf=True).values_list("pk", "code"))
    scores: dict[int, list[tuple[Any, ...]]] = {work.pk: [] for work in works}
    shown = ("assessment", "criterion", "points", "not_applicable")
    for work, criterion, points, excepted in SelfScore.objects.filter(assessment__in=scores).values_list(*shown):
        scores[work].append((codes[criterion], points, excepted))
    for work in works:
        work.rubric = rubric
        rows = scores[work.pk]
        refresh_totals(work, {row[0]: row[1] for row in rows}, {row[0] for row in rows if row[2]})
