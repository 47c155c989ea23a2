"""Entering many points at once, from a workbook: all or nothing [S1, S2]."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from audit.services import record
from communes.models import Cycle
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import points_problems, scoring_problems
from scoring.services.scores import refresh_totals

SHEET = "scores"
COLUMNS = ("commune_code", "criterion_code", "points", "explanation")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A row of the workbook: its number, whose leaf, the points and why."""

    row: int
    commune_code: str
    criterion_code: str
    points: Decimal | None
    explanation: str


@transaction.atomic
def import_scores(*, cycle: Cycle, lines: Sequence[ScoreLine], by, now: datetime) -> int:
    """Enter every line's points for its commune and leaf; how many leaves changed. One trail line per commune.

    `by` None where the portal's keeper imports. What stands already as the line says is left alone.

    Raises:
        Refused: every line that cannot stand, by its row: no such commune or leaf in this year, a leaf named twice,
            or what `enter_score` refuses [R2, R4, S1]; nothing is written then.
    """
    works = _locked(cycle, {line.commune_code for line in lines})
    scores = {
        (score.assessment_id, score.criterion.code): score
        for score in SelfScore.objects.filter(assessment__in=works.values()).select_related("criterion")
    }
    refuse_if(_problems(lines, works, scores, now))
    changed = defaultdict(list)
    for line in lines:
        score = scores[works[line.commune_code].pk, line.criterion_code]
        if (score.points, score.explanation) != (line.points, line.explanation):
            _fill(score, line, by, now)
            changed[line.commune_code].append(score)
    for code, filled in changed.items():
        _write(works[code], filled, scores, by, now)
    return sum(map(len, changed.values()))


def _locked(cycle: Cycle, codes: set[str]) -> dict[str, SelfAssessment]:
    works = SelfAssessment.objects.select_for_update(of=("self",)).order_by("pk")
    works = works.filter(registration__cycle=cycle, registration__commune__code__in=codes)
    works = works.select_related("registration__commune", "registration__cycle", "rubric")
    return {work.registration.commune.code: work for work in works.prefetch_related("registration__extensions")}


def _problems(lines, works, scores, now) -> Iterator[Problem]:
    seen = set()
    refused: dict[str, list[Problem]] = {}
    for line in lines:
        work, where = works.get(line.commune_code), f"{line.row}"
        if work is None:
            yield Problem("workbook_commune_unknown", where=where, params={"commune": line.commune_code})
            continue
        if line.commune_code not in refused:
            refused[line.commune_code] = list(scoring_problems(work, now=now))
            yield from (replace(problem, where=where) for problem in refused[line.commune_code])
        yield from _line_problems(line, scores.get((work.pk, line.criterion_code)), work.rubric.step, seen)


def _line_problems(line: ScoreLine, score: SelfScore | None, step: Decimal, seen: set) -> Iterator[Problem]:
    where = f"{line.row}"
    if score is None:
        yield Problem("workbook_leaf_unknown", where=where, clause="S1", params={"leaf": line.criterion_code})
    elif score.pk in seen:
        yield Problem("workbook_leaf_twice", where=where, params={"leaf": line.criterion_code})
    else:
        seen.add(score.pk)
        yield from points_problems(line.points, max_points=score.max_points, step=step, kept=score.points, where=where)


def _fill(score: SelfScore, line: ScoreLine, by, now: datetime) -> None:
    score.points, score.explanation = line.points, line.explanation
    score.not_applicable = score.not_applicable and line.points == score.max_points and bool(line.explanation.strip())
    score.version += 1
    score.changed_by, score.changed_at = (by, now) if by else (None, None)
    score.clean_fields(exclude=["assessment", "criterion", "changed_by"])


def _write(work: SelfAssessment, filled: list[SelfScore], scores: dict, by, now: datetime) -> None:
    columns = ["points", "explanation", "not_applicable", "version", "changed_by", "changed_at"]
    SelfScore.objects.bulk_update(filled, columns)
    points = {code: score.points for (pk, code), score in scores.items() if pk == work.pk}
    excepted = {code for (pk, code), score in scores.items() if pk == work.pk and score.not_applicable}
    refresh_totals(work, points, excepted)
    record("scoring.import_scores", by=by, now=now, on=work, leaves=len(filled))
