"""A person's first page: what waits for me, until when. It composes the layers below."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communes.deadlines import due
from communes.models import Cycle
from communes.queries import cycles_visible_to
from friendly_gov.home_tasks.groups import groups_for
from friendly_gov.navigation import YEAR
from kernel import clock
from kernel.access import allow
from notifications.queries import messages_of


@require_safe
@allow("accounts.view_home")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, the year's calendar, and what they have not read."""
    now, cycles = clock.now(), list(cycles_visible_to(request.user).order_by("-year"))
    cycle = _chosen(cycles, request.GET.get("year", ""))
    steps = ("register_before", "submit_before", "report_before") if cycle else ()
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "groups": groups_for(request.user, cycle, now=now),
        "calendar": [(step, due(getattr(cycle, step), now=now)) for step in steps],
        "unread": list(messages_of(request.user).filter(read_at=None)[:5]),
    }
    return render(request, "friendly_gov/home.html", context)


def _chosen(cycles: list[Cycle], asked: str) -> Cycle | None:
    """The year asked for, or the latest.

    Raises:
        Http404: that year was never opened.
    """
    if not YEAR.fullmatch(asked):
        return cycles[0] if cycles else None
    for cycle in cycles:
        if cycle.year == int(asked):
            return cycle
    raise Http404
