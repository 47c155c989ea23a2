"""Enter many points at once from a workbook: all or nothing [S1, S2]."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.models import Cycle
from documents.numbers import trail_text
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import claim_problems, points_problems, scoring_problems
from scoring.queries import criterion_rows
from scoring.services.ratios import enter_ratios
from scoring.services.scores import refresh_totals
from scoring.thresholds import threshold_of, thresholds_of
from scoring.workbook_changes import Change, Line, Plan, Stored, plan_of
from scoring.workbook_ratios import RatioLine, RatioPlan, plan_ratios
from scoring.workbook_ratios import conflicts as ratio_conflicts

_WRITTEN = (
    *("points", "explanation", "not_applicable", "version", "changed_by", "changed_at"),
    *("former_max", "former_points"),
)
Works = dict[str, SelfAssessment]
Scores = dict[tuple[str, str], SelfScore]


def plan_scores(*, cycle: Cycle, lines: Sequence[Line], now: datetime, only: Collection[str] | None = None) -> Plan:
    """What `import_scores` would change, and every reason why it would refuse; nothing is written.

    `only` are the communes that the workbook may name; None means all of the year.
    """
    works = _works(cycle, lines, only)
    return _plan(works, _scores(works), lines, now=now)


def plan_figures(*, cycle: Cycle, lines: Sequence[RatioLine], only: Collection[str] | None = None) -> RatioPlan:
    """What the figures of threshold rows in a workbook would change; nothing is written [A21, A25, A26]."""
    works = _works(cycle, lines, only)
    return _plan_figures(works, lines)


def _plan_figures(works: Works, lines: Sequence[RatioLine]) -> RatioPlan:
    thresholds = thresholds_of(works.values()) if lines else {}
    return plan_ratios(lines, {code: thresholds.get(work.pk, {}) for code, work in works.items()}, communes=works)


@transaction.atomic
def import_scores(
    *,
    cycle: Cycle,
    lines: Sequence[Line],
    by: User | None,
    now: datetime,
    only: Collection[str] | None = None,
    ratios: Sequence[RatioLine] = (),
) -> int:
    """Enter every line's points, with one trail line per commune; returns how many criteria changed.

    `ratios` are figures of threshold rows, with a trail line for each criterion; they need a `by`, which is None where
    an operator imports. Lines equal to the stored values are skipped, and so is a line
    that nobody changed since the workbook was made.

    Raises:
        Refused: with every invalid line and its cell: no such commune or criterion in this year, a criterion named
            twice, what `enter_score` and `enter_ratios` refuse [R2, R4, S1, S9], or a criterion that somebody changed
            since (`changed_meanwhile`); then nothing is written.
    """
    works = _works(cycle, [*lines, *ratios], only, locked=True)
    scores = _scores(works)
    plan, figures = _plan(works, scores, lines, now=now), _plan_figures(works, ratios)
    conflicts = [problem for change in plan.changes for problem in change.conflicts()]
    nobody = [Problem("ratios_need_a_person")] if figures.changes and by is None else []
    refuse_if([*plan.problems, *figures.problems, *conflicts, *ratio_conflicts(figures), *nobody])
    changed: dict[str, list[Change]] = defaultdict(list)
    for change in plan.changes:
        _fill(scores[change.line.key], change, by, now)
        changed[change.line.commune_code].append(change)
    _store([scores[change.line.key] for change in plan.changes])
    for code, changes in changed.items():
        own = {criterion: one for (commune, criterion), one in scores.items() if commune == code}
        _conclude(works[code], own, changes, by, now)
    if by is not None:
        _enter_figures(works, figures, by, now)
    return len({change.line.key for change in plan.changes} | figures.criteria().keys())


def _enter_figures(works: Works, plan: RatioPlan, by: User, now: datetime) -> None:
    for (code, criterion), figures in plan.criteria().items():
        seen = required(threshold_of(works[code], criterion)).seen
        enter_ratios(
            address=DossierAddress.of(works[code]), criterion=criterion, figures=figures, seen=seen, by=by, now=now
        )


def _works(
    cycle: Cycle, lines: Sequence[Line | RatioLine], only: Collection[str] | None, *, locked: bool = False
) -> Works:
    codes = {line.commune_code for line in lines} & (set(only) if only is not None else {x.commune_code for x in lines})
    works = SelfAssessment.objects.filter(registration__cycle=cycle, registration__commune__code__in=codes)
    works = works.select_related("registration__commune", "registration__cycle", "rubric").order_by("pk")
    works = works.select_for_update(of=("self",), no_key=True) if locked else works
    return {work.registration.commune.code: work for work in works.prefetch_related("registration__extensions")}


def _scores(works: Works) -> Scores:
    codes = {work.pk: code for code, work in works.items()}
    criteria = {row.pk: row.code for work in works.values() for row in criterion_rows(work.rubric)}
    scores = SelfScore.objects.filter(assessment__in=codes).select_related("changed_by").order_by()
    return {(codes[score.assessment_id], criteria[score.criterion_id]): score for score in scores}


def _plan(works: Works, scores: Scores, lines: Sequence[Line], *, now: datetime) -> Plan:
    """Whether a commune can score at all is checked once and reported at its first line."""
    rows = {work.rubric_id: {row.code: row for row in criterion_rows(work.rubric)} for work in works.values()}
    stored = {key: stored_of(score, score.explanation) for key, score in scores.items()}

    def judge(change: Change) -> Iterator[Problem]:
        work, cell = works[change.line.commune_code], change.line.place.cell
        if change.excepted:
            criterion = rows[work.rubric_id][change.line.criterion_code]
            problems = claim_problems(criterion, change.words)
            yield from (replace(problem, where=cell("not_applicable")) for problem in problems)
        else:
            limits = {"max_points": change.stored.max_points, "step": work.rubric.step}
            yield from points_problems(change.points, **limits, kept=change.stored.points, where=cell("points"))

    plan = plan_of(lines, stored, communes=works, judge=judge)
    first = {line.commune_code: line.place for line in reversed(lines)}
    for code, work in ((code, works[code]) for code in works if code in first):
        problems = scoring_problems(work, now=now)
        plan.problems += [replace(problem, where=first[code].cell("commune_code")) for problem in problems]
    return plan


def stored_of(score: Any, words: str) -> Stored:
    """A stored score in the form that workbooks are compared with; includes its `changed_by`."""
    who = str(score.changed_by or "")
    return Stored(score.max_points, score.points, words, score.not_applicable, score.version, who, score.changed_at)


def _fill(score: SelfScore, change: Change, by: User | None, now: datetime) -> None:
    score.points, score.explanation, score.not_applicable = change.points, change.words, change.excepted
    score.former_max = score.former_points = None
    score.version += 1
    score.changed_by, score.changed_at = (by, now) if by else (None, None)
    score.clean_fields(exclude=["assessment", "criterion", "changed_by"])


def _store(scores: list[SelfScore]) -> None:
    """Update all rows in a few statements: they exist already, so every insert conflicts and becomes an update."""
    SelfScore.objects.bulk_create(
        scores, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN, batch_size=500
    )


def _conclude(
    work: SelfAssessment, scores: dict[str, SelfScore], changes: list[Change], by: User | None, now: datetime
) -> None:
    points = {criterion: score.points for criterion, score in scores.items()}
    refresh_totals(work, points, {criterion for criterion, score in scores.items() if score.not_applicable})
    record("scoring.import_scores", by=by, now=now, on=work, criteria=len(changes), moves=moves_text(changes))


def moves_text(changes: Sequence[Change]) -> str:
    """The facts of an import on the trail: every criterion whose points changed, from what to what."""
    moved = [change for change in changes if _shown(change.stored) != _shown(change)]
    return "; ".join(f"{change.line.criterion_code} {_shown(change.stored)} → {_shown(change)}" for change in moved)


def _shown(value: Change | Stored) -> str:
    if value.excepted:
        return "×"
    return trail_text(value.points)
