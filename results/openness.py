"""The published result as the public sees it: level and points of recognised units, and plainly who is not [S8].

What a breach was about, who did what, and the points of units that did not qualify stay inside (decision 0004).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from communes.models import Commune, Cycle
from documents.tables import Column, csv_bytes, json_bytes
from kernel.names import name_key
from results.models import Outcome
from results.queries import GROUPS, group_rows, published_outcomes
from scoring.exceptions import Exceptions
from scoring.queries import policy_of, table_in_force


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as issued."""

    number: str
    dated: date


@dataclass(frozen=True, slots=True)
class GroupPoints:
    """A group's points and its share of the maximum in whole percent."""

    code: str
    title: str
    points: Decimal
    most: Decimal

    @property
    def percent(self) -> int:
        return int(100 * self.points / self.most) if self.most else 0


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One unit's published result.

    `standing` is recognised, revoked, not_qualified or not_registered. Level, total, rank and groups are given for
    recognised and revoked units alone; a revoked one has no rank.
    """

    code: str
    kind: str
    name: str
    search_key: str
    standing: str
    level: int
    total: Decimal | None
    rank: int | None
    group_totals: dict[str, str]
    decision: Decision | None
    revocation: Decision | None
    revocation_reason: str
    commendation: Decision | None
    excepted_count: int
    excepted_points: Decimal

    @property
    def commended(self) -> bool:
        """Is this unit commended: recognised at Level 4, its recognition standing [R5]?"""
        return self.standing == "recognised" and self.level == Outcome.Level.LEVEL_4

    @property
    def kind_label(self) -> str:
        return str(Commune.Kind(self.kind).label).capitalize()

    @property
    def level_label(self) -> str:
        return str(Outcome.Level(self.level).label)


def public_rows(cycle: Cycle) -> list[PublicRow]:
    """Every unit of a published year, best first; one query."""
    rows = [_row(outcome) for outcome in published_outcomes().filter(registration__cycle=cycle)]
    places = {"recognised": 0, "revoked": 1, "not_qualified": 2, "not_registered": 3}
    return sorted(rows, key=lambda row: (places[row.standing], row.rank or 0, name_key(row.name), row.code))


def public_unit(cycle: Cycle, code: str) -> tuple[PublicRow, list[GroupPoints]] | None:
    """One unit with its points per group; None where the year has no such unit."""
    outcome = published_outcomes().filter(registration__cycle=cycle, registration__commune__code=code).first()
    if outcome is None:
        return None
    row = _row(outcome)
    groups = [
        GroupPoints(group.code, group.title, Decimal(row.group_totals[group.code]), group.max_points)
        for group in group_rows(cycle)
        if group.code in row.group_totals
    ]
    return row, groups


def exceptions_of(row: PublicRow, cycle: Cycle) -> Exceptions | None:
    """What does not apply to the unit; None where all does [S9]."""
    if not row.excepted_count:
        return None
    return Exceptions(row.excepted_count, row.excepted_points, policy_of(table_in_force(cycle)))


def qualified_counts() -> dict[int, Counter]:
    """Recognised units per published year and level; the revoked are left out."""
    counts: dict[int, Counter] = defaultdict(Counter)
    recognised = published_outcomes().filter(recognition__state="issued").order_by()
    for year, level in recognised.values_list("registration__cycle__year", "level"):
        counts[year][level] += 1
    return counts


def _row(outcome: Outcome) -> PublicRow:
    commune = outcome.registration.commune
    recognition = getattr(outcome, "recognition", None)
    revocation = getattr(recognition, "revocation", None) if recognition else None
    standing = _standing(outcome, recognition, revocation)
    shown = recognition is not None
    return PublicRow(
        code=commune.code,
        kind=commune.kind,
        name=commune.name,
        search_key=commune.search_key,
        standing=standing,
        level=outcome.level if shown else 0,
        total=outcome.appraised_total if shown else None,
        rank=outcome.rank if standing == "recognised" else None,
        group_totals=outcome.group_totals if shown else {},
        decision=Decision(recognition.decision_number, recognition.decision_date) if shown else None,
        revocation=Decision(revocation.decision_number, revocation.decision_date) if revocation else None,
        revocation_reason=revocation.reason if revocation else "",
        commendation=_commendation(recognition) if standing == "recognised" else None,
        excepted_count=outcome.excepted_count if shown else 0,
        excepted_points=outcome.excepted_points if shown else Decimal(0),
    )


def _commendation(recognition):
    found = getattr(recognition, "commendation", None)
    return found and Decision(found.decision_number, found.decision_date)


def _standing(outcome, recognition, revocation):
    if revocation is not None:
        return "revoked"
    if recognition is not None:
        return "recognised"
    return "not_registered" if outcome.reason == Outcome.Reason.NOT_REGISTERED else "not_qualified"


def _text(points):
    return None if points is None else f"{points:.2f}"


_OPEN_COLUMNS = (
    Column("code", "code", lambda row: row.code),
    Column("name", "name", lambda row: row.name),
    Column("kind", "kind", lambda row: row.kind),
    Column("standing", "standing", lambda row: row.standing),
    Column("level", "level", lambda row: row.level),
    Column("total", "total", lambda row: _text(row.total)),
    *(Column(code, f"group_{code}", lambda row, code=code: row.group_totals.get(code)) for code in GROUPS),
    Column("excepted_count", "excepted_count", lambda row: row.excepted_count),
    Column("excepted_points", "excepted_points", lambda row: _text(row.excepted_points)),
    Column("rank", "rank", lambda row: row.rank),
    Column("commended", "commended", lambda row: row.commended),
    Column("commendation_number", "commendation_number", lambda row: row.commendation and row.commendation.number),
    Column("commendation_date", "commendation_date", lambda row: row.commendation and row.commendation.dated),
    Column("decision_number", "decision_number", lambda row: row.decision and row.decision.number),
    Column("decision_date", "decision_date", lambda row: row.decision and row.decision.dated),
    Column("revocation_number", "revocation_number", lambda row: row.revocation and row.revocation.number),
    Column("revocation_date", "revocation_date", lambda row: row.revocation and row.revocation.dated),
)


def open_data(rows: list[PublicRow], form: str) -> bytes:
    """The published rows as `json` or `csv`."""
    return json_bytes(_OPEN_COLUMNS, rows) if form == "json" else csv_bytes(_OPEN_COLUMNS, rows, keys=True)
