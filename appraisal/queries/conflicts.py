"""Queries of recusals: who is recused from which commune [S8]."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Recusal, Role, User
from accounts.queries import has_role
from accounts.units import unit_names
from appraisal.models import AppraisalTeam, Review
from appraisal.queries.reviews import OVERSEES, UNDER_REVIEW


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A commune from which a team member is recused; `holds` where its open review is assigned to them."""

    pk: int
    person: str
    unit: str
    worked_there: bool
    reason: str
    declared_at: datetime
    holds: bool


def recusals_visible_to(user) -> QuerySet[Recusal]:
    """Officers, leads and city leaders see all; everybody else sees their own."""
    recusals = Recusal.objects.select_related("user")
    return recusals if has_role(user, *OVERSEES) else recusals.filter(user=user.pk)


def recusable_by(user, team: AppraisalTeam | None) -> QuerySet[User]:
    """For whom this person may declare a recusal: an officer for everybody, others for themselves."""
    people = User.objects.filter(team_memberships__team=team).order_by("name_key", "pk")
    return people if has_role(user, Role.OFFICER) else people.filter(pk=user.pk)


def recusable_members(user, team: AppraisalTeam | None) -> list[User]:
    """Those of `recusable_by`, of a team whose members are read."""
    members = team.members.all() if team else ()
    people = [member.person for member in members if member.person_id == user.pk or has_role(user, Role.OFFICER)]
    return sorted(people, key=lambda person: (person.name_key, person.pk))


def _holds_review(team: AppraisalTeam) -> Q:
    """For a recusal: whether an open review of that unit is assigned to the person, as first or as second."""
    reviews = Review.objects.filter(
        appraiser__team=team,
        state__in=UNDER_REVIEW,
        assessment__registration__commune__code=OuterRef("unit_code"),
    )
    first = Exists(reviews.filter(appraiser__person=OuterRef("user")))
    return first | Exists(reviews.filter(second__completed_at=None, second__appraiser__person=OuterRef("user")))


def conflict_rows(user, team: AppraisalTeam) -> list[ConflictRow]:
    """The recusals of team members that this person may see, in the order of their names."""
    people = [member.person_id for member in team.members.all()]
    seen = recusals_visible_to(user).filter(user__in=people).annotate(holds=_holds_review(team))
    recusals = list(seen.order_by("user__name_key", "unit_code"))
    if not recusals:
        return []
    names = unit_names([recusal.unit_code for recusal in recusals])
    return [
        ConflictRow(
            pk=recusal.pk,
            person=str(recusal.user),
            unit=names.get(recusal.unit_code, recusal.unit_code),
            worked_there=recusal.worked_there,
            reason=recusal.reason,
            declared_at=recusal.declared_at,
            holds=recusal.holds,
        )
        for recusal in recusals
    ]
