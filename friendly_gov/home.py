"""A person's first page: what waits for me, until when. It composes the floors below."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communes.queries import current_cycle
from friendly_gov.waiting import cycle_deadline, groups_for
from kernel import clock
from kernel.access import allow
from notifications.queries import messages_of


@require_safe
@allow("accounts.view_home")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, the year's calendar, and what they have not read."""
    now, cycle = clock.now(), current_cycle()
    steps = ("register_before", "submit_before", "report_before") if cycle else ()
    context = {
        "cycle": cycle,
        "groups": groups_for(request.user, cycle, now=now),
        "calendar": [(step, cycle_deadline(getattr(cycle, step), now=now)) for step in steps],
        "unread": list(messages_of(request.user).filter(read_at=None)[:5]),
    }
    return render(request, "friendly_gov/home.html", context)
