"""Queries of visits on site: who may see them, their findings, who may be sent [R3, S8]."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet

from accounts.models import Role
from accounts.queries import barred_units, has_role, units_of
from appraisal.models import Review, ReviewScore, TeamMember, Visit, VisitItem, VisitPhoto
from appraisal.queries.reviews import OVERSEES
from documents.policies import held_for
from evidence.hints.queries import hinted_criteria
from kernel.names import name_key
from kernel.problems import required
from scoring.queries import criterion_rows

_ENTRY = "review__assessment__registration"


def visits_visible_to(user) -> QuerySet[Visit]:
    """Officers, leads and city leaders see all; an appraiser those of own reviews, and those they attend.

    A team member never sees the visits to a commune where they are recused, or work [S8].
    """
    visits = (
        Visit.objects.filter(**{f"{_ENTRY}__isnull": False})
        .select_related(
            f"{_ENTRY}__commune", f"{_ENTRY}__cycle", "review__assessment__rubric", "review__appraiser__person"
        )
        .prefetch_related("members__person")
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


def own_visits_of(user) -> QuerySet[Visit]:
    """The visits to the communes this person works for, as their own people see them [S8]."""
    visits = Visit.objects.select_related(f"{_ENTRY}__commune", f"{_ENTRY}__cycle").prefetch_related("members__person")
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


def visit_rows(visits: Iterable[Visit]) -> list[VisitRow]:
    """The visits with the progress of each; three more queries for any number of visits."""
    listed = list(visits)
    items = VisitItem.objects.filter(visit__in=listed).order_by().values_list("visit", "seen")
    criteria, seen = Counter[int](), Counter[int]()
    for visit, what in items:
        criteria[visit] += 1
        seen[visit] += bool(what)
    photos = Counter(VisitPhoto.objects.filter(visit__in=listed).order_by().values_list("visit", flat=True))
    return [VisitRow(v, names_of(v), criteria[v.pk], seen[v.pk], photos[v.pk]) for v in listed]


def names_of(visit: Visit) -> str:
    """The participants, in the order of their names."""
    return ", ".join(sorted((str(member.person) for member in visit.members.all()), key=name_key))


def sendable_members(review: Review) -> list[TeamMember]:
    """The members of the team who may visit this commune: not recused, and not its own people [S8]."""
    code = review.assessment.registration.commune.code
    members = TeamMember.objects.filter(team=review.appraiser.team_id).select_related("person", "team")
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
    photos = visit.photos.filter(item=item).select_related("file__inspection", "added_by")
    return [PhotoRow(photo, held_for(photo.file, user)) for photo in photos]


def item_rows(user, visit: Visit) -> list[ItemRow]:
    """The criteria to check, in the table's order, each with its photos; four queries."""
    photos: dict[int, list[PhotoRow]] = {}
    for photo in visit.photos.filter(item__isnull=False).select_related("file__inspection", "added_by"):
        photos.setdefault(required(photo.item_id), []).append(PhotoRow(photo, held_for(photo.file, user)))
    own = dict(ReviewScore.objects.filter(review=visit.review_id).order_by().values_list("criterion", "self_points"))
    items = visit.items.select_related("criterion", "changed_by")
    explanations = dict(visit.review.assessment.scores.order_by().values_list("criterion", "explanation"))
    return [
        ItemRow(item, own.get(item.criterion_id), explanations.get(item.criterion_id, ""), photos.get(item.pk, []))
        for item in items
    ]


def findings_of(user, review: Review, criterion: str) -> list[ItemRow]:
    """The findings of completed visits on one criterion, the latest first."""
    items = VisitItem.objects.filter(visit__review=review, visit__state=Visit.State.DONE, criterion__code=criterion)
    rows = []
    for item in items.select_related("visit", "criterion").order_by("-visit__starts_at"):
        rows.append(ItemRow(item, None, "", photo_rows(user, item.visit, item=item)))
    return rows
