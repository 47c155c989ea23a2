"""Which reviews a person sees, and whose they are to decide."""

from django.db.models import Q, QuerySet

from accounts.models import Role
from accounts.queries import barred_units, has_role
from appraisal.models import Review, TeamMember
from communes.models import Cycle
from kernel.prepared import Prepared, from_columns
from scoring.queries import assessment_at

OVERSEES = (Role.OFFICER, Role.TEAM_LEAD, Role.CITY_LEADER)
UNDER_REVIEW = (Review.State.ASSIGNED, Review.State.IN_PROGRESS)


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


def judge_of(review: Review) -> TeamMember | None:
    """Who confirms this review or sends it back: the team's lead, or the secretary where the lead is recused [S8]."""
    code = review.assessment.registration.commune.code
    return judge_for(review.appraiser.team_id, code, besides=review.appraiser_id)


def judge_for(team: int, code: str, *, besides: int | None = None) -> TeamMember | None:
    """Who of a team decides on a commune: its lead, or the secretary in the place of a recused one [S8].

    The member `besides` made what is to be decided on, and does not stand in.
    """
    found = TeamMember.objects.filter(team=team).select_related("person")
    parts = {member.part: member for member in found.exclude(part=TeamMember.Part.MEMBER)}
    lead = parts.get(TeamMember.Part.LEAD)
    if lead is not None and code not in barred_units(lead.person):
        return lead
    deputy = parts.get(TeamMember.Part.SECRETARY)
    if deputy is None or deputy.pk == besides or code in barred_units(deputy.person):
        return None
    return deputy
