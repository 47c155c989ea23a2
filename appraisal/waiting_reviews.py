"""What of a year's appraisal waits for whom; a constant number of queries for any number of units [R3, S4, S8]."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import COMMUNE_ROLES, Membership, Recusal, Role
from accounts.queries import barred_units, has_role
from appraisal.double_review.queries import reviews_to_resolve
from appraisal.models import Breach, NotConsidered, Review, ReviewScore, TeamMember, Visit
from appraisal.queries.breaches import breaches_visible_to, may_answer
from appraisal.queries.reviews import UNDER_REVIEW, reviews_visible_to
from communes.models import Cycle
from evidence.inquiry_queries import ASKED
from evidence.models import EvidenceItem, Inquiry, Question

ENDED = (Inquiry.State.ANSWERED, Inquiry.State.LAPSED)
_CODE = "assessment__registration__commune__code"


@dataclass
class Deciders:
    """Who of a year's team decides on which unit: its lead, or the secretary where the lead is recused [S8].

    The same rule as `judge_for`, for all units at once.
    """

    lead: TeamMember | None = None
    secretary: TeamMember | None = None

    def decides(self, user, code: str, *, besides: Collection[int | None] = ()) -> bool:
        """True where this person decides on that unit's review; never one of the members `besides`, who made it."""
        if self.lead is not None and code not in barred_units(self.lead.person):
            return self.lead.person_id == user.pk and has_role(user, Role.TEAM_LEAD)
        deputy = self.secretary
        if deputy is None or deputy.person_id != user.pk or deputy.pk in besides or code in barred_units(user):
            return False
        return has_role(user, Role.APPRAISER, Role.TEAM_LEAD)

    def settles(self, user, code: str) -> bool:
        """True where this person decides on that unit's breach.

        Where nobody of the team may, any lead does [S4, S8].
        """
        judge = self._judge(code)
        if judge is not None and judge.person.is_active:
            return judge.person_id == user.pk and self.decides(user, code)
        return has_role(user, Role.TEAM_LEAD) and code not in barred_units(user)

    def _judge(self, code: str) -> TeamMember | None:
        for member in (self.lead, self.secretary):
            if member is not None and code not in barred_units(member.person):
                return member
        return None


def deciders_of(user, cycle: Cycle) -> Deciders:
    """Who decides on the units of a year; the asking person's data are already loaded."""
    parts = TeamMember.objects.filter(team__cycle=cycle).select_related("person")
    members = {member.part: member for member in parts.exclude(part=TeamMember.Part.MEMBER)}
    for member in members.values():
        if member.person_id == user.pk:
            member.person = user
    return Deciders(members.get(TeamMember.Part.LEAD), members.get(TeamMember.Part.SECRETARY))


def unreplied_questions() -> QuerySet[Question]:
    """The explanations of the commune without a reply (`QuestionRow.waits_for_reply`) [S8]."""
    files = EvidenceItem.objects.filter(
        score=OuterRef("score"),
        removed_at=None,
        added_at__gte=OuterRef("inquiry__sent_at"),
        added_at__lte=OuterRef("inquiry__ended_at"),
    )
    ended = Question.objects.filter(inquiry__kind=Inquiry.Kind.EXPLANATION, inquiry__state__in=ENDED, outcome="")
    return ended.filter(~Q(answer__regex=r"^\s*$") | Exists(files))


def with_open_items(reviews: QuerySet[Review], cycle: Cycle) -> QuerySet[Review]:
    """Reviews with their open items: replies to explanations, received supplements, differences, the commune."""
    unreplied = unreplied_questions().filter(inquiry__assessment=OuterRef("assessment"))
    looked = ReviewScore.objects.filter(review=OuterRef("pk")).order_by().values("review")
    last_look = Subquery(looked.annotate(last=Max("changed_at")).values("last"))
    supplements = Inquiry.objects.filter(
        assessment=OuterRef("assessment"), kind=Inquiry.Kind.SUPPLEMENT, state__in=ENDED
    )
    unseen = supplements.filter(ended_at__gt=OuterRef("last_look"))
    is_out = ExpressionWrapper(Q(assessment__state__in=ASKED), output_field=BooleanField())
    return reviews.annotate(
        last_look=last_look,
        owes_reply=Exists(unreplied),
        has_answers=Exists(unseen),
        differs=Exists(reviews_to_resolve(cycle).filter(pk=OuterRef("pk"))),
        is_out=is_out,
    )


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """One review that waits for somebody. `is_mine`: first appraiser; `is_second`: the second one."""

    code: str
    state: str
    is_mine: bool
    is_second: bool
    besides: tuple[int | None, ...]
    first_done: bool
    second_done: bool
    owes_reply: bool
    has_answers: bool
    differs: bool
    is_out: bool

    @property
    def is_open(self) -> bool:
        """True where the first appraiser still has to act; in a double review, until both are done."""
        return self.state in UNDER_REVIEW


_FIELDS = ("state", "appraiser__person", "second__appraiser__person", "appraiser", "second__appraiser")
_FLAGS = ("owes_reply", "has_answers", "differs", "is_out")


def own_reviews(user, cycle: Cycle) -> list[WaitingReview]:
    """The reviews of a year assigned to this person, as first or second; one query."""
    mine = Q(appraiser__person=user) | Q(second__appraiser__person=user)
    return _waiting(reviews_visible_to(user).filter(mine), user, cycle)


def reviews_to_confirm(user, cycle: Cycle, deciders: Deciders) -> list[WaitingReview]:
    """The reviews that are complete, or with differences to resolve, on which this person decides."""
    waiting = Q(state=Review.State.COMPLETED) | Q(pk__in=reviews_to_resolve(cycle).values("pk"))
    reviews = _waiting(reviews_visible_to(user).filter(waiting), user, cycle)
    return [row for row in reviews if deciders.decides(user, row.code, besides=row.besides)]


def _waiting(reviews: QuerySet[Review], user, cycle: Cycle) -> list[WaitingReview]:
    of_year = reviews.filter(assessment__registration__cycle=cycle).exclude(state=Review.State.NOT_CONSIDERED)
    read = with_open_items(of_year, cycle).order_by(_CODE)
    fields = (_CODE, *_FIELDS, "second__first_done_at", "second__completed_at", *_FLAGS)
    return [_row(user, *row) for row in read.values_list(*fields)]


def _row(user, code, state, first, second, first_member, second_member, first_done, second_done, *flags):
    mine, members = (first == user.pk, second == user.pk), (first_member, second_member)
    return WaitingReview(code, state, *mine, members, first_done is not None, second_done is not None, *flags)


def orphaned_reviews(cycle: Cycle) -> dict[str, int]:
    """How many open reviews of a year must be reassigned: their member is recused, or may no longer sign in [S8].

    "first" and "second" are separate: a missing second reviewer counts as well.
    """
    return _orphans(cycle).aggregate(
        first=Count("pk", filter=Q(first_gone=True)), second=Count("pk", filter=Q(second_gone=True))
    )


def _orphans(cycle: Cycle) -> QuerySet[Review]:
    open_reviews = Review.objects.filter(assessment__registration__cycle=cycle, state__in=UNDER_REVIEW).order_by()
    second = Q(second__isnull=False, second__completed_at=None)
    return open_reviews.annotate(
        first_gone=ExpressionWrapper(
            Q(appraiser__person__is_active=False) | _is_barred("appraiser__person"), output_field=BooleanField()
        ),
        second_gone=ExpressionWrapper(
            second
            & (
                Q(second__appraiser=None)
                | Q(second__appraiser__person__is_active=False)
                | _is_barred("second__appraiser__person")
            ),
            output_field=BooleanField(),
        ),
    )


def _is_barred(person: str) -> Q:
    recused = Recusal.objects.filter(user=OuterRef(person), unit_code=OuterRef(_CODE))
    works = Membership.objects.filter(user=OuterRef(person), unit_code=OuterRef(_CODE), role__in=COMMUNE_ROLES)
    return Q(Exists(recused)) | Q(Exists(works))


def breaches_to_settle(user, cycle: Cycle, deciders: Deciders, *, now: datetime) -> Counter:
    """The breaches that wait for this person: "ready" to decide on, "awaited" while the commune may answer [S8].

    "closed" are those set aside by a later decision whose unit's dossier is still closed without appraisal [S4].
    """
    closed = Exists(NotConsidered.objects.filter(breach=OuterRef("pk"), reopened_at=None))
    waits = Q(state=Breach.State.PROPOSED) | Q(closed, state=Breach.State.SET_ASIDE)
    breaches = breaches_visible_to(user).filter(waits, registration__cycle=cycle)
    counts: Counter = Counter()
    for breach in breaches.select_related("registration__commune", "answer"):
        if deciders.settles(user, breach.registration.commune.code):
            is_awaited = breach.state == Breach.State.PROPOSED and may_answer(breach, now=now)
            counts["closed" if breach.state == Breach.State.SET_ASIDE else "awaited" if is_awaited else "ready"] += 1
    return counts


def visits_to_make(user, cycle: Cycle) -> list[Visit]:
    """The visits of a year that this person attends and that are neither done nor cancelled."""
    planned = Visit.objects.filter(
        review__assessment__registration__cycle=cycle, state=Visit.State.PLANNED, members__person=user
    )
    planned = planned.exclude(review__assessment__registration__commune__code__in=barred_units(user))
    return list(planned.select_related("review__assessment__registration__commune").order_by("starts_at", "pk"))
