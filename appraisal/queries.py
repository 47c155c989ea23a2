"""Reads of teams, reviews and breaches."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from accounts.models import Recusal, Role, User
from accounts.queries import barred_units, has_role
from accounts.units import unit_names
from appraisal.models import AppraisalTeam, Breach, Review, ReviewScore, TeamMember
from communes.models import Cycle
from kernel.prepared import Prepared, from_columns
from kernel.text import search_key
from scoring.core import BreachKind
from scoring.models import Criterion, RubricInForce, SelfAssessment
from scoring.queries import assessment_at

OVERSEES = (Role.OFFICER, Role.TEAM_LEAD, Role.CITY_LEADER)
UNDER_REVIEW = (Review.State.ASSIGNED, Review.State.IN_PROGRESS)


def team_of(cycle: Cycle) -> AppraisalTeam | None:
    """The year's team, with its members."""
    return AppraisalTeam.objects.filter(cycle=cycle).prefetch_related("members__person").first()


def reviews_visible_to(user) -> QuerySet[Review]:
    """Appraisers see the reviews assigned to them, the secretary the team's; officers, leads, city leaders all.

    Nobody of the team sees the review of a commune where they are recused, or work [S8].
    """
    reviews = Review.objects.select_related(
        "assessment__registration__commune",
        "assessment__registration__cycle",
        "assessment__rubric",
        "appraiser__person",
        "appraiser__team",
    )
    if barred := barred_units(user):
        reviews = reviews.exclude(assessment__registration__commune__code__in=barred)
    if has_role(user, *OVERSEES):
        return reviews
    if has_role(user, Role.APPRAISER):
        kept_for = TeamMember.objects.filter(person=user, part=TeamMember.Part.SECRETARY).values("team")
        return reviews.filter(Q(appraiser__person=user) | Q(appraiser__team__in=kept_for))
    return reviews.none()


def open_reviews_of(user, cycle: Cycle) -> list[Review]:
    """The reviews of a year that are this person's to score and not complete; with all scores at hand."""
    reviews = _open_reviews(user, cycle).prefetch_related("scores", "assessment__scores")
    return list(reviews.order_by("assessment__registration__commune__code"))


def count_open_reviews(user, cycle: Cycle) -> int:
    """How many reviews of a year wait for this person."""
    return _open_reviews(user, cycle).count()


def _open_reviews(user, cycle: Cycle) -> QuerySet[Review]:
    reviews = reviews_visible_to(user).filter(appraiser__person=user, state__in=UNDER_REVIEW)
    return reviews.filter(assessment__registration__cycle=cycle)


_REVIEW = ("id", "assessment_id", "appraiser_id", "state")
_MEMBER = ("id", "team_id", "person_id")
_review_of = Prepared(
    lambda assessment: Review.objects.filter(assessment=assessment).values_list(
        *_REVIEW, *(f"appraiser__{name}" for name in _MEMBER)
    ),
    assessment=987_654_321,
)


def review_to_score(user, *, year: int, code: str) -> Review | None:
    """The review of one commune's dossier, where `reviews_visible_to` shows it; prepared for saving a score."""
    assessment = None if code in barred_units(user) else assessment_at(year=year, code=code)
    found = _review_of(assessment=assessment.pk) if assessment else []
    if not found:
        return None
    review = from_columns(Review, _REVIEW, found[0][: len(_REVIEW)])
    review.appraiser = from_columns(TeamMember, _MEMBER, found[0][len(_REVIEW) :])
    review.assessment = assessment
    if review.appraiser.person_id == user.pk:
        review.appraiser.person = user
        return review if has_role(user, Role.APPRAISER, *OVERSEES) else None
    return review if has_role(user, *OVERSEES) else None


def breaches_visible_to(user) -> QuerySet[Breach]:
    """Officers, the team and city leaders see breaches; communes do not, here; nor the recused [S8]."""
    breaches = Breach.objects.select_related(
        "registration__commune", "registration__cycle", "recorded_by", "settled_by"
    )
    if not has_role(user, *OVERSEES, Role.APPRAISER):
        return breaches.none()
    return breaches.exclude(registration__commune__code__in=barred_units(user))


def confirmed_breach_kinds(cycle: Cycle) -> dict[int, set[BreachKind]]:
    """The kinds of confirmed breaches of a year, by the registration's primary key [S4]."""
    kinds: dict[int, set[BreachKind]] = defaultdict(set)
    rows = Breach.objects.filter(registration__cycle=cycle, state=Breach.State.CONFIRMED).order_by()
    for registration, kind in rows.values_list("registration", "kind"):
        kinds[registration].add(BreachKind(kind))
    return dict(kinds)


def judge_of(review: Review) -> TeamMember | None:
    """Who confirms this review or sends it back: the team's lead, or the secretary where the lead is recused [S8]."""
    code = review.assessment.registration.commune.code
    found = TeamMember.objects.filter(team=review.appraiser.team_id).select_related("person")
    parts = {member.part: member for member in found.exclude(part=TeamMember.Part.MEMBER)}
    lead = parts.get(TeamMember.Part.LEAD)
    if lead is not None and code not in barred_units(lead.person):
        return lead
    deputy = parts.get(TeamMember.Part.SECRETARY)
    if deputy is None or deputy.pk == review.appraiser_id or code in barred_units(deputy.person):
        return None
    return deputy


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A commune that somebody of the team keeps out of; `holds` where the open review of its dossier is theirs."""

    pk: int
    person: str
    unit: str
    worked_there: bool
    reason: str
    declared_at: datetime
    holds: bool


def recusals_visible_to(user) -> QuerySet[Recusal]:
    """Officers, leads and city leaders see all; everybody else their own."""
    recusals = Recusal.objects.select_related("user")
    return recusals if has_role(user, *OVERSEES) else recusals.filter(user=user.pk)


def recusable_by(user, team: AppraisalTeam | None) -> QuerySet[User]:
    """Of whom this person may declare that they keep out of a commune: an officer of all, others of oneself."""
    people = User.objects.filter(team_memberships__team=team).order_by("full_name", "pk")
    return people if has_role(user, Role.OFFICER) else people.filter(pk=user.pk)


def conflict_rows(user, team: AppraisalTeam) -> list[ConflictRow]:
    """The recusals of the team's people that this person sees, in the order of their names."""
    people = [member.person_id for member in team.members.all()]
    recusals = list(recusals_visible_to(user).filter(user__in=people).order_by("user__full_name", "unit_code"))
    if not recusals:
        return []
    units = unit_names([recusal.unit_code for recusal in recusals])
    open_reviews = Review.objects.filter(appraiser__team=team, state__in=UNDER_REVIEW).order_by()
    held = set(open_reviews.values_list("appraiser__person", "assessment__registration__commune__code"))
    return [
        ConflictRow(
            pk=recusal.pk,
            person=str(recusal.user),
            unit=units.get(recusal.unit_code, recusal.unit_code),
            worked_there=recusal.worked_there,
            reason=recusal.reason,
            declared_at=recusal.declared_at,
            holds=(recusal.user_id, recusal.unit_code) in held,
        )
        for recusal in recusals
    ]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of the list of reviews: all that the page needs, so its template cannot query."""

    code: str
    commune: str
    appraiser: str
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
    "name": "assessment__registration__commune__name",
    "appraiser": "appraiser__person__full_name",
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
            sort=sort if sort.lstrip("-") in SORTS else "code",
        )


def review_rows(user, cycle: Cycle, wanted: ReviewFilter) -> list[ReviewRow]:
    """The reviews of a year that this person sees, as the filter asks; in a stable order."""
    reviews = reviews_visible_to(user).filter(assessment__registration__cycle=cycle)
    if wanted.words:
        reviews = reviews.filter(assessment__registration__commune__search_key__contains=search_key(wanted.words))
    if wanted.state:
        reviews = reviews.filter(state=wanted.state)
    if wanted.appraiser:
        reviews = reviews.filter(appraiser=wanted.appraiser)
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
    commune = review.assessment.registration.commune
    return ReviewRow(
        code=commune.code,
        commune=str(commune),
        appraiser=str(review.appraiser.person),
        state=review.state,
        state_label=review.get_state_display(),
        scored=review.scored_count,
        self_total=review.assessment.total,
        total=review.total,
        claimed=review.assessment.excepted_count,
        excepted=review.excepted_count,
        differences=differences.get(review.pk, 0),
    )


def load_of_members(team: AppraisalTeam) -> dict[int, dict[str, int]]:
    """How many reviews each member has in each state, by the member's primary key."""
    load: dict[int, dict[str, int]] = {
        member.pk: dict.fromkeys(Review.State.values, 0) for member in team.members.all()
    }
    for member, state in Review.objects.filter(appraiser__team=team).order_by().values_list("appraiser", "state"):
        load[member][state] += 1
    return load


@dataclass(frozen=True, slots=True)
class MemberLoad:
    """A member of the team and how many reviews lie in each state with him or her."""

    pk: int
    name: str
    is_lead: bool
    is_secretary: bool
    assigned: int
    in_progress: int
    completed: int
    reconciled: int

    @property
    def all(self) -> int:
        return self.assigned + self.in_progress + self.completed + self.reconciled

    @property
    def done(self) -> int:
        return self.completed + self.reconciled


def member_loads(team: AppraisalTeam) -> list[MemberLoad]:
    """The team's members, the lead first, with their load."""
    load = load_of_members(team)
    order = list(TeamMember.Part)
    members = sorted(team.members.all(), key=lambda m: (order.index(TeamMember.Part(m.part)), str(m.person), m.pk))
    return [
        MemberLoad(
            m.pk, str(m.person), m.part == TeamMember.Part.LEAD, m.part == TeamMember.Part.SECRETARY, **load[m.pk]
        )
        for m in members
    ]


@dataclass(frozen=True, slots=True)
class DossierToAssign:
    """A sent dossier, and who has it; one whose review is complete can no longer move."""

    code: str
    commune: str
    appraiser: str
    state: str
    state_label: str

    @property
    def is_movable(self) -> bool:
        return self.state not in (Review.State.COMPLETED, Review.State.RECONCILED)


def dossiers_to_assign(cycle: Cycle) -> list[DossierToAssign]:
    """The dossiers sent in a year, those that nobody has first."""
    sent = SelfAssessment.objects.filter(registration__cycle=cycle).exclude(state=SelfAssessment.State.OPEN)
    rows = sent.select_related("registration__commune", "review__appraiser__person")
    found = [_to_assign(row) for row in rows.order_by("registration__commune__code")]
    return sorted(found, key=lambda row: bool(row.appraiser))


def _to_assign(assessment: SelfAssessment) -> DossierToAssign:
    review, commune = getattr(assessment, "review", None), assessment.registration.commune
    return DossierToAssign(
        commune.code,
        str(commune),
        str(review.appraiser.person) if review else "",
        review.state if review else "",
        review.get_state_display() if review else "",
    )


def leaf_count(cycle: Cycle) -> int:
    """How many leaves the year's scoring table has."""
    in_force = RubricInForce.objects.filter(cycle=cycle).first()
    return Criterion.objects.filter(rubric=in_force.rubric_id, is_leaf=True).count() if in_force else 0
