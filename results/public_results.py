"""The published result for the public: levels and points of recognised units, level and reason of others [S8].

The facts of a breach, the people involved, and the points of unqualified units stay internal (decision 0036).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from communes.models import Commune, Cycle
from documents.numbers import data_text
from documents.tables import Column, csv_bytes, json_bytes
from kernel.problems import required
from results.models import ByDecision, Outcome, Recognition, Revocation
from results.queries import (
    AWAITS_DECISION,
    GROUPS,
    REVOKED,
    UNDER_80,
    group_rows,
    published_outcomes,
)
from scoring.core import rank
from scoring.exceptions import Exceptions
from scoring.queries import policy_of, table_in_force

RECOGNISED = "recognised"
# Plain text compares several times faster than a member of an enumeration, thousands of times a page.
_BY_POINTS, _REVOKED = str(Outcome.Reason.BY_POINTS), str(Recognition.State.REVOKED)
_OWN_STANDING = (REVOKED, AWAITS_DECISION, str(Outcome.Reason.NOT_REGISTERED))
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
    max_points: Decimal

    @property
    def percent(self) -> int:
        return int(100 * self.points / self.max_points) if self.max_points else 0


class PublicRow(NamedTuple):
    """One unit's published result.

    `standing` is recognised, awaits_decision, revoked, not_qualified or not_registered, and `reason` gives the reason
    for units that are not recognised (`REASONS_APART`). Totals, rank and groups are given for recognised units only;
    a revoked one has no level, and its decisions are shown. `is_ranked`: it is counted in the ranking.
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
    is_ranked: bool

    @property
    def commended(self) -> bool:
        """True where this unit is commended: recognised at Level 4, and the recognition is valid [R5]."""
        return self.standing == RECOGNISED and self.level == Outcome.Level.LEVEL_4

    @property
    def kind_label(self) -> str:
        return str(Commune.Kind(self.kind).label).capitalize()

    @property
    def level_label(self) -> str:
        return "" if self.level is None else str(Outcome.Level(self.level).label)


class _Stored(NamedTuple):
    """The fields read from a published outcome and the decisions on it."""

    registration: int
    code: str
    kind: str
    name: str
    search_key: str
    name_key: str
    level: int
    reason: str
    self_total: Decimal | None
    total: Decimal | None
    group_totals: dict[str, str]
    excepted_count: int
    excepted_points: Decimal
    recognition: int | None
    recognition_state: str | None
    decision: tuple[str | None, date | None]
    commendation: tuple[str | None, date | None]
    was_revoked: bool
    year: int
    apart: str


def _apart(level: int, reason: str, recognition: int | None, state: str | None) -> str:
    """The unit's standing; a withdrawn revocation leaves it recognised [S3-S5]."""
    if state == _REVOKED:
        return REVOKED
    if reason != _BY_POINTS:
        return reason
    return UNDER_80 if not level else AWAITS_DECISION if recognition is None else reason


_UNIT = (
    "registration",
    *(f"registration__commune__{name}" for name in ("code", "kind", "name", "search_key", "name_key")),
)
_OUTCOME = ("level", "reason", "self_total", "appraised_total", "group_totals", "excepted_count", "excepted_points")
_DECISION = ("recognition__decision__number", "recognition__decision__dated")
_COMMENDATION = ("recognition__commendation__decision__number", "recognition__commendation__decision__dated")


def public_rows(cycle: Cycle) -> list[PublicRow]:
    """Every unit of a published year, best first; one query, and another where a recognition was revoked."""
    published = Outcome.objects.filter(state=Outcome.State.PUBLISHED, registration__cycle=cycle).order_by()
    stored = _stored(published)
    # A revoked unit has no rank, and the following units move up [S5].
    places = rank({one.registration: required(one.total) for one in stored if one.apart in _COUNTED})
    last = _last_revocations(stored)
    reasons = (Outcome.Reason.BY_POINTS, AWAITS_DECISION, REVOKED, *REASONS_APART)
    order = {str(reason): place for place, reason in enumerate(reasons)}
    ranked = sorted(stored, key=lambda one: (order[one.apart], _shown_place(one, places), one.name_key, one.code))
    return [_row(one, places.get(one.registration), last.get(one.recognition or 0)) for one in ranked]


def public_years_of(commune: Commune) -> list[tuple[int, PublicRow]]:
    """One unit's published results, the latest year first; ranks are only given with the whole year."""
    published = Outcome.objects.filter(state=Outcome.State.PUBLISHED, registration__commune=commune)
    stored = _stored(published.order_by("-registration__cycle__year"))
    last = _last_revocations(stored)
    return [(one.year, _row(one, None, last.get(one.recognition or 0))) for one in stored]


def _stored(published: QuerySet[Outcome]) -> list[_Stored]:
    revoked = Exists(Revocation.objects.filter(recognition=OuterRef("recognition")))
    decided = ("recognition", "recognition__state", *_DECISION, *_COMMENDATION)
    rows = published.values_list(*_UNIT, *_OUTCOME, *decided, revoked, "registration__cycle__year")
    return [
        _Stored(*(*row[:15], row[15:17], row[17:19], *row[19:], _apart(row[6], row[7], row[13], row[14])))
        for row in rows
    ]


def _last_revocations(stored: list[_Stored]) -> dict[int, Revocation]:
    """The last decision that revoked each of the revoked recognitions, with its withdrawal; one query, or none."""
    recognitions = [one.recognition for one in stored if one.was_revoked]
    if not recognitions:
        return {}
    revocations = Revocation.objects.filter(recognition__in=recognitions).select_related(
        "decision", "withdrawal__decision"
    )
    return {one.recognition_id: one for one in revocations.order_by("pk")}


def _shown_place(stored: _Stored, places: dict[int, int]) -> int:
    return places.get(stored.registration, 0) if stored.apart == _BY_POINTS else 0


def public_unit(cycle: Cycle, code: str) -> tuple[PublicRow, list[GroupPoints], int] | None:
    """One unit with its points per group and the number of ranked units; None where the year has no such unit."""
    rows = public_rows(cycle)
    row = next((row for row in rows if row.code == code), None)
    if row is None:
        return None
    groups = [
        GroupPoints(group.code, group.title, Decimal(row.group_totals[group.code]), group.max_points)
        for group in group_rows(cycle)
        if group.code in row.group_totals
    ]
    return row, groups, sum(row.is_ranked for row in rows)


def public_exceptions(row: PublicRow, cycle: Cycle) -> Exceptions | None:
    """The unit's exceptions; None where it has none [S9]."""
    if not row.excepted_count:
        return None
    return Exceptions(row.excepted_count, row.excepted_points, policy_of(table_in_force(cycle)))


def qualified_counts() -> dict[int, Counter]:
    """Recognised units per published year and level; without revoked ones."""
    counts: dict[int, Counter] = defaultdict(Counter)
    recognised = published_outcomes().filter(recognition__state="issued").order_by()
    for year, level in recognised.values_list("registration__cycle__year", "level"):
        counts[year][level] += 1
    return counts


def _row(stored: _Stored, place: int | None, revocation: Revocation | None) -> PublicRow:
    """The public fields of an outcome; without points for a unit that is not recognised, whatever the reason [S8]."""
    reason = stored.apart
    shown = reason == _BY_POINTS
    return PublicRow(
        registration_id=stored.registration,
        code=stored.code,
        kind=stored.kind,
        name=stored.name,
        search_key=stored.search_key,
        standing=_standing(reason),
        reason=reason,
        level=None if reason in (REVOKED, AWAITS_DECISION) else stored.level,
        self_total=stored.self_total if shown else None,
        total=stored.total if shown else None,
        rank=place if shown else None,
        group_totals=stored.group_totals if shown else {},
        decision=_decision(*stored.decision),
        revocation=_decided(revocation),
        withdrawal=_decided(getattr(revocation, "withdrawal", None)),
        commendation=_decision(*stored.commendation) if shown else None,
        excepted_count=stored.excepted_count if shown else 0,
        excepted_points=stored.excepted_points if shown else Decimal(0),
        is_ranked=place is not None,
    )


@lru_cache(maxsize=256)  # one decision recognises many units
def _decision(number: str | None, dated: date | None) -> Decision | None:
    return Decision(number, dated) if number is not None and dated is not None else None


def _decided(paper: ByDecision | None) -> Decision | None:
    return Decision(paper.decision_number, paper.decision_date) if paper else None


def _standing(reason: str) -> str:
    if reason == _BY_POINTS:
        return RECOGNISED
    return reason if reason in _OWN_STANDING else "not_qualified"


def _group_total(code: str, row: PublicRow) -> object:
    return row.group_totals.get(code)


_OPEN_COLUMNS = (
    Column("code", "code", lambda row: row.code),
    Column("name", "name", lambda row: row.name),
    Column("kind", "kind", lambda row: row.kind),
    Column("standing", "standing", lambda row: row.standing),
    Column("reason", "reason", lambda row: row.reason),
    Column("level", "level", lambda row: row.level),
    Column("self_total", "self_total", lambda row: data_text(row.self_total)),
    Column("total", "total", lambda row: data_text(row.total)),
    *(Column(code, f"group_{code}", partial(_group_total, code)) for code in GROUPS),
    Column("excepted_count", "excepted_count", lambda row: row.excepted_count),
    Column("excepted_points", "excepted_points", lambda row: data_text(row.excepted_points)),
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
