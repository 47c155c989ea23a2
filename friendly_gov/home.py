"""A person's first page: their open tasks and deadlines, combined from the layers below."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.queries import has_role
from accounts.types import UserRequest
from communes.deadlines import DeadlineFacts, due
from communes.models import Cycle
from communes.queries import CITY_WIDE, cycles_visible_to
from friendly_gov.home_tasks.groups import HomeTaskGroup, groups_for
from friendly_gov.navigation import YEAR
from friendly_gov.tour import tours_for
from kernel import clock
from kernel.access import allow, public
from notifications.queries import messages_of
from results.briefing import briefing
from results.views.front import front


@require_safe
@public
def first_page(request: UserRequest) -> HttpResponse:
    """The tasks of the signed-in user; the public front page for everybody else."""
    # Without a session cookie the session is not read, so that proxies may cache the page.
    is_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
    return home(request) if is_signed_in else front(request)


@allow("accounts.view_home")
def home(request: UserRequest) -> HttpResponse:
    """The person's open tasks, the year's calendar, and unread messages."""
    now, cycles = clock.now(), list(cycles_visible_to(request.user).order_by("-year"))
    cycle = _chosen(cycles, request.GET.get("year", ""))
    request.shown_year = cycle.year if cycle else None
    groups = groups_for(request.user, cycle, now=now, latest=cycles[0] if cycles else None)
    led = next((group for group in groups if group.role == Role.CITY_LEADER), None)
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "tours": tours_for(request.user, cycles[0] if cycles else None),
        "briefing": briefing(request.user, cycle, now=now) if led and cycle else None,
        "to_sign": [task for task in led.tasks if task.is_waiting] if led else [],
        "known": [task for task in led.tasks if not task.is_waiting] if led else [],
        "groups": [group for group in groups if group is not led],
        "calendar": _calendar(request.user, cycle, groups, now) if cycle else [],
        "unread": list(messages_of(request.user).filter(read_at=None)[:5]),
    }
    return render(request, "friendly_gov/home.html", context)


def _calendar(user, cycle: Cycle, groups: list[HomeTaskGroup], now) -> list[tuple[str, DeadlineFacts, bool]]:
    """The year's dates, each with True where it no longer concerns the reader: their unit has registered or sent."""
    is_unit = not has_role(user, *CITY_WIDE)
    units = [{task.kind for task in group.tasks} for group in groups if is_unit]
    done = {
        "register_before": is_unit and all("communes.registered" in kinds for kinds in units),
        "submit_before": is_unit and all("evidence.sent" in kinds for kinds in units),
        "report_before": is_unit,
    }
    return [(step, due(getattr(cycle, step), now=now), done[step]) for step in done]


def _chosen(cycles: list[Cycle], asked: str) -> Cycle | None:
    """The requested year, or the latest one.

    Raises:
        Http404: that year was never opened.
    """
    if not YEAR.fullmatch(asked):
        return cycles[0] if cycles else None
    for cycle in cycles:
        if cycle.year == int(asked):
            return cycle
    raise Http404
