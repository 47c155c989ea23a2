"""Queries of results: the ranking, always complete and current; who may see what; what is published."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Prefetch, When

from accounts.models import Role
from accounts.queries import has_role, hidden_units, units_of
from appraisal.models import Breach, Review
from appraisal.queries import breaches_by_unit
from communes.deadlines import YearDays, is_own_over, year_days
from communes.models import Commune, Cycle, Extension, Registration
from kernel.problems import required
from results.models import Outcome, Recognition, Revocation
from scoring.core import Awaited, Level, Reason, rank, standing_at
from scoring.models import Criterion, SelfAssessment

NOT_APPRAISED = str(Awaited.NOT_APPRAISED)
"""Why a unit has no level yet: its dossier is in, the team has not finished [R3]."""
NOT_DUE = str(Awaited.NOT_DUE)
"""Why a unit has no level yet: its date has not passed, so it is in default of nothing [R1, R2]."""
UNDECIDED = str(Awaited.UNDECIDED)
"""Why a unit has no level yet: a person has to decide on what came late or incomplete [R1, R2]."""

REVOKED = "revoked"
"""Why a unit has no level any more: its recognition was revoked, and the record keeps both decisions [S5]."""
AWAITS_DECISION = "awaits_decision"
"""Why a unit has no level in public yet: its breach is not decided on, or no decision recognises it yet [S4]."""
UNDER_80 = "under_80"
"""Appraised, and below the lowest level: kept apart from those who are not qualified for another reason [S3]."""

GROUPS = ("I", "II", "III", "IV")
# Plain text compares several times faster than a member of an enumeration, thousands of times a page.
_BY_POINTS, _REVOKED_STATE = str(Reason.BY_POINTS), str(Recognition.State.REVOKED)
_APPRAISED = (Review.State.COMPLETED, Review.State.RECONCILED)
_FROZEN = (str(Outcome.State.APPROVED), str(Outcome.State.PUBLISHED))
_VIEWERS = (Role.OFFICER, Role.TEAM_LEAD, Role.CITY_LEADER)
# Order below the ranked units: pending ones first, then the others by reason.
_UNRANKED_ORDER = {
    NOT_APPRAISED: 1,
    UNDECIDED: 2,
    NOT_DUE: 3,
    REVOKED: 4,
    str(Reason.BREACH): 5,
    str(Reason.LATE): 6,
    str(Reason.INCOMPLETE): 7,
    str(Reason.NOT_SUBMITTED): 8,
    str(Reason.NOT_REGISTERED): 9,
}
STANDINGS = (
    *(f"level_{level}" for level in (4, 3, 2, 1)),
    *(UNDER_80, str(Reason.BREACH), str(Reason.NOT_SUBMITTED), str(Reason.NOT_REGISTERED)),
    *(str(Reason.LATE), str(Reason.INCOMPLETE), REVOKED),
    *(NOT_APPRAISED, UNDECIDED, NOT_DUE),
)
"""All that a unit's year can come to, each apart from the others in every statistic [S3-S5]."""


class RankingRow(NamedTuple):
    """One commune's year in the ranking.

    `level` is None while something is pending (`reason` NOT_DUE, UNDECIDED or NOT_APPRAISED), and once the recognition
    is revoked (REVOKED). `rank` is None for those, for all that did not register or submit, and after a breach. Totals
    are None where there is none; `group_totals` are the appraised points per group, as text with two decimals. `state`
    is the outcome's, "" before the draft; `recognition` is "", "issued" or "revoked". `claimed_count` criteria were
    claimed as exceptions; the team agreed to `excepted_count`, which give `excepted_points` of the total [S9].
    `dossier_version` counts the changes of a sent dossier and of its appraisal.
    `open_breach`: a breach is proposed and undecided; the unit is reported as such, and not recognised meanwhile [S4].
    """

    registration_id: int
    code: str
    kind: str
    name: str
    search_key: str
    registered: bool
    submitted: bool
    self_total: Decimal | None
    appraised_total: Decimal | None
    group_totals: dict[str, str]
    level: Level | None
    reason: str
    rank: int | None
    state: str
    recognition: str
    claimed_count: int = 0
    excepted_count: int = 0
    excepted_points: Decimal = Decimal(0)
    open_breach: bool = False
    dossier_version: int = 0
    population: int | None = None

    @property
    def unit(self) -> str:
        """Kind and name, in the active language."""
        return f"{str(Commune.Kind(self.kind).label).capitalize()} {self.name}"

    @property
    def standing(self) -> str:
        """The unit's standing, as one of `STANDINGS`."""
        if self.reason != _BY_POINTS:
            return self.reason
        return f"level_{int(self.level)}" if self.level else UNDER_80

    @property
    def difference(self) -> Decimal | None:
        """Appraised minus self-assessed."""
        if self.appraised_total is None or self.self_total is None:
            return None
        return self.appraised_total - self.self_total


_FIELDS = (
    "pk",
    "state",
    "commune__code",
    "commune__kind",
    "commune__name",
    "commune__search_key",
    "commune__population",
    "self_assessment__submitted_at",
    "self_assessment__state",
    "self_assessment__shortcoming",
    "self_assessment__total",
    "self_assessment__review__state",
    "self_assessment__review__total",
    "outcome__state",
    "outcome__level",
    "outcome__reason",
    "outcome__self_total",
    "outcome__appraised_total",
    "outcome__recognition__state",
    "self_assessment__excepted_count",
    "self_assessment__version",
    "self_assessment__review__version",
)


def ranking_rows_seen_by(user, cycle: Cycle, *, now: datetime) -> list["RankingRow"]:
    """The ranking for this person, without units from which a lead is recused; the ranks do not change [S8]."""
    hidden = hidden_units(user)
    return [row for row in ranking_rows(cycle, now=now) if row.code not in hidden]


def is_frozen(cycle: Cycle) -> bool:
    """True where the city has approved the year's results. From then on they do not change."""
    return Outcome.objects.filter(registration__cycle=cycle, state__in=_FROZEN).exists()


def ranking_rows(cycle: Cycle, *, now: datetime) -> list[RankingRow]:
    """Every commune of the year, best first: its present standing by the decree's rules, or the approved one.

    Before a deadline has passed no unit has missed it [R1, R2, S3, S4]. Two queries for any size, and one more
    where a date has passed and a unit has not sent; nothing is summed in SQL, nothing is cached.
    """
    groups = [
        Case(When(outcome__state__in=_FROZEN, then=f"outcome__{name}"), default=f"self_assessment__review__{name}")
        for name in ("group_totals", "excepted_count", "excepted_points")
    ]
    breaches, undecided = breaches_by_unit(cycle)
    facts = Registration.objects.filter(cycle=cycle).order_by().values_list(*_FIELDS, *groups)
    time = _Time(cycle, now)
    judged = [_judge(fact, breaches.get(fact[0], ()), time) for fact in facts]
    places = rank({row.pk: required(row.total) for row in judged if row.ranked})
    return sorted((_row(row, places, row.pk in undecided) for row in judged), key=_best_first)


class _Judged(NamedTuple):
    """A registration's facts and the resulting outcome."""

    pk: int
    unit: tuple
    registered: bool
    submitted: bool
    own: Decimal | None
    total: Decimal | None
    groups: dict
    level: Level | None
    reason: str
    ranked: bool
    state: str
    recognition: str
    exceptions: tuple[int, int, Decimal]
    version: int


@dataclass(frozen=True)
class _Time:
    """An instant, and the dates of the year that it is compared with; they are read when the first unit needs them."""

    cycle: Cycle
    now: datetime

    @cached_property
    def days(self) -> YearDays:
        return year_days(self.cycle)

    def is_over(self, registration: int, step: str) -> bool:
        """True where it is too late for this unit; no extension is read before the year's own date has passed."""
        if step not in self._own:
            self._own[step] = is_own_over(self.cycle, step, now=self.now)
        return self._own[step] and self.days.is_over(registration, step, now=self.now)

    @cached_property
    def _own(self) -> dict[str, bool]:
        return {}


def _judge(fact, breaches, time: _Time) -> _Judged:
    pk, entry, *unit, submitted_at, dossier, shortcoming, own, review, appraised = fact[:13]
    state, level, reason, frozen_own, frozen_total, recognition, claimed, *versions = fact[13:22]
    groups, *excepted = fact[22:]
    registered, submitted = entry in Registration.REGISTERED, submitted_at is not None
    own = own if submitted else None
    if state in _FROZEN:
        own, total, level = frozen_own, frozen_total, Level(level)
    else:
        total = appraised if submitted and review in _APPRAISED else None
        standing = standing_at(
            total,
            registered=registered,
            register_over=registered or time.is_over(pk, Extension.Step.REGISTRATION),
            submitted=submitted,
            submit_over=submitted or time.is_over(pk, Extension.Step.SUBMISSION),
            undecided=entry == Registration.State.LATE or dossier in SelfAssessment.UNDECIDED,
            breaches=breaches,
            refused=Reason(shortcoming) if dossier == SelfAssessment.State.REFUSED else Reason.NOT_SUBMITTED,
        )
        level, reason = (None, standing) if isinstance(standing, Awaited) else (standing.level, standing.reason)
    reason = str(reason)
    if recognition == _REVOKED_STATE:
        level, reason = None, REVOKED
    return _Judged(
        pk=pk,
        unit=tuple(unit),
        registered=registered,
        submitted=submitted,
        own=own,
        total=total,
        groups=(groups or {}) if total is not None else {},
        level=level,
        reason=reason,
        ranked=reason == _BY_POINTS,
        state=state or "",
        recognition=recognition or "",
        exceptions=(claimed, *excepted) if total is not None and claimed else (0, 0, Decimal(0)),
        version=sum(filter(None, versions)) if submitted else 0,
    )


def _row(judged: _Judged, places: dict[int, int], open_breach: bool) -> RankingRow:
    code, kind, name, key, population = judged.unit
    count, excepted, points = judged.exceptions
    return RankingRow(
        judged.pk,
        code,
        kind,
        name,
        key,
        judged.registered,
        judged.submitted,
        judged.own,
        judged.total,
        judged.groups,
        judged.level,
        judged.reason,
        places.get(judged.pk),
        judged.state,
        judged.recognition,
        count,
        excepted,
        points,
        open_breach,
        judged.version,
        population,
    )


def _best_first(row: RankingRow):
    if row.rank is not None:
        return (0, row.rank, row.code)
    return (_UNRANKED_ORDER.get(row.reason, 10), 0, row.code)


# -- Who may see what ---------------------------------------------------------------------------------------------


def ranked_cycles_visible_to(user):
    """The years whose ranking this person may see: all for department and city, none for others."""
    return Cycle.objects.all() if has_role(user, *_VIEWERS) else Cycle.objects.none()


def result_details_visible_to(user):
    """The registrations whose result this person may see criterion by criterion.

    Department and city see all, a lead none where they are recused [S8]; a commune its own once it is published.
    """
    registrations = Registration.objects.select_related("commune", "cycle", "outcome")
    if has_role(user, *_VIEWERS):
        return registrations.exclude(commune__code__in=hidden_units(user))
    own = units_of(user)
    if not own:
        return registrations.none()
    return registrations.filter(commune__code__in=own, outcome__state=Outcome.State.PUBLISHED)


def standings_visible_to(user):
    """The same registrations, each with its dossier, its outcome and the decisions on it, in one query."""
    decisions = ("recognition__decision__file", "recognition__commendation__decision__file")
    people = ("confirmed_by", "approved_by", "published_by")
    return result_details_visible_to(user).select_related(
        "self_assessment__review", "self_assessment__rubric", *(f"outcome__{name}" for name in (*decisions, *people))
    )


def recognitions_visible_to(user):
    """The recognitions this person may handle, with their units: those of all years, for department and city."""
    entry = "outcome__registration"
    recognitions = Recognition.objects.select_related(f"{entry}__commune", f"{entry}__cycle", "decision")
    return recognitions if has_role(user, *_VIEWERS) else recognitions.none()


def to_be_recognised(cycle: Cycle):
    """The year's qualified outcomes without a recognition; those with an open breach wait for its decision [S4]."""
    open_breach = Breach.objects.filter(registration=OuterRef("registration"), state=Breach.State.PROPOSED)
    outcomes = Outcome.objects.filter(registration__cycle=cycle, level__gt=0, recognition__isnull=True)
    return outcomes.exclude(Exists(open_breach)).order_by("registration__commune__code")


def to_be_commended(cycle: Cycle):
    """Valid recognitions of the year at Level 4 without a commendation on record [R5]."""
    standing = Recognition.objects.filter(outcome__registration__cycle=cycle, state=Recognition.State.ISSUED)
    return standing.filter(outcome__level=Level.LEVEL_4, commendation=None)


def to_be_revoked(cycle: Cycle) -> list[tuple[Recognition, Breach]]:
    """Valid recognitions of the year with the first breach that was confirmed after them, in their order [S5]."""
    late = Breach.objects.filter(
        registration__cycle=cycle,
        state=Breach.State.CONFIRMED,
        registration__outcome__recognition__state=Recognition.State.ISSUED,
        settled_at__gte=F("registration__outcome__recognition__issued_at"),
    ).select_related("registration__commune", "registration__outcome__recognition__decision")
    first: dict[int, Breach] = {}
    for breach in late.order_by("settled_at", "pk"):
        first.setdefault(breach.registration_id, breach)
    pairs = [(breach.registration.outcome.recognition, breach) for breach in first.values()]
    return sorted(pairs, key=lambda pair: pair[1].registration.commune.code)


# -- Figures of a year --------------------------------------------------------------------------------------------


def group_rows(cycle: Cycle) -> list[Criterion]:
    """The four groups of the year's table, in its order."""
    return list(Criterion.objects.filter(rubric__cycles_in_force__cycle=cycle, parent=None).order_by("sort_key"))


def group_maxima(cycle: Cycle) -> dict[str, Decimal]:
    """The four groups' maximum points in the year's table."""
    return {group.code: group.max_points for group in group_rows(cycle)}


# -- The public's view --------------------------------------------------------------------------------------------


def published_cycles():
    """The years whose results are public, latest first [S8]."""
    published = Outcome.objects.filter(state=Outcome.State.PUBLISHED).order_by()
    return Cycle.objects.filter(pk__in=published.values("registration__cycle")).order_by("-year")


def revocations_with_decisions(path: str = "revocations") -> Prefetch:
    """The revocations of recognitions, with their decisions and withdrawals, in one query."""
    return Prefetch(path, Revocation.objects.select_related("decision__file", "withdrawal__decision__file"))


def published_outcomes():
    """Published outcomes with everything that a public page shows: unit, decisions; no personal data."""
    outcomes = Outcome.objects.filter(state=Outcome.State.PUBLISHED).select_related(
        "registration__commune",
        "registration__cycle",
        "recognition__decision",
        "recognition__commendation__decision",
    )
    return outcomes.prefetch_related(revocations_with_decisions("recognition__revocations"))
