"""Queries of visits on site: who may see them, their findings, who may be sent [R3, S8]."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from accounts.models import Role
from accounts.queries import barred_units, has_role, read_duties, units_of
from appraisal.models import Review, ReviewScore, TeamMember, Visit, VisitItem, VisitPhoto
from appraisal.queries.reviews import OVERSEES, team_members
from documents.policies import held_for
from evidence.hints.queries import hinted_criteria
from kernel.names import name_key
from scoring.models import SelfScore
from scoring.queries import criterion_rows

_ENTRY = "review__assessment__registration"
_GOING = Prefetch("members", TeamMember.objects.select_related("person"))


def visits_visible_to(user) -> QuerySet[Visit]:
    """Officers, leads and city leaders see all; an appraiser those of own reviews, and those they attend.

    A team member never sees the visits to a commune where they are recused, or work [S8].
    """
    visits = (
        Visit.objects.filter(**{f"{_ENTRY}__isnull": False})
        .select_related(
            f"{_ENTRY}__commune",
            f"{_ENTRY}__cycle",
            "review__assessment__rubric",
            "review__appraiser__person",
            "review__appraiser__team",
            "review__second__appraiser",
        )
        .prefetch_related(_GOING)
    )
    if barred := barred_units(user):
        visits = visits.exclude(review__assessment__registration__commune__code__in=barred)
    if has_role(user, *OVERSEES):
        return visits
    if not has_role(user, Role.APPRAISER):
        return visits.none()
    goes = TeamMember.objects.filter(person=user).values("visits")
    kept_for = TeamMember.objects.filter(person=user, part=TeamMember.Part.SECRETARY).values("team")
    return visits.filter(
        Q(review__appraiser__person=user)
        | Q(review__second__appraiser__person=user)
        | Q(pk__in=goes)
        | Q(review__appraiser__team__in=kept_for)
    )


def visits_with_team(user) -> QuerySet[Visit]:
    """Those of `visits_visible_to`, with the members of the review's team, for the pages of one visit."""
    return visits_visible_to(user).prefetch_related(team_members("review__appraiser__team"))


def own_visits_of(user) -> QuerySet[Visit]:
    """The visits to the communes this person works for, as their own people see them [S8]."""
    visits = Visit.objects.select_related(f"{_ENTRY}__commune", f"{_ENTRY}__cycle").prefetch_related(_GOING)
    return visits.filter(review__assessment__registration__commune__code__in=units_of(user))


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A line of the list of visits."""

    visit: Visit
    members: str
    criteria: int
    seen: int
    photos: int

    @property
    def code(self) -> str:
        return self.visit.review.assessment.registration.commune.code

    @property
    def commune(self) -> str:
        return str(self.visit.review.assessment.registration.commune)


def with_progress(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """The visits, each with the figures that `visit_rows` shows: criteria to see, criteria seen, photos."""
    items = VisitItem.objects.filter(visit=OuterRef("pk"))
    photos = VisitPhoto.objects.filter(visit=OuterRef("pk"))
    return visits.annotate(to_see=_number(items), noted=_number(items.exclude(seen="")), pictures=_number(photos))


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("visit").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def visit_rows(visits: Iterable[Visit]) -> list[VisitRow]:
    """The visits, read `with_progress`, as rows; no query more."""
    figures = ("to_see", "noted", "pictures")
    return [VisitRow(visit, names_of(visit), *(vars(visit)[name] for name in figures)) for visit in visits]


def names_of(visit: Visit) -> str:
    """The participants, in the order of their names."""
    return ", ".join(sorted((str(member.person) for member in visit.members.all()), key=name_key))


def sendable_members(review: Review) -> list[TeamMember]:
    """The members of the team who may visit this commune: not recused, and not its own people [S8]."""
    code = review.assessment.registration.commune.code
    members = list(review.appraiser.team.members.all())
    read_duties(member.person for member in members)
    sendable = [member for member in members if code not in barred_units(member.person)]
    return sorted(sendable, key=lambda member: (member.pk != review.appraiser_id, member.person.name_key))


@dataclass(frozen=True, slots=True)
class CriterionChoice:
    """A criterion that a visit may check, and the reasons to do so."""

    pk: int
    code: str
    title: str
    own: Decimal
    points: Decimal | None
    differs: bool
    hinted: bool
    expected: str = ""

    @property
    def is_flagged(self) -> bool:
        return self.differs or self.hinted


def criterion_choices(user, review: Review) -> list[CriterionChoice]:
    """Every criterion of the dossier, those with a difference or an open hint first."""
    given = {score.criterion_id: score for score in ReviewScore.objects.filter(review=review).order_by()}
    hinted = set(hinted_criteria(user, review.assessment))
    choices = [
        CriterionChoice(
            pk=row.pk,
            code=row.code,
            title=row.title,
            own=given[row.pk].self_points,
            points=given[row.pk].points,
            differs=given[row.pk].points not in (None, given[row.pk].self_points),
            hinted=row.code in hinted,
            expected=row.expected_evidence,
        )
        for row in criterion_rows(review.assessment.rubric)
        if row.is_leaf and row.pk in given
    ]
    return sorted(choices, key=lambda criterion: not criterion.is_flagged)


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo for a page; `held` says why this reader may not see it yet."""

    photo: VisitPhoto
    held: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A criterion of a visit, the commune's claim, and its photos."""

    item: VisitItem
    own: Decimal | None
    explanation: str = ""
    photos: list[PhotoRow] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.item.criterion.code.replace(".", "-")


def photo_rows(user, visit: Visit, *, item: VisitItem | None = None) -> list[PhotoRow]:
    """The photos of one criterion, or those of the visit as a whole."""
    return photos_of(user, visit).get(item.pk if item else None, [])


def photos_of(user, visit: Visit) -> dict[int | None, list[PhotoRow]]:
    """The photos of a visit by the key of their criterion; those of the visit as a whole under None."""
    photos: dict[int | None, list[PhotoRow]] = {}
    for photo in visit.photos.select_related("file__inspection"):
        photos.setdefault(photo.item_id, []).append(PhotoRow(photo, held_for(photo.file, user)))
    return photos


def item_rows(visit: Visit, photos: Mapping[int | None, list[PhotoRow]] = MappingProxyType({})) -> list[ItemRow]:
    """The criteria to check, in the table's order, with the commune's claim and the photos; one query."""
    of_criterion = {"criterion": OuterRef("criterion")}
    own = ReviewScore.objects.filter(review=visit.review_id, **of_criterion).order_by().values("self_points")
    claims = SelfScore.objects.filter(assessment=visit.review.assessment_id, **of_criterion).order_by()
    items = visit.items.select_related("criterion", "changed_by")
    claimed = items.annotate(own=Subquery(own), claim=Subquery(claims.values("explanation")))
    return [ItemRow(item, item.own, item.claim or "", photos.get(item.pk, [])) for item in claimed]


def has_findings() -> Exists:
    """Whether completed visits looked at a criterion: an annotation for scores of a review, which costs no query."""
    done = VisitItem.objects.filter(visit__review=OuterRef("review"), visit__state=Visit.State.DONE)
    return Exists(done.filter(criterion=OuterRef("criterion")))


def findings_of(user, review: Review, criterion: str) -> list[ItemRow]:
    """The findings of completed visits on one criterion, the latest first; two queries, one without photos."""
    items = VisitItem.objects.filter(visit__review=review, visit__state=Visit.State.DONE, criterion__code=criterion)
    has_photos = Exists(VisitPhoto.objects.filter(item=OuterRef("pk")))
    found = list(
        items.select_related("visit", "criterion").annotate(has_photos=has_photos).order_by("-visit__starts_at")
    )
    pictured = [item for item in found if vars(item)["has_photos"]]
    prefetch_related_objects(pictured, Prefetch("photos", VisitPhoto.objects.select_related("file__inspection")))
    photos = {
        item.pk: [PhotoRow(photo, held_for(photo.file, user)) for photo in item.photos.all()] for item in pictured
    }
    return [ItemRow(item, None, "", photos.get(item.pk, [])) for item in found]
