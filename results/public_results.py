"""The published result as the public sees it: levels and points of recognised units, level and reason of others [S8].

What a breach was about, who did what, and the points of units that did not qualify stay inside (decision 0036).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from communes.models import Commune, Cycle
from documents.tables import Column, csv_bytes, json_bytes
from kernel.names import name_key
from results.models import Outcome, Recognition
from results.queries import AWAITS_DECISION, GROUPS, REVOKED, UNDER_80, group_rows, published_outcomes
from scoring.core import rank
from scoring.exceptions import Exceptions
from scoring.queries import policy_of, table_in_force

RECOGNISED = "recognised"
_COUNTED = (Outcome.Reason.BY_POINTS, AWAITS_DECISION, UNDER_80)
REASONS_APART = (
    UNDER_80,
    *(str(reason) for reason in (Outcome.Reason.BREACH, Outcome.Reason.LATE, Outcome.Reason.INCOMPLETE)),
    *(str(reason) for reason in (Outcome.Reason.NOT_SUBMITTED, Outcome.Reason.NOT_REGISTERED)),
)
"""Why a unit is not recognised, each reason by itself [S3, S4]."""


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

    `standing` is recognised, awaits_decision, revoked, not_qualified or not_registered, and `reason` says which of
    those who are not recognised it is (`REASONS_APART`). Totals, rank and groups are given for recognised units alone;
    a revoked one has no level, and its decisions stand.
    """

    registration_id: int
    code: str
    kind: str
    name: str
    search_key: str
    standing: str
    reason: str
    level: int | None
    self_total: Decimal | None
    total: Decimal | None
    rank: int | None
    group_totals: dict[str, str]
    decision: Decision | None
    revocation: Decision | None
    withdrawal: Decision | None
    commendation: Decision | None
    excepted_count: int
    excepted_points: Decimal

    @property
    def commended(self) -> bool:
        """Is this unit commended: recognised at Level 4, its recognition standing [R5]?"""
        return self.standing == RECOGNISED and self.level == Outcome.Level.LEVEL_4

    @property
    def kind_label(self) -> str:
        return str(Commune.Kind(self.kind).label).capitalize()

    @property
    def level_label(self) -> str:
        return "" if self.level is None else str(Outcome.Level(self.level).label)


def public_rows(cycle: Cycle) -> list[PublicRow]:
    """Every unit of a published year, best first; one query."""
    outcomes = list(published_outcomes().filter(registration__cycle=cycle))
    # A revoked unit has no place, and the others move up [S5].
    counted = {one.pk: one.appraised_total for one in outcomes if _reason(one) in _COUNTED}
    places = rank(counted)
    rows = [public_row(outcome, places.get(outcome.pk)) for outcome in outcomes]
    order = [Outcome.Reason.BY_POINTS, AWAITS_DECISION, REVOKED, *REASONS_APART]
    return sorted(rows, key=lambda row: (order.index(row.reason), row.rank or 0, name_key(row.name), row.code))


def public_unit(cycle: Cycle, code: str) -> tuple[PublicRow, list[GroupPoints]] | None:
    """One unit with its points per group; None where the year has no such unit."""
    row = next((row for row in public_rows(cycle) if row.code == code), None)
    if row is None:
        return None
    groups = [
        GroupPoints(group.code, group.title, Decimal(row.group_totals[group.code]), group.max_points)
        for group in group_rows(cycle)
        if group.code in row.group_totals
    ]
    return row, groups


def public_exceptions(row: PublicRow, cycle: Cycle) -> Exceptions | None:
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


def public_row(outcome: Outcome, place: int | None = None) -> PublicRow:
    """What the public reads of an outcome; of a unit that is not recognised no points, however it came to it [S8]."""
    commune, reason = outcome.registration.commune, _reason(outcome)
    recognition = getattr(outcome, "recognition", None)
    revocation = getattr(recognition, "revocation", None)
    shown = reason == Outcome.Reason.BY_POINTS
    return PublicRow(
        registration_id=outcome.registration_id,
        code=commune.code,
        kind=commune.kind,
        name=commune.name,
        search_key=commune.search_key,
        standing=_standing(reason),
        reason=reason,
        level=None if reason in (REVOKED, AWAITS_DECISION) else outcome.level,
        self_total=outcome.self_total if shown else None,
        total=outcome.appraised_total if shown else None,
        rank=place if shown else None,
        group_totals=outcome.group_totals if shown else {},
        decision=_decision(recognition),
        revocation=_decision(revocation),
        withdrawal=_decision(getattr(revocation, "withdrawal", None)),
        commendation=_decision(getattr(recognition, "commendation", None)) if shown else None,
        excepted_count=outcome.excepted_count if shown else 0,
        excepted_points=outcome.excepted_points if shown else Decimal(0),
    )


def _decision(paper) -> Decision | None:
    return paper and Decision(paper.decision_number, paper.decision_date)


def _reason(outcome: Outcome) -> str:
    """Why the unit stands where it stands; a revocation that was withdrawn leaves it recognised [S3-S5]."""
    recognition = getattr(outcome, "recognition", None)
    if recognition is not None and recognition.state == Recognition.State.REVOKED:
        return REVOKED
    if outcome.reason == Outcome.Reason.BY_POINTS and not outcome.level:
        return UNDER_80
    if outcome.reason == Outcome.Reason.BY_POINTS and recognition is None:
        return AWAITS_DECISION
    return outcome.reason


def _standing(reason: str) -> str:
    if reason in (REVOKED, AWAITS_DECISION, Outcome.Reason.NOT_REGISTERED):
        return reason
    return RECOGNISED if reason == Outcome.Reason.BY_POINTS else "not_qualified"


def _text(points):
    return None if points is None else f"{points:.2f}"


def _group_total(code: str, row: PublicRow) -> object:
    return row.group_totals.get(code)


_OPEN_COLUMNS = (
    Column("code", "code", lambda row: row.code),
    Column("name", "name", lambda row: row.name),
    Column("kind", "kind", lambda row: row.kind),
    Column("standing", "standing", lambda row: row.standing),
    Column("reason", "reason", lambda row: row.reason),
    Column("level", "level", lambda row: row.level),
    Column("self_total", "self_total", lambda row: _text(row.self_total)),
    Column("total", "total", lambda row: _text(row.total)),
    *(Column(code, f"group_{code}", partial(_group_total, code)) for code in GROUPS),
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
    Column("withdrawal_number", "withdrawal_number", lambda row: row.withdrawal and row.withdrawal.number),
    Column("withdrawal_date", "withdrawal_date", lambda row: row.withdrawal and row.withdrawal.dated),
)


def open_data(rows: list[PublicRow], form: str) -> bytes:
    """The published rows as `json` or `csv`."""
    return json_bytes(_OPEN_COLUMNS, rows) if form == "json" else csv_bytes(_OPEN_COLUMNS, rows, keys=True)
