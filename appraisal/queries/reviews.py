"""Which reviews a person sees, and whose they are to decide."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.models import Role
from accounts.queries import barred_units, has_role
from appraisal.models import AppraisalTeam, Minutes, Review, SecondReview, TeamMember
from communes.models import Cycle
from kernel.prepared import Prepared, from_columns
from scoring.models import SelfAssessment
from scoring.queries import assessment_at

OVERSEES = (Role.OFFICER, Role.TEAM_LEAD, Role.CITY_LEADER)
UNDER_REVIEW = (Review.State.ASSIGNED, Review.State.IN_PROGRESS)


def reviews_visible_to(user) -> QuerySet[Review]:
    """Appraisers see the reviews they hold, as first or second, the secretary the team's; OVERSEES see all.

    Nobody of the team sees the review of a commune where they are recused, or work [S8].
    """
    reviews = Review.objects.filter(assessment__registration__isnull=False).select_related(
        "assessment__registration__commune",
        "assessment__registration__cycle",
        "assessment__rubric",
        "appraiser__person",
        "appraiser__team",
        "second__appraiser__person",
    )
    if barred := barred_units(user):
        reviews = reviews.exclude(assessment__registration__commune__code__in=barred)
    if has_role(user, *OVERSEES):
        return reviews
    if has_role(user, Role.APPRAISER):
        kept_for = TeamMember.objects.filter(person=user, part=TeamMember.Part.SECRETARY).values("team")
        own = Q(appraiser__person=user) | Q(second__appraiser__person=user)
        return reviews.filter(own | Q(appraiser__team__in=kept_for))
    return reviews.none()


def reviewed_by(user) -> QuerySet:
    """Keys of the dossiers whose review this person sees."""
    return reviews_visible_to(user).order_by().values("assessment")


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


_REVIEW = ("id", "assessment_id", "appraiser_id", "state", "version")
_MEMBER = ("id", "team_id", "person_id")
_TEAM = ("id", "decision_number", "decision_date", "decision_file_id")
_SECOND = ("id", "leaves", "appraiser_id", "state", "first_done_at", "completed_at")
_PARTS = (
    ("", _REVIEW),
    ("appraiser__", _MEMBER),
    ("appraiser__team__", _TEAM),
    ("second__", _SECOND),
    ("second__appraiser__", _MEMBER),
)
_review_of = Prepared(
    lambda assessment: Review.objects.filter(assessment=assessment).values_list(
        *(f"{path}{name}" for path, names in _PARTS for name in names)
    ),
    assessment=987_654_321,
)


def dossier_version(review: Review) -> int:
    """Goes up with every change of a dossier under review, or of its appraisal."""
    return review.assessment.version + review.version


def is_outdated(minutes: Minutes, review: Review) -> bool:
    """Has the dossier or its appraisal changed since its minutes were written?"""
    return minutes.dossier_version != dossier_version(review)


def review_to_score(user, *, year: int, code: str) -> Review | None:
    """The review of one commune's dossier, where `reviews_visible_to` shows it; prepared for saving a score."""
    assessment = None if code in barred_units(user) else assessment_at(year=year, code=code)
    found = _review_of(assessment=assessment.pk) if assessment else []
    if assessment is None or not found:
        return None
    review = _with_parts(found[0], assessment)
    second = getattr(review, "second", None)
    for member in (review.appraiser, second and second.appraiser):
        if member and member.person_id == user.pk:
            member.person = user
            return review if has_role(user, Role.APPRAISER, *OVERSEES) else None
    return review if has_role(user, *OVERSEES) else None


def _with_parts(row: list, assessment: SelfAssessment) -> Review:
    """A review with its appraiser, and its second look where it has one, from one row of `_review_of`."""
    columns = iter(row)
    review, appraiser, team, second, other = (dict(zip(names, columns, strict=False)) for _, names in _PARTS)
    found = from_columns(Review, review, review.values())
    found.assessment, found.appraiser = assessment, from_columns(TeamMember, appraiser, appraiser.values())
    found.appraiser.team = from_columns(AppraisalTeam, team, team.values())
    look = from_columns(SecondReview, second, second.values()) if second["id"] else None
    if look and other["id"]:
        look.appraiser = from_columns(TeamMember, other, other.values())
    Review._meta.get_field("second").set_cached_value(found, look)
    return found


def deciding_member(review: Review) -> TeamMember | None:
    """Who confirms this review or sends it back: the team's lead, or the secretary where the lead is recused [S8]."""
    code = review.assessment.registration.commune.code
    second = getattr(review, "second", None)
    return judge_for(review.appraiser.team_id, code, besides=(review.appraiser_id, second and second.appraiser_id))


def judge_for(team: int, code: str, *, besides: Collection[int | None] = ()) -> TeamMember | None:
    """Who of a team decides on a commune: its lead, or the secretary in the place of a recused one [S8].

    The members `besides` made what is to be decided on, and do not stand in.
    """
    found = TeamMember.objects.filter(team=team).select_related("person")
    parts = {member.part: member for member in found.exclude(part=TeamMember.Part.MEMBER)}
    lead = parts.get(TeamMember.Part.LEAD)
    if lead is not None and code not in barred_units(lead.person):
        return lead
    deputy = parts.get(TeamMember.Part.SECRETARY)
    if deputy is None or deputy.pk in besides or code in barred_units(deputy.person):
        return None
    return deputy
