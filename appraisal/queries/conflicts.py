"""Queries of recusals: who is recused from which commune [S8]."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

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


def conflict_rows(user, team: AppraisalTeam) -> list[ConflictRow]:
    """The recusals of team members that this person may see, in the order of their names."""
    people = [member.person_id for member in team.members.all()]
    recusals = list(recusals_visible_to(user).filter(user__in=people).order_by("user__name_key", "unit_code"))
    if not recusals:
        return []
    units = unit_names([recusal.unit_code for recusal in recusals])
    open_reviews = Review.objects.filter(
        appraiser__team=team, state__in=UNDER_REVIEW, assessment__registration__isnull=False
    ).order_by()
    place = "assessment__registration__commune__code"
    first = set(open_reviews.values_list("appraiser__person", place))
    held = first | set(open_reviews.filter(second__completed_at=None).values_list("second__appraiser__person", place))
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
