"""The progress of a year's appraisal: by appraiser, commune and criterion, and the forecast of its end [R3].

Only `ReviewScore` is counted: before the comparison of two reviews it has no points, so nothing is revealed here [S8].
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncDate

from appraisal.forecast import Forecast, forecast
from appraisal.models import Review, ReviewScore, TeamMember
from appraisal.queries.reviews import reviews_visible_to
from audit.queries import latest_moments
from communes.deadlines import year_days
from communes.models import Cycle, Extension, Registration, unit_title
from documents.numbers import whole_percent
from evidence.current_holder import Holder, HolderAction, Side, current_holder
from evidence.models import Inquiry
from kernel.deadlines import CITY_ZONE
from kernel.problems import required
from scoring.models import RubricInForce, SelfAssessment
from scoring.queries import CriterionRow, assessments_listed_for, criterion_rows

_DONE = (Review.State.COMPLETED, Review.State.RECONCILED)
SENT_BACK = ("appraisal.send_back_review", "appraisal.reopen_review")


class Waits(StrEnum):
    """Who has to act on a dossier."""

    COMMUNE = "commune"
    APPRAISER = "appraiser"
    LEAD = "lead"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """The dossiers of one appraiser as first reviewer, and when they will be finished.

    `second` counts the dossiers as second reviewer; their progress must not be visible to anybody.
    """

    pk: int
    name: str
    reviews: int
    begun: int
    complete: int
    confirmed: int
    second: int
    scored: int
    criteria: int
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class CommuneProgress:
    """One dossier: its review's stage and since when, who has to act and until when, and both totals."""

    code: str
    commune: str
    appraiser: str
    state: str
    state_label: str
    days: int
    waits: Waits
    action: HolderAction
    before: date | None
    scored: int
    criteria: int
    self_total: Decimal
    total: Decimal

    @property
    def is_done(self) -> bool:
        return self.state in _DONE


@dataclass(frozen=True, slots=True)
class CriterionProgress:
    """One criterion over all dossiers where it is scored: the mean shares of its maximum, and how often they differ."""

    code: str
    title: str
    max_points: Decimal
    scored: int
    reviews: int
    self_share: Decimal | None
    share: Decimal | None
    differing: int
    differing_share: Decimal | None

    @property
    def self_percent(self) -> int | None:
        return _percent(self.self_share)

    @property
    def percent(self) -> int | None:
        return _percent(self.share)

    @property
    def differing_percent(self) -> int | None:
        return _percent(self.differing_share)


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole board. Dossiers `unassigned` and `unsent`, which may still come, count for the forecast [R2, R3]."""

    scored: int
    criteria: int
    unassigned: int
    unsent: int
    forecast: Forecast
    members: list[MemberProgress]
    communes: list[CommuneProgress]
    by_criterion: list[CriterionProgress]

    @property
    def percent(self) -> int:
        """Percentage of scored criteria as a whole number; 100 only when all are scored."""
        return whole_percent(self.scored, self.criteria) or 0


class Part(StrEnum):
    """What the board shows below its forecast."""

    MEMBERS = "members"
    COMMUNES = "communes"
    CRITERIA = "criteria"


def progress_of(reader, cycle: Cycle, *, now: datetime, parts: Collection[Part] = tuple(Part)) -> Progress:
    """The board of a year over the reviews that this person may see; the number of queries does not depend on them.

    Only the requested `parts` are read; the others stay empty.
    """
    visible = reviews_visible_to(reader).filter(
        assessment__registration__cycle=cycle, assessment__registration__state__in=Registration.REGISTERED
    )
    visible = visible.exclude(state=Review.State.NOT_CONSIDERED).order_by()
    counts, today = _counts(visible), now.astimezone(CITY_ZONE).date()
    table = _criteria(cycle)
    unassigned, unsent = _to_come(reader, cycle, now)
    whole = _sum(counts.values())
    to_come = (unassigned + unsent) * len(table)
    return Progress(
        scored=whole.scored,
        criteria=whole.criteria + to_come,
        unassigned=unassigned,
        unsent=unsent,
        forecast=_forecast(whole, cycle, today, to_come=to_come),
        members=_members(visible, counts, cycle, today) if Part.MEMBERS in parts else [],
        communes=_communes(visible, cycle, len(table), now=now) if Part.COMMUNES in parts else [],
        by_criterion=_by_criterion(visible, table, visible.count()) if Part.CRITERIA in parts else [],
    )


@dataclass(slots=True)
class _Count:
    """The criteria of some reviews, those with points, and the days on which these were given."""

    criteria: int = 0
    scored: int = 0
    days: Counter[date] = field(default_factory=Counter)


def _counts(visible: QuerySet[Review]) -> dict[int, _Count]:
    """By the member who is the first reviewer."""
    scores = ReviewScore.objects.filter(review__in=visible.values("pk")).order_by()
    days = scores.annotate(day=TruncDate("changed_at", tzinfo=CITY_ZONE)).values_list("review__appraiser", "day")
    counts: dict[int, _Count] = defaultdict(_Count)
    for member, day, criteria, scored in days.annotate(Count("pk"), Count("points")):
        counts[member].criteria += criteria
        counts[member].scored += scored
        if day is not None and scored:
            counts[member].days[day] += scored
    return counts


def _sum(counts: Iterable[_Count]) -> _Count:
    whole = _Count()
    for count in counts:
        whole.criteria += count.criteria
        whole.scored += count.scored
        whole.days.update(count.days)
    return whole


def _forecast(count: _Count, cycle: Cycle, today: date, *, to_come: int = 0) -> Forecast:
    left = count.criteria - count.scored + to_come
    return forecast(count.days, left=left, today=today, report_before=cycle.report_before)


def _to_come(reader, cycle: Cycle, now: datetime) -> tuple[int, int]:
    """Registered dossiers without a review: those sent, and those that may still come [R2].

    A unit that has sent nothing by its own deadline sends no more; a late or incomplete dossier
    still waits for a decision.
    """
    works = assessments_listed_for(reader).filter(
        registration__cycle=cycle, registration__state__in=Registration.REGISTERED, review=None
    )
    rows = list(works.order_by().values_list("state", "registration"))
    days = year_days(cycle)
    unsent = sum(
        state in SelfAssessment.UNDECIDED
        or (state == SelfAssessment.State.OPEN and not days.is_over(pk, Extension.Step.SUBMISSION, now=now))
        for state, pk in rows
    )
    return sum(state == SelfAssessment.State.SUBMITTED for state, _pk in rows), unsent


def _criteria(cycle: Cycle) -> list[CriterionRow]:
    in_force = RubricInForce.objects.select_related("rubric").filter(cycle=cycle).first()
    return [row for row in criterion_rows(in_force.rubric) if row.is_leaf] if in_force else []


def _members(visible: QuerySet[Review], counts: dict[int, _Count], cycle: Cycle, today: date) -> list[MemberProgress]:
    held: dict[int, Counter[str]] = defaultdict(Counter)
    for member, state, number in visible.values_list("appraiser", "state").annotate(Count("pk")):
        held[member][state] = number
    second = visible.filter(second__appraiser__isnull=False).values_list("second__appraiser")
    seconds = dict(second.annotate(Count("pk")))
    people = TeamMember.objects.filter(pk__in={*held, *seconds}).select_related("person")
    return [
        MemberProgress(
            pk=member.pk,
            name=str(member.person),
            reviews=held[member.pk].total(),
            begun=held[member.pk][Review.State.IN_PROGRESS],
            complete=held[member.pk][Review.State.COMPLETED],
            confirmed=held[member.pk][Review.State.RECONCILED],
            second=seconds.get(member.pk, 0),
            scored=counts[member.pk].scored,
            criteria=counts[member.pk].criteria,
            forecast=_forecast(counts[member.pk], cycle, today),
        )
        for member in people.order_by("pk")
    ]


class _ReviewFacts(NamedTuple):
    """The fields that the board reads of one review."""

    pk: int
    assessment: int
    code: str
    kind: str
    name: str
    appraiser: str
    state: str
    dossier: str
    assigned_at: datetime
    completed_at: datetime | None
    reconciled_at: datetime | None
    scored: int
    self_total: Decimal
    total: Decimal


_UNIT = "assessment__registration__commune"
_FACTS = (
    "pk",
    "assessment",
    *(f"{_UNIT}__{name}" for name in ("code", "kind", "name")),
    "appraiser__person__full_name",
    "state",
    "assessment__state",
    "assigned_at",
    "completed_at",
    "reconciled_at",
    "scored_count",
    "assessment__total",
    "total",
)


def _communes(visible: QuerySet[Review], cycle: Cycle, criteria: int, *, now: datetime) -> list[CommuneProgress]:
    facts = [_ReviewFacts(*row) for row in visible.order_by(f"{_UNIT}__code").values_list(*_FACTS)]
    sent = Inquiry.objects.filter(assessment__in=visible.values("assessment"), state=Inquiry.State.SENT)
    asked = dict(sent.order_by().values_list("assessment", "before"))
    under_way = [one.pk for one in facts if one.state == Review.State.IN_PROGRESS]
    back = latest_moments(SENT_BACK, under_way, of=Review)
    scores = ReviewScore.objects.filter(review__in=under_way, points__isnull=False).order_by()
    begun = dict(scores.values_list("review").annotate(Min("changed_at")))
    holder = partial(current_holder, submit_before=cycle.submit_before, report_before=cycle.report_before, now=now)
    return [
        _commune(
            one,
            holder(one.dossier, asked_before=asked.get(one.assessment)),
            criteria,
            _since(one, begun.get(one.pk), back.get(one.pk)),
            today=now.astimezone(CITY_ZONE).date(),
        )
        for one in facts
    ]


def _commune(facts: _ReviewFacts, holder: Holder, criteria: int, since: date, *, today: date) -> CommuneProgress:
    return CommuneProgress(
        code=facts.code,
        commune=unit_title(facts.kind, facts.name),
        appraiser=facts.appraiser,
        state=facts.state,
        state_label=str(Review.State(facts.state).label),
        days=max((today - since).days, 0),
        waits=waits_of(facts.state, holder),
        action=holder.action,
        before=holder.before,
        scored=facts.scored,
        criteria=criteria,
        self_total=facts.self_total,
        total=facts.total,
    )


def _since(facts: _ReviewFacts, begun: datetime | None, back: datetime | None) -> date:
    """The day on which a review reached its stage; for one in progress its first score, or its return."""
    moment = facts.reconciled_at or facts.completed_at
    if facts.state == Review.State.ASSIGNED:
        moment = facts.assigned_at
    elif facts.state == Review.State.IN_PROGRESS:
        moment = back or max(facts.assigned_at, begun or facts.assigned_at)
    return required(moment).astimezone(CITY_ZONE).date()


def waits_of(state: str, holder: Holder) -> Waits:
    """Who has to act on a dossier whose review is in `state`."""
    if holder.side == Side.COMMUNE:
        return Waits.COMMUNE
    if holder.action == HolderAction.NOTHING or state == Review.State.RECONCILED:
        return Waits.NOBODY
    return Waits.LEAD if state == Review.State.COMPLETED else Waits.APPRAISER


@dataclass(slots=True)
class _Points:
    """The points of one criterion, over all reviews that scored it."""

    scored: int = 0
    own: Decimal = Decimal(0)
    given: Decimal = Decimal(0)
    differing: int = 0


def _by_criterion(visible: QuerySet[Review], table: Sequence[CriterionRow], reviews: int) -> list[CriterionProgress]:
    scores = ReviewScore.objects.filter(review__in=visible.values("pk"), points__isnull=False).order_by()
    alike = scores.values_list("criterion__code", "self_points", "points", "claimed", "not_applicable")
    by_code: dict[str, _Points] = defaultdict(_Points)
    for code, own, points, claimed, excepted, number in alike.annotate(Count("pk")):
        criterion = by_code[code]
        criterion.scored += number
        criterion.own += own * number
        criterion.given += points * number
        criterion.differing += number if (own, claimed) != (points, excepted) else 0
    return [_criterion(row, by_code[row.code], reviews) for row in table]


def _criterion(row: CriterionRow, points: _Points, reviews: int) -> CriterionProgress:
    max_points = row.max_points * points.scored
    return CriterionProgress(
        code=row.code,
        title=row.title,
        max_points=row.max_points,
        scored=points.scored,
        reviews=reviews,
        self_share=_share(points.own, max_points),
        share=_share(points.given, max_points),
        differing=points.differing,
        differing_share=_share(Decimal(points.differing), Decimal(points.scored)),
    )


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.01"), ROUND_FLOOR) if whole else None


def _percent(share: Decimal | None) -> int | None:
    return None if share is None else whole_percent(share, 1)
