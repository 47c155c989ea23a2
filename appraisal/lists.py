"""The list of a year's reviews: its filter, its columns and its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.utils.translation import gettext_lazy as _

from appraisal.double_review.queries import reviews_to_resolve
from appraisal.models import AppraisalTeam, Review, ReviewScore, TeamMember
from appraisal.queries import reviews_visible_to
from appraisal.queries.progress import SENT_BACK, Waits, waits_of
from audit.queries import latest_moments
from communes.commune_search import UnitSearch
from communes.models import Cycle, unit_title
from documents.lists import ListColumn, ListFilter, OneOfFilter, OnlyFilter, WordsFilter
from evidence.current_holder import Holder, current_holder
from evidence.hints.queries import open_hint_counts
from evidence.models import Inquiry

_UNIT = "assessment__registration__commune"
_DIFFERS = ~Q(points=None) & ~Q(points=F("self_points"), claimed=F("not_applicable"))
_UNDER_WAY = (Review.State.ASSIGNED, Review.State.IN_PROGRESS)
WAITS = {
    Waits.COMMUNE: _("the commune"),
    Waits.APPRAISER: _("the appraiser"),
    Waits.LEAD: _("the lead"),
    Waits.NOBODY: "",
}


class ReviewFilter(ListFilter):
    """The columns of the list of reviews. `facts` contains the year's team and cycle."""

    sorts = {
        "code": f"{_UNIT}__code",
        "name": f"{_UNIT}__name_key",
        "appraiser": "appraiser__person__name_key",
        "state": "state",
        "scored": "scored_count",
        "total": "total",
    }
    tie = f"{_UNIT}__code"

    q = WordsFilter(label=_("Commune"), method="by_unit")
    state = OneOfFilter(label=_("State"), choices=Review.State.choices)
    appraiser = OneOfFilter(label=_("Appraiser"), choices=[], method="by_member")
    differs = OnlyFilter(label=_("only differing ones"), method="only_differing")
    resolve = OnlyFilter(label=_("only with differences to settle"), method="only_to_resolve")

    def __init__(self, query, queryset: QuerySet, *, members: Sequence[TeamMember], **facts: Any) -> None:
        super().__init__(query, queryset, **facts)
        names = [(str(member.pk), str(member.person)) for member in members]
        self.filters["appraiser"].extra["choices"] = names

    def by_unit(self, reviews: QuerySet, _name: str, words: str) -> QuerySet:
        asked = UnitSearch.of(words)
        return reviews.filter(asked.condition(f"{_UNIT}__")) if asked else reviews

    def by_member(self, reviews: QuerySet, _name: str, member: str) -> QuerySet:
        return reviews.filter(Q(appraiser=member) | Q(second__appraiser=member))

    def only_differing(self, reviews: QuerySet, _name: str, _value: bool) -> QuerySet:
        return reviews.filter(Exists(ReviewScore.objects.filter(_DIFFERS, review=OuterRef("pk"))))

    def only_to_resolve(self, reviews: QuerySet, _name: str, _value: bool) -> QuerySet:
        return reviews.filter(pk__in=reviews_to_resolve(self.facts["cycle"]).order_by().values("pk"))


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of the list of reviews: all that the page needs, so that its template runs no query.

    `role` is the reader's own: "first", "second" or "". `answered` are letters with an answer, `hints` the open
    ones.
    """

    code: str
    commune: str
    appraiser: str
    second: str
    role: str
    state: str
    state_label: str
    scored: int
    criteria: int
    self_total: Decimal
    total: Decimal
    claimed: int
    excepted: int
    differences: int
    waits: Waits
    before: date | None
    sent_back: datetime | None
    answered: int
    hints: int

    @property
    def difference(self) -> Decimal:
        return self.total - self.self_total

    @property
    def waits_label(self) -> str:
        return str(WAITS[self.waits])


REVIEW_COLUMNS = (
    ListColumn(_("Code"), "code", lambda row: row.code, page=False),
    ListColumn(_("Commune"), "commune", lambda row: row.commune, width=30, sort="name"),
    ListColumn(_("Appraiser"), "appraiser", lambda row: row.appraiser, width=26, sort="appraiser"),
    ListColumn(_("Second appraiser"), "second", lambda row: row.second, width=26, page=False),
    ListColumn(_("State"), "state", lambda row: row.state_label, width=22, sort="state"),
    ListColumn(_("Waits for"), "waits", lambda row: row.waits_label, width=20),
    ListColumn(_("Progress"), "scored", lambda row: row.scored, sort="scored"),
    ListColumn(_("Self"), "self_total", lambda row: row.self_total, figure=True),
    ListColumn(_("Appraised"), "total", lambda row: row.total if row.scored else None, sort="total", figure=True),
    ListColumn(_("Criteria that differ"), "differences", lambda row: row.differences, figure=True),
    ListColumn(_("Sent back"), "sent_back", lambda row: row.sent_back, width=18, page=False),
    ListColumn(_("Letters answered"), "answered", lambda row: row.answered, page=False),
    ListColumn(_("Hints"), "hints", lambda row: row.hints, page=False),
)
_FIELDS = (
    "pk",
    "assessment",
    *(f"{_UNIT}__{name}" for name in ("code", "kind", "name")),
    "appraiser__person",
    "appraiser__person__full_name",
    "second__appraiser__person",
    "second__appraiser__person__full_name",
    "state",
    "scored_count",
    "assessment__state",
    "assessment__total",
    "total",
    "assessment__excepted_count",
    "excepted_count",
)


def team_members(team: AppraisalTeam) -> list[TeamMember]:
    """The members of a team, in the order of their names; `team.members.all()` asks no more."""
    prefetch_related_objects([team], Prefetch("members", TeamMember.objects.select_related("person")))
    return sorted(team.members.all(), key=lambda member: (member.person.name_key, member.pk))


def review_list(query, user, cycle: Cycle, members: Sequence[TeamMember]) -> ReviewFilter:
    """The reviews of a year that this person may see, filtered and ordered as the URL says."""
    reviews = reviews_visible_to(user).filter(assessment__registration__cycle=cycle)
    scores = ReviewScore.objects.filter(review=OuterRef("pk")).order_by()
    rows = reviews.values_list(*_FIELDS, _count(scores), _count(scores.filter(_DIFFERS)))
    return ReviewFilter(query, rows, members=members, cycle=cycle)


def _count(scores: QuerySet[ReviewScore]) -> Subquery:
    return Subquery(scores.annotate(number=Func(F("pk"), function="COUNT")).values("number"))


def review_rows(reviews: Iterable, user, cycle: Cycle, *, now: datetime) -> list[ReviewRow]:
    """The rows of a slice of `review_list`; three more queries for any number of rows."""
    listed = [_Stored(*review) for review in reviews]
    works = [review.assessment for review in listed]
    letters = Inquiry.objects.filter(assessment__in=works, state__in=(Inquiry.State.SENT, Inquiry.State.ANSWERED))
    asked: dict[int, date] = {}
    answered: dict[int, int] = {}
    for work, state, before, number in (
        letters.order_by().values_list("assessment", "state", "before").annotate(Count("pk"))
    ):
        if state == Inquiry.State.SENT:
            asked[work] = before
        else:
            answered[work] = answered.get(work, 0) + number
    back = latest_moments(SENT_BACK, [review.pk for review in listed if review.state in _UNDER_WAY], of=Review)
    hints = open_hint_counts(user, works)
    read = _Reader(user, cycle, now, asked, answered, back, hints)
    return [read.row(review) for review in listed]


class _Stored(NamedTuple):
    """The fields that `review_list` reads of one review."""

    pk: int
    assessment: int
    code: str
    kind: str
    name: str
    first_pk: int
    first: str
    second_pk: int | None
    second: str | None
    state: str
    scored: int
    dossier: str
    self_total: Decimal
    total: Decimal
    claimed: int
    excepted: int
    criteria: int
    differences: int

    def role_of(self, person: int) -> str:
        """This person's part in the dossier."""
        return "first" if person == self.first_pk else "second" if person == self.second_pk else ""


@dataclass(frozen=True, slots=True)
class _Reader:
    """The data with which the rows of one page are built."""

    user: Any
    cycle: Cycle
    now: datetime
    asked: dict[int, date]
    answered: dict[int, int]
    back: dict[int, datetime]
    hints: dict[int, int]

    def row(self, stored: _Stored) -> ReviewRow:
        holder = self._holder(stored)
        return ReviewRow(
            code=stored.code,
            commune=unit_title(stored.kind, stored.name),
            appraiser=stored.first,
            second=stored.second or "",
            role=stored.role_of(self.user.pk),
            state=stored.state,
            state_label=str(Review.State(stored.state).label),
            scored=stored.scored,
            criteria=stored.criteria,
            self_total=stored.self_total,
            total=stored.total,
            claimed=stored.claimed,
            excepted=stored.excepted,
            differences=stored.differences,
            waits=waits_of(stored.state, holder),
            before=holder.before,
            sent_back=self.back.get(stored.pk),
            answered=self.answered.get(stored.assessment, 0),
            hints=self.hints.get(stored.assessment, 0),
        )

    def _holder(self, stored: _Stored) -> Holder:
        return current_holder(
            stored.dossier,
            submit_before=self.cycle.submit_before,
            report_before=self.cycle.report_before,
            asked_before=self.asked.get(stored.assessment),
            now=self.now,
        )
