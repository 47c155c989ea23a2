"""A person's open tasks and their deadlines: the apps give the tasks of each role, and this module combines them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import COMMUNE_ROLES, Role
from accounts.queries import has_role, has_second_step
from appraisal.pending import appraiser_tasks, lead_tasks, officer_appraisal_tasks
from appraisal.waiting_reviews import deciders_of
from communes.models import Cycle, Registration
from communes.pending import PendingTask, most_urgent_first, officer_registration_tasks, unit_tasks, year_to_open
from evidence.pending import officer_dossier_tasks
from friendly_gov.home_tasks.administrators import administrator_tasks
from friendly_gov.navigation import address
from results.pending import lead_result_tasks, leader_tasks, officer_result_tasks

_PRIVILEGED = (Role.OFFICER, Role.TEAM_LEAD, Role.CITY_LEADER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class HomeTaskGroup:
    """The tasks of one role, or of one commune."""

    title: str
    tasks: list[PendingTask]
    role: Role | None = None

    @property
    def waits(self) -> bool:
        """True where any of it is a task for the reader."""
        return any(task.is_waiting for task in self.tasks)


def groups_for(user, cycle: Cycle | None, *, now: datetime, latest: Cycle | None = None) -> list[HomeTaskGroup]:
    """All open tasks of this person, by role; the number of queries does not depend on the number of units.

    `latest` is the last opened year, where it is not `cycle`.
    """
    groups = []
    if cycle is not None:
        groups += _unit_groups(user, cycle, now)
    for role, tasks_of in _CITY.items():
        if has_role(user, role) and (cycle is not None or role == Role.OFFICER):
            tasks = tasks_of(user, cycle, latest or cycle, now)
            groups.append(HomeTaskGroup(str(role.label), most_urgent_first(tasks), role))
    if has_role(user, Role.ADMINISTRATOR):
        tasks = [*administrator_tasks(user, cycle, now=now), *_year_tasks(latest or cycle, now)]
        groups.append(HomeTaskGroup(str(Role.ADMINISTRATOR.label), most_urgent_first(tasks)))
    if has_role(user, *_PRIVILEGED) and (tasks := list(_account_tasks(user))):
        groups.append(HomeTaskGroup(_("My account"), tasks))
    return groups


def _unit_groups(user, cycle: Cycle, now: datetime) -> list[HomeTaskGroup]:
    codes = {code for role, code in user.roles if role in COMMUNE_ROLES}
    if not codes:
        return []
    entries = list(
        Registration.objects.filter(cycle=cycle, commune__code__in=codes)
        .select_related("commune", "cycle")
        .prefetch_related("extensions")
        .order_by("commune__code")
    )
    tasks = unit_tasks(entries, user, now=now)
    return [HomeTaskGroup(str(entry.commune), tasks[entry.pk]) for entry in entries]


def _officer_tasks(user, cycle: Cycle | None, latest: Cycle | None, now: datetime) -> Iterator[PendingTask]:
    yield from _year_tasks(latest, now)
    if cycle is None:
        return
    yield from officer_registration_tasks(user, cycle, now=now)
    yield from officer_dossier_tasks(user, cycle, assign_at=address("appraisal:team", cycle.year), now=now)
    yield from officer_appraisal_tasks(cycle, now=now)
    yield from officer_result_tasks(cycle, now=now)


def _year_tasks(latest: Cycle | None, now: datetime) -> Iterator[PendingTask]:
    """The year that an officer has to open so that every unit can register [R1]."""
    if (year := year_to_open(latest, now=now)) is not None:
        tone = "urgent" if latest is None or year == now.year else ""
        title = _("Open the year %(year)s") % {"year": year}
        text, url = _("Once it is open, every unit can register."), address("scoring:open_cycle")
        yield PendingTask("communes.open_year", title, text, url, _("Open a year"), tone)


def _appraiser_tasks(user, cycle: Cycle, latest: Cycle, now: datetime) -> Iterable[PendingTask]:
    return appraiser_tasks(user, cycle, now=now)


def _lead_tasks(user, cycle: Cycle, latest: Cycle, now: datetime) -> Iterator[PendingTask]:
    deciders = deciders_of(user, cycle)
    yield from lead_tasks(user, cycle, deciders, now=now)
    is_lead = deciders.lead is not None and deciders.lead.person_id == user.pk
    yield from lead_result_tasks(cycle, is_lead=is_lead, now=now)


def _leader_tasks(user, cycle: Cycle, latest: Cycle, now: datetime) -> Iterable[PendingTask]:
    return leader_tasks(cycle, now=now)


def _account_tasks(user) -> Iterator[PendingTask]:
    """People who decide for others must sign in with two factors."""
    if not has_second_step(user):
        text = _("Your role can change much: protect it with a passkey or a code from your phone.")
        title, url = _("Turn on two-step sign-in"), address("mfa_index")
        yield PendingTask("accounts.second_step", title, text, url, _("Turn it on"))


_CITY: dict[Role, Callable[..., Iterable[PendingTask]]] = {
    Role.OFFICER: _officer_tasks,
    Role.APPRAISER: _appraiser_tasks,
    Role.TEAM_LEAD: _lead_tasks,
    Role.CITY_LEADER: _leader_tasks,
}
