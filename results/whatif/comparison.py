"""A concluded year recomputed under another table, from the team's points: read, compared, never stored."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_FLOOR, Decimal

from django.db.models import F, Q, QuerySet

from accounts.models import Role
from accounts.queries import has_role, hidden_units
from appraisal.models import ReviewScore
from communes.models import Cycle
from kernel.problems import Problem
from results.models import Outcome
from results.queries import RankingRow, ranking_rows
from results.whatif.robustness import robustness
from scoring.core import Change, Level, PointsScaler, compare, comparison_problems
from scoring.core.rubric import TOTAL
from scoring.core.whatif import hundredths
from scoring.models import Rubric
from scoring.queries import CriterionRow, criterion_rows, policy_of

_COMPARERS = (Role.ADMINISTRATOR, Role.OFFICER)


@dataclass(frozen=True, slots=True)
class CriterionMove:
    """A criterion whose maximum the new table changes."""

    code: str
    title: str
    old: Decimal
    new: Decimal

    @property
    def difference(self) -> Decimal:
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class WhatIfRow:
    """One ranked unit under both tables; `kept` is the percentage of random tables under which it keeps its level."""

    unit: RankingRow
    change: Change
    kept: Decimal
    levels_moved: int

    @property
    def difference(self) -> Decimal:
        return self.change.difference


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The whole comparison, best first under the new points.

    `aside` counts the unranked units by reason: a breach or a missing registration does not change [S3, S4].
    `astray` counts units whose criterion points do not sum to the recorded total.
    """

    rows: list[WhatIfRow]
    moves: list[CriterionMove]
    aside: dict[str, int]
    astray: int
    tau: float | None
    all_kept: Decimal
    draws: int

    @property
    def up(self) -> int:
        return sum(row.levels_moved > 0 for row in self.rows)

    @property
    def down(self) -> int:
        return sum(row.levels_moved < 0 for row in self.rows)

    @property
    def points_moved(self) -> Decimal:
        """The points that some criteria gain and others lose."""
        return sum((move.difference for move in self.moves if move.difference > 0), Decimal(0))

    @property
    def mean_kept(self) -> Decimal | None:
        """In percent, truncated to one decimal."""
        mean = sum((row.kept for row in self.rows), Decimal(0)) / len(self.rows) if self.rows else None
        return None if mean is None else mean.quantize(Decimal("0.1"), ROUND_FLOOR)

    @property
    def correlation(self) -> Decimal | None:
        """Tau with three decimals, truncated towards 0: only an identical order shows 1."""
        return None if self.tau is None else Decimal(self.tau).quantize(Decimal("0.001"), ROUND_DOWN)

    def level_counts(self) -> list[tuple[Outcome.Level, int, int]]:
        """Units at each level under the old and the new points, best first."""
        old = Counter(row.change.old.level for row in self.rows)
        new = Counter(row.change.new.level for row in self.rows)
        return [(Outcome.Level(level), old[level], new[level]) for level in sorted(Level, reverse=True)]


def concluded_cycles_visible_to(user):
    """The years with conclusions, for those who may compare tables: officers and administrators."""
    if not has_role(user, *_COMPARERS):
        return Cycle.objects.none()
    concluded = Outcome.objects.order_by().values("registration__cycle")
    return Cycle.objects.filter(pk__in=concluded).select_related("rubric_in_force__rubric").order_by("-year")


def recomputing_problems(cycle: Cycle, rubric: Rubric) -> list[Problem]:
    """Why the year cannot be recomputed under this table [S7]; empty where it can."""
    return comparison_problems(_maxima(_criteria(cycle.rubric_in_force.rubric)), _maxima(_criteria(rubric)))


def what_if(cycle: Cycle, rubric: Rubric, *, now: datetime, reader=None) -> WhatIf:
    """Recompute the present results of the year under `rubric`. At most five queries for any size.

    Ranks are among all units; `reader` sees no row of a unit from which they are recused [S8].

    Raises:
        ValueError: `recomputing_problems` reports a problem.
    """
    present = cycle.rubric_in_force.rubric
    old, new = _criteria(present), _criteria(rubric)
    policies = {"old_policy": policy_of(present), "new_policy": policy_of(rubric)}
    scaler = PointsScaler(_maxima(old), _maxima(new), **policies)
    ranking, hidden = ranking_rows(cycle, now=now), hidden_units(reader) if reader is not None else frozenset()
    units = {row.registration_id: row for row in ranking if row.rank is not None}
    points, excepted = _points(cycle, scaler, {criterion.pk: criterion.code for criterion in old}, units)
    comparison = compare(scaler, points, excepted)
    levels = [change.new.level for change in comparison.changes]
    firm = robustness(scaler, list(points.values()), levels, [excepted.get(key, ()) for key in points])
    rows = [
        WhatIfRow(units[change.key], change, _percent(kept, firm.draws), change.levels_moved)
        for change, kept in zip(comparison.changes, firm.kept, strict=True)
        if units[change.key].code not in hidden
    ]
    return WhatIf(
        rows=sorted(rows, key=lambda row: (row.change.new.rank, row.unit.code)),
        moves=_moves(old, new),
        aside=dict(Counter(row.reason for row in ranking if row.rank is None and row.code not in hidden)),
        astray=sum(row.change.old.total != row.unit.appraised_total for row in rows),
        tau=comparison.tau,
        all_kept=_percent(firm.all_kept, firm.draws),
        draws=firm.draws,
    )


def _points(
    cycle: Cycle, scaler: PointsScaler, codes: dict[int, str], units: dict[int, RankingRow]
) -> tuple[dict[int, list[int]], dict[int, set[int]]]:
    """Every ranked unit's appraised points in hundredths, in the order of the scaler's criteria [S1].

    And its exceptions.

    The second value has the positions of the criteria that the team agreed do not apply [S9].
    """
    places = {code: place for place, code in enumerate(scaler.leaves)}
    place_of = {pk: places[code] for pk, code in codes.items() if code in places}
    nothing, everything = [0] * len(places), list(scaler.old_maxima)
    found: dict[int, list[int]] = {}
    excepted: dict[int, set[int]] = {}
    known: dict[Decimal | None, int] = {None: 0}
    for entry, scored, criterion, points, not_applicable in _deviating(cycle, len(codes)):
        if entry not in units or criterion not in place_of:
            continue
        given = found.get(entry) or found.setdefault(entry, list(everything if scored == len(codes) else nothing))
        if points not in known:
            known[points] = hundredths(points)
        given[place_of[criterion]] = known[points]
        if not_applicable:
            excepted.setdefault(entry, set()).add(place_of[criterion])
    # Of whom nothing was read, every criterion has its maximum.
    full = {entry for entry, row in units.items() if row.appraised_total == TOTAL}
    rest = {entry: list(everything if entry in full else nothing) for entry in units if entry not in found}
    return {entry: found.get(entry) or rest[entry] for entry in units}, excepted


def _deviating(cycle: Cycle, criteria: int) -> QuerySet:
    """Entry, scored criteria, criterion, points, exception: all rows of who is not scored in all of so many criteria.

    Of the others, only exceptions and what does not have its maximum: most criteria have it.
    """
    scores = ReviewScore.objects.filter(review__assessment__registration__cycle=cycle).order_by()
    deviates = ~Q(points=F("criterion__max_points")) | Q(points=None) | Q(not_applicable=True)
    rows = scores.filter(deviates | Q(review__scored_count__lt=criteria))
    path = "review__assessment__registration_id"
    return rows.values_list(path, "review__scored_count", "criterion_id", "points", "not_applicable")


def _criteria(rubric: Rubric) -> list[CriterionRow]:
    return [row for row in criterion_rows(rubric) if row.is_leaf]


def _maxima(criteria: list[CriterionRow]) -> dict[str, Decimal]:
    return {criterion.code: criterion.max_points for criterion in criteria}


def _moves(old: list[CriterionRow], new: list[CriterionRow]) -> list[CriterionMove]:
    after = _maxima(new)
    moves = [
        CriterionMove(criterion.code, criterion.title, criterion.max_points, after.get(criterion.code, Decimal(0)))
        for criterion in old
    ]
    return [move for move in moves if move.difference]


def _percent(part: int, whole: int) -> Decimal:
    return Decimal(100 * part) / whole
