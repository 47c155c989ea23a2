"""Put a corrected version of the table in use into the running year, by a decision of the city [S7, A18]."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from accounts.models import User
from audit.services import record
from communes.models import Cycle
from communes.services.locks import lock_cycle
from kernel.fields import PointsField
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring import notices
from scoring.models import Criterion, Rubric, RubricInForce, SelfAssessment, SelfScore
from scoring.policies import correction_problems
from scoring.queries import criterion_rows
from scoring.services.drafts import points_words
from scoring.services.successors import refresh_from_scores, set_aside


@dataclass(frozen=True, slots=True)
class Move:
    """A criterion whose maximum differs in the corrected version."""

    code: str
    before: Decimal
    after: Decimal

    def __str__(self) -> str:
        return f"{self.code}: {points_words(self.before)} → {points_words(self.after)}"


@transaction.atomic
def correct_year(*, cycle: Cycle, rubric: Rubric, by: User, now: datetime, seen: str | None = None) -> list[Move]:
    """Put a corrected version into the running year, before its self-assessments are due; every unit is notified [S7].

    Points above a new maximum are cleared and kept as former points; other points of a changed criterion stay but are
    marked to be scored again. A claim that a criterion does not apply gets its new full points [S9]. A
    dossier that was sent is set aside as it was, and its commune continues with an open copy. `seen` is the
    `fingerprint` of what the preview page showed.

    Raises:
        Refused: the version is not in use by the city's decision, or comes from another table; its dossiers are
            due; it changes no figure; or a dossier was sent or changed state since the page was opened.
    """
    cycle = lock_cycle(cycle.pk)
    in_force = RubricInForce.objects.select_for_update(of=("self",)).select_related("rubric").get(cycle=cycle)
    works = list(works_of(cycle).select_for_update(of=("self",), no_key=True))
    old, moves = in_force.rubric, list(moves_between(in_force.rubric, rubric))
    refuse_if(correction_problems(cycle, old, rubric, now=now))
    refuse_if(effect_problems(rubric, moves, seen=seen, stands=fingerprint((work.pk, work.state) for work in works)))
    sent = [work for work in works if is_sent(work.state)]
    reopened = [succession.copy for succession in set_aside(sent, rubric=rubric, by=by, now=now)]
    works = [work for work in works if not is_sent(work.state)] + reopened
    _move_scores(cycle, old, rubric)
    in_force.rubric = rubric
    in_force.save(update_fields=["rubric"])
    SelfAssessment.objects.filter(pk__in=[work.pk for work in works]).update(rubric=rubric)
    refresh_from_scores(works, rubric)
    summary = "; ".join(map(str, moves))
    number = rubric.decision.number
    record("scoring.correct_year", by=by, now=now, on=cycle, decision=number, moves=summary, reopened=len(reopened))
    for work in reopened:
        record("scoring.reopen_dossier", by=by, now=now, on=work, decision=number)
    notices.table_corrected(cycle, rubric, moves=summary, reopened=reopened, now=now)
    return moves


def works_of(cycle: Cycle) -> QuerySet[SelfAssessment]:
    """The dossiers of a year, with their units."""
    rows = SelfAssessment.objects.filter(registration__cycle=cycle).order_by("pk")
    return rows.select_related("registration__commune", "registration__cycle", "rubric")


UNSENT = (SelfAssessment.State.OPEN, SelfAssessment.State.RETURNED)
"""The commune has not sent it; one returned for completion is unsent again."""


def is_sent(state: str) -> bool:
    """True where the commune has sent a dossier in that state, whether it counts yet or not."""
    return state not in UNSENT


def fingerprint(states: Iterable[tuple[int, str]]) -> str:
    """A digest of the dossiers on a preview page: it changes with every dossier that is sent or changes state."""
    seen = ";".join(f"{pk}:{state}" for pk, state in states if is_sent(state))
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def effect_problems(rubric: Rubric, moves: list[Move], *, seen: str | None, stands: str) -> Iterator[Problem]:
    """Why no correction is made: no figure changes, or dossiers were sent since the preview was shown [S7]."""
    if not moves:
        yield Problem("correction_changes_nothing", where=rubric.code, clause="S7")
    if seen is not None and seen != stands:
        yield Problem("correction_seen_before", where=rubric.code, clause="S7")


def moves_between(old: Rubric, new: Rubric) -> Iterator[Move]:
    """The criteria whose maximum differs, in the table's order."""
    after = {row.code: row.max_points for row in criterion_rows(new) if row.is_leaf}
    for row in criterion_rows(old):
        if row.is_leaf and row.code in after and after[row.code] != row.max_points:
            yield Move(row.code, row.max_points, after[row.code])


def years_to_correct(rubric: Rubric, *, now: datetime) -> list[Cycle]:
    """The running years whose table this version corrects, while their dossiers are not due."""
    if rubric.state != Rubric.State.PUBLISHED:
        return []
    rows = RubricInForce.objects.exclude(rubric=rubric).select_related("cycle", "rubric").order_by("cycle__year")
    return [row.cycle for row in rows if not any(correction_problems(row.cycle, row.rubric, rubric, now=now))]


def _move_scores(cycle: Cycle, old: Rubric, new: Rubric) -> None:
    """One statement per criterion.

    Scores of a changed criterion are marked, and points above the new maximum are cleared.
    """
    criteria = {row.code: row for row in Criterion.objects.filter(rubric=new, is_leaf=True)}
    for row in Criterion.objects.filter(rubric=old, is_leaf=True):
        new_row = criteria[row.code]
        scores = SelfScore.objects.filter(assessment__registration__cycle=cycle, criterion=row)
        if row.max_points == new_row.max_points:
            scores.update(criterion=new_row)
            continue
        max_points = Value(new_row.max_points, output_field=PointsField())
        scored = Q(points__isnull=False, not_applicable=False)
        scores.update(
            criterion=new_row,
            max_points=new_row.max_points,
            former_points=Case(When(scored, then=F("points")), default=None),
            former_max=Case(When(scored, then=Value(row.max_points, output_field=PointsField())), default=None),
            points=Case(
                When(not_applicable=True, then=max_points), When(points__gt=max_points, then=None), default=F("points")
            ),
            version=F("version") + 1,
        )
