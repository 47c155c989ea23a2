"""How far a year's appraisal has come: per appraiser, per commune and per leaf, and when it will be through [R3].

Only `ReviewScore` is counted: while two judge a leaf alone, it has no points, and nothing here tells of them [S8].
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from appraisal.forecast import Forecast, forecast
from appraisal.models import Review, ReviewScore
from appraisal.queries.reviews import reviews_visible_to
from audit.queries import latest_moments
from communes.deadlines import year_days
from communes.models import Cycle, Extension, Registration
from documents.numbers import whole_percent
from evidence.current_holder import Holder, HolderAction, Side, current_holder
from evidence.models import Inquiry
from kernel.deadlines import CITY_ZONE
from kernel.problems import required
from scoring.models import RubricInForce, SelfAssessment
from scoring.queries import CriterionRow, assessments_listed_for, criterion_rows

_DONE = (Review.State.COMPLETED, Review.State.RECONCILED)
_SENT_BACK = ("appraisal.send_back_review", "appraisal.reopen_review")


class Waits(StrEnum):
    """For whom a dossier waits."""

    COMMUNE = "commune"
    APPRAISER = "appraiser"
    LEAD = "lead"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """What one appraiser has in hand as the first of each dossier, and when that will be through.

    `second` counts the dossiers that he or she looks at as the second; how far those are is nobody's to see.
    """

    pk: int
    name: str
    reviews: int
    begun: int
    complete: int
    confirmed: int
    second: int
    scored: int
    leaves: int
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class CommuneProgress:
    """One dossier: its review's stage and since when, for whom it waits until when, and both totals."""

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
    leaves: int
    self_total: Decimal
    total: Decimal

    @property
    def is_done(self) -> bool:
        return self.state in _DONE


@dataclass(frozen=True, slots=True)
class LeafProgress:
    """One leaf over all dossiers where it is scored: the mean shares of its maximum, and how often they differ."""

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
    leaves: int
    unassigned: int
    unsent: int
    forecast: Forecast
    members: list[MemberProgress]
    communes: list[CommuneProgress]
    by_leaf: list[LeafProgress]

    @property
    def percent(self) -> int:
        """Whole percent of the leaves that are scored; 100 only when all are."""
        return whole_percent(self.scored, self.leaves) or 0


def progress_of(reader, cycle: Cycle, *, now: datetime) -> Progress:
    """The board of a year over the reviews that this person sees; as many queries for one dossier as for many."""
    visible = reviews_visible_to(reader).filter(
        assessment__registration__cycle=cycle, assessment__registration__state__in=Registration.REGISTERED
    )
    visible = visible.exclude(state=Review.State.NOT_CONSIDERED)
    reviews = list(visible.order_by("assessment__registration__commune__code"))
    counts, today = _counts(visible), now.astimezone(CITY_ZONE).date()
    table = _leaves(cycle)
    unassigned, unsent = _to_come(reader, cycle, now)
    whole = _sum(counts.values())
    to_come = (unassigned + unsent) * len(table)
    return Progress(
        scored=whole.scored,
        leaves=whole.leaves + to_come,
        unassigned=unassigned,
        unsent=unsent,
        forecast=_forecast(whole, cycle, today, to_come=to_come),
        members=_members(reviews, counts, cycle, today),
        communes=_communes(reviews, counts, now=now),
        by_leaf=_by_leaf(visible, table, len(reviews)),
    )


@dataclass(slots=True)
class _Count:
    """The leaves of a review, those with points, and on which days these came."""

    leaves: int = 0
    scored: int = 0
    days: Counter[date] = field(default_factory=Counter)


def _counts(visible: QuerySet[Review]) -> dict[int, _Count]:
    scores = ReviewScore.objects.filter(review__in=visible.order_by().values("pk")).order_by()
    days = scores.annotate(day=TruncDate("changed_at", tzinfo=CITY_ZONE)).values_list("review", "day")
    counts: dict[int, _Count] = defaultdict(_Count)
    for review, day, leaves, scored in days.annotate(Count("pk"), Count("points")):
        counts[review].leaves += leaves
        counts[review].scored += scored
        if day is not None and scored:
            counts[review].days[day] += scored
    return counts


def _sum(counts: Iterable[_Count]) -> _Count:
    whole = _Count()
    for count in counts:
        whole.leaves += count.leaves
        whole.scored += count.scored
        whole.days.update(count.days)
    return whole


def _forecast(count: _Count, cycle: Cycle, today: date, *, to_come: int = 0) -> Forecast:
    left = count.leaves - count.scored + to_come
    return forecast(count.days, left=left, today=today, report_before=cycle.report_before)


def _to_come(reader, cycle: Cycle, now: datetime) -> tuple[int, int]:
    """Registered dossiers that nobody reviews yet: those sent, and those that may still come [R2].

    Who has not sent anything when the unit's own time is over sends nothing more; what came late or incomplete is
    still to be decided on.
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


def _leaves(cycle: Cycle) -> list[CriterionRow]:
    in_force = RubricInForce.objects.select_related("rubric").filter(cycle=cycle).first()
    return [row for row in criterion_rows(in_force.rubric) if row.is_leaf] if in_force else []


def _members(reviews: Sequence[Review], counts: dict[int, _Count], cycle: Cycle, today: date) -> list[MemberProgress]:
    held: dict[int, list[Review]] = defaultdict(list)
    seconds: Counter[int] = Counter()
    names: dict[int, str] = {}
    for review in reviews:
        held[review.appraiser_id].append(review)
        names[review.appraiser_id] = str(review.appraiser.person)
        second = getattr(review, "second", None)
        if second and second.appraiser:
            seconds[second.appraiser_id] += 1
            names[second.appraiser_id] = str(second.appraiser.person)
    rows = []
    for member, name in names.items():
        states = Counter(review.state for review in held[member])
        count = _sum(counts[review.pk] for review in held[member])
        rows.append(
            MemberProgress(
                pk=member,
                name=name,
                reviews=len(held[member]),
                begun=states[Review.State.IN_PROGRESS],
                complete=states[Review.State.COMPLETED],
                confirmed=states[Review.State.RECONCILED],
                second=seconds[member],
                scored=count.scored,
                leaves=count.leaves,
                forecast=_forecast(count, cycle, today),
            )
        )
    return rows


def _communes(reviews: Sequence[Review], counts: dict[int, _Count], *, now: datetime) -> list[CommuneProgress]:
    sent = Inquiry.objects.filter(assessment__in=[review.assessment_id for review in reviews], state=Inquiry.State.SENT)
    asked = dict(sent.order_by().values_list("assessment", "before"))
    back = latest_moments(_SENT_BACK, [review.pk for review in reviews], of=Review)
    return [
        _commune(review, counts[review.pk], asked.get(review.assessment_id), back.get(review.pk), now=now)
        for review in reviews
    ]


def _commune(
    review: Review, count: _Count, asked: date | None, back: datetime | None, *, now: datetime
) -> CommuneProgress:
    assessment = review.assessment
    registration, today = assessment.registration, now.astimezone(CITY_ZONE).date()
    holder = current_holder(
        assessment.state,
        submit_before=registration.cycle.submit_before,
        report_before=registration.cycle.report_before,
        asked_before=asked,
        now=now,
    )
    return CommuneProgress(
        code=registration.commune.code,
        commune=str(registration.commune),
        appraiser=str(review.appraiser.person),
        state=review.state,
        state_label=review.get_state_display(),
        days=max((today - _since(review, count, back)).days, 0),
        waits=_waits(review, holder),
        action=holder.action,
        before=holder.before,
        scored=count.scored,
        leaves=count.leaves,
        self_total=assessment.total,
        total=review.total,
    )


def _since(review: Review, count: _Count, back: datetime | None) -> date:
    """The day on which a review came to its stage; one in progress since its first score, or since it came back."""
    assigned = review.assigned_at.astimezone(CITY_ZONE).date()
    if review.state == Review.State.ASSIGNED:
        return assigned
    if review.state == Review.State.IN_PROGRESS and back is not None:
        return back.astimezone(CITY_ZONE).date()
    if review.state == Review.State.IN_PROGRESS:
        return max(assigned, min(count.days, default=assigned))
    moment = review.reconciled_at or review.completed_at
    return required(moment).astimezone(CITY_ZONE).date()


def _waits(review: Review, holder: Holder) -> Waits:
    if holder.side == Side.COMMUNE:
        return Waits.COMMUNE
    if holder.action == HolderAction.NOTHING or review.state == Review.State.RECONCILED:
        return Waits.NOBODY
    return Waits.LEAD if review.state == Review.State.COMPLETED else Waits.APPRAISER


@dataclass(slots=True)
class _Points:
    """What was given at one leaf, over all reviews that scored it."""

    scored: int = 0
    own: Decimal = Decimal(0)
    given: Decimal = Decimal(0)
    differing: int = 0


def _by_leaf(visible: QuerySet[Review], table: Sequence[CriterionRow], reviews: int) -> list[LeafProgress]:
    scores = ReviewScore.objects.filter(review__in=visible.order_by().values("pk"), points__isnull=False).order_by()
    alike = scores.values_list("criterion__code", "self_points", "points", "claimed", "not_applicable")
    found: dict[str, _Points] = defaultdict(_Points)
    for code, own, points, claimed, excepted, number in alike.annotate(Count("pk")):
        leaf = found[code]
        leaf.scored += number
        leaf.own += own * number
        leaf.given += points * number
        leaf.differing += number if (own, claimed) != (points, excepted) else 0
    return [_leaf(row, found[row.code], reviews) for row in table]


def _leaf(row: CriterionRow, points: _Points, reviews: int) -> LeafProgress:
    most = row.max_points * points.scored
    return LeafProgress(
        code=row.code,
        title=row.title,
        max_points=row.max_points,
        scored=points.scored,
        reviews=reviews,
        self_share=_share(points.own, most),
        share=_share(points.given, most),
        differing=points.differing,
        differing_share=_share(Decimal(points.differing), Decimal(points.scored)),
    )


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.01"), ROUND_FLOOR) if whole else None


def _percent(share: Decimal | None) -> int | None:
    return None if share is None else whole_percent(share, 1)
