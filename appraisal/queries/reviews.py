"""Which reviews a person may see, and who decides on them."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Role, User
from accounts.queries import barred_units, has_role
from appraisal.models import Breach, Minutes, Review, TeamMember
from audit.queries import is_on_trail
from communes.models import Cycle
from scoring.addresses import DossierAddress

SEND_BACK = "appraisal.send_back_review"
OVERSEES = (Role.OFFICER, Role.TEAM_LEAD, Role.CITY_LEADER)
UNDER_REVIEW = (Review.State.ASSIGNED, Review.State.IN_PROGRESS)


def reviews_visible_to(user) -> QuerySet[Review]:
    """Appraisers see their own reviews, as first or second, the secretary the team's; OVERSEES see all.

    A team member never sees the review of a commune where they are recused, or work [S8].
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


def team_members(team: str) -> Prefetch:
    """The members of the team at this path, with their people: the rights of its lead and secretary read them."""
    return Prefetch(f"{team}__members", TeamMember.objects.select_related("person"))


def reviews_with_team(user) -> QuerySet[Review]:
    """Those of `reviews_visible_to`, for pages that ask several times who leads the team or keeps its minutes."""
    return reviews_visible_to(user).prefetch_related(team_members("appraiser__team"))


def reviews_for_desk(user) -> QuerySet[Review]:
    """Those of `reviews_visible_to`, each with whether it was ever sent back or has a breach: most have neither."""
    breaches = Breach.objects.filter(registration=OuterRef("assessment__registration"))
    return reviews_visible_to(user).annotate(
        was_sent_back=is_on_trail(SEND_BACK, of=Review), has_breaches=Exists(breaches)
    )


def reviewed_by(user) -> QuerySet:
    """Keys of the dossiers whose review this person may see."""
    return reviews_visible_to(user).order_by().values("assessment")


def open_reviews_of(user, cycle: Cycle) -> list[Review]:
    """The incomplete reviews of a year that this person scores; with all scores prefetched."""
    reviews = _open_reviews(user, cycle).prefetch_related("scores", "assessment__scores")
    return list(reviews.order_by("assessment__registration__commune__code"))


def count_open_reviews(user, cycle: Cycle) -> int:
    """How many reviews of a year wait for this person."""
    return _open_reviews(user, cycle).count()


def _open_reviews(user, cycle: Cycle) -> QuerySet[Review]:
    reviews = reviews_visible_to(user).filter(appraiser__person=user, state__in=UNDER_REVIEW)
    return reviews.filter(assessment__registration__cycle=cycle)


def dossier_version(review: Review) -> int:
    """Increases with every change of a dossier under review, or of its appraisal."""
    return review.assessment.version + review.version


def is_outdated(minutes: Minutes, review: Review) -> bool:
    """True where the dossier or its appraisal has changed since its minutes were written."""
    return minutes.dossier_version != dossier_version(review)


def address_to_review(user: User, *, year: int, code: str) -> DossierAddress | None:
    """One commune's dossier of a year for a possible reviewer; None for people who may not know of the review [S8].

    Reads nothing: the service checks under the dossier's lock whether this review is theirs.
    """
    if code in barred_units(user) or not has_role(user, Role.APPRAISER, *OVERSEES):
        return None
    return DossierAddress(year, code)


def deciding_member(review: Review) -> TeamMember | None:
    """Who confirms or returns this review: the team's lead, or the secretary where the lead is recused [S8]."""
    code = review.assessment.registration.commune.code
    return judge_for(review.appraiser.team_id, code, besides=reviewers_of(review))


def deciding_place(user: User, review: Review) -> TeamMember | None:
    """This person's place in the team where they are the one of `deciding_member`.

    Others' roles and recusals are read only for a secretary, who stands in for a recused lead.
    """
    members = list(review.appraiser.team.members.all())
    code = review.assessment.registration.commune.code
    own = office_of(user, members)
    return own if own and judge_among(members, code, besides=reviewers_of(review)) is own else None


def office_of(user: User, members: Iterable[TeamMember]) -> TeamMember | None:
    """This person's place as lead or secretary, with the roles of theirs that are already read; None for the others."""
    own = next((member for member in members if member.person_id == user.pk), None)
    if own is None or own.part == TeamMember.Part.MEMBER:
        return None
    own.person = user
    return own


def reviewers_of(review: Review) -> tuple[int | None, ...]:
    """The members that review it, the first and the second."""
    second = getattr(review, "second", None)
    return review.appraiser_id, second and second.appraiser_id


def judge_for(team: int, code: str, *, besides: Collection[int | None] = ()) -> TeamMember | None:
    """Who of a team decides on a commune: its lead, or the secretary where the lead is recused [S8].

    The members in `besides` made what is to be decided on, and cannot decide.
    """
    members = TeamMember.objects.filter(team=team).select_related("person")
    return judge_among(members.exclude(part=TeamMember.Part.MEMBER), code, besides=besides)


def judge_among(members: Iterable[TeamMember], code: str, *, besides: Collection[int | None] = ()) -> TeamMember | None:
    """Like `judge_for`, among members of one team that are already read."""
    parts = {member.part: member for member in members}
    lead = parts.get(TeamMember.Part.LEAD)
    if lead is not None and code not in barred_units(lead.person):
        return lead
    deputy = parts.get(TeamMember.Part.SECRETARY)
    if deputy is None or deputy.pk in besides or code in barred_units(deputy.person):
        return None
    return deputy
