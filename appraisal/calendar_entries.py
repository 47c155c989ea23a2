"""A person's visits in their calendar feed."""

from collections.abc import Iterator

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import COMMUNE_ROLES, Role, User
from accounts.queries import has_role
from appraisal.models import TeamMember, Visit
from appraisal.queries.visits import own_visits_of, visits_visible_to
from audit.models import Entry
from communes.calendar import CalendarEntry


def visit_entries(person: User) -> Iterator[CalendarEntry]:
    """The planned visits that this person attends, and those to the communes this person works for."""
    visits: list[Visit] = []
    if has_role(person, Role.APPRAISER, Role.TEAM_LEAD):
        goes = TeamMember.objects.filter(person=person).values("visits")
        visits += visits_visible_to(person).filter(pk__in=goes, state=Visit.State.PLANNED)
    if has_role(person, *COMMUNE_ROLES):
        visits += own_visits_of(person).filter(state=Visit.State.PLANNED)
    changes = _changes(visits)
    for visit in {visit.pk: visit for visit in visits}.values():
        begins = timezone.localtime(visit.starts_at)
        words = {"time": f"{begins:%H:%M}", "commune": visit.review.assessment.registration.commune}
        times, last = changes.get(str(visit.pk), (0, visit.planned_at))
        title = _("%(time)s visit to %(commune)s") % words
        yield CalendarEntry(f"visit-{visit.pk}", begins.date(), title, visit.place, times, last)


def _changes(visits: list[Visit]) -> dict[str, tuple]:
    """How often each visit was changed, and when last, by its key; one query, none without visits."""
    if not visits:
        return {}
    keys = [str(visit.pk) for visit in visits]
    lines = Entry.objects.filter(
        verb="appraisal.change_visit", target_type=Visit._meta.label_lower, target_key__in=keys
    )
    counted = lines.order_by().values("target_key").annotate(times=Count("pk"), last=Max("recorded_at"))
    return {row["target_key"]: (row["times"], row["last"]) for row in counted}
