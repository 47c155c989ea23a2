"""The list of reviews of a year: its filter and its rows."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q

from appraisal.models import Review, ReviewScore
from appraisal.queries.double_review import reviews_to_resolve
from appraisal.queries.reviews import reviews_visible_to
from communes.commune_search import UnitSearch
from communes.models import Cycle
from scoring.models import Criterion, RubricInForce


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of the list of reviews: all that the page needs, so its template cannot query."""

    code: str
    commune: str
    appraiser: str
    second: str
    state: str
    state_label: str
    scored: int
    self_total: Decimal
    total: Decimal
    claimed: int
    excepted: int
    differences: int

    @property
    def difference(self) -> Decimal:
        return self.total - self.self_total


SORTS = {
    "code": "assessment__registration__commune__code",
    "name": "assessment__registration__commune__name_key",
    "appraiser": "appraiser__person__name_key",
    "state": "state",
    "scored": "scored_count",
    "total": "total",
}


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What the list of reviews shows."""

    words: str = ""
    state: str = ""
    appraiser: int | None = None
    differs: bool = False
    resolve: bool = False
    sort: str = "code"

    @classmethod
    def of(cls, query) -> "ReviewFilter":
        """Read from an address's query; what it does not know is passed over."""
        sort, member = query.get("sort", "code"), query.get("appraiser", "")
        return cls(
            words=query.get("q", "").strip(),
            state=query.get("state", "") if query.get("state") in Review.State else "",
            appraiser=int(member) if member.isdecimal() else None,
            differs=query.get("differs") == "1",
            resolve=query.get("resolve") == "1",
            sort=sort if sort.lstrip("-") in SORTS else "code",
        )


def review_rows(user, cycle: Cycle, wanted: ReviewFilter) -> list[ReviewRow]:
    """The reviews of a year that this person sees, as the filter asks; in a stable order."""
    reviews = reviews_visible_to(user).filter(assessment__registration__cycle=cycle)
    if asked := UnitSearch.of(wanted.words):
        reviews = reviews.filter(asked.condition("assessment__registration__commune__"))
    if wanted.state:
        reviews = reviews.filter(state=wanted.state)
    if wanted.appraiser:
        reviews = reviews.filter(Q(appraiser=wanted.appraiser) | Q(second__appraiser=wanted.appraiser))
    if wanted.resolve:
        reviews = reviews.filter(pk__in=reviews_to_resolve(cycle))
    field = SORTS[wanted.sort.lstrip("-")]
    order = f"-{field}" if wanted.sort.startswith("-") else field
    differences = _differences(cycle)
    rows = [_row(review, differences) for review in reviews.order_by(order, SORTS["code"])]
    return [row for row in rows if row.differences] if wanted.differs else rows


def _differences(cycle: Cycle) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    scores = ReviewScore.objects.filter(review__assessment__registration__cycle=cycle).exclude(
        Q(points__isnull=True) | Q(points=F("self_points"), claimed=F("not_applicable"))
    )
    for review in scores.order_by().values_list("review", flat=True):
        counts[review] += 1
    return counts


def _row(review: Review, differences: dict[int, int]) -> ReviewRow:
    commune, second = review.assessment.registration.commune, getattr(review, "second", None)
    return ReviewRow(
        code=commune.code,
        commune=str(commune),
        appraiser=str(review.appraiser.person),
        second=str(second.appraiser.person) if second and second.appraiser else "",
        state=review.state,
        state_label=review.get_state_display(),
        scored=review.scored_count,
        self_total=review.assessment.total,
        total=review.total,
        claimed=review.assessment.excepted_count,
        excepted=review.excepted_count,
        differences=differences.get(review.pk, 0),
    )


def leaf_count(cycle: Cycle) -> int:
    """How many leaves the year's scoring table has."""
    in_force = RubricInForce.objects.filter(cycle=cycle).values("rubric")
    return Criterion.objects.filter(rubric__in=in_force, is_leaf=True).count()
