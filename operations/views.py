"""The operators' page: periodic work and the queues of background tasks."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.types import UserRequest
from kernel import clock
from kernel.access import allow
from operations.queries import QueueLoad, job_states, queue_loads
from operations.wording import queue_label


@dataclass(frozen=True, slots=True)
class _QueueRow:
    """A queue as the page shows it."""

    label: str
    load: QueueLoad
    ends_at: datetime | None


@require_safe
@allow("operations.view_operations")
def overview(request: UserRequest) -> HttpResponse:
    """When each periodic job ran last and how it ended; what waits in each queue, and until when."""
    now = clock.running()
    states = job_states(now=now)
    context = {
        "states": states,
        "never_ran": all(state.last is None for state in states),
        "in_need": sum(state.needs_care for state in states),
        "queues": [_QueueRow(queue_label(load.name), load, load.ends_at(now)) for load in queue_loads(now=now)],
    }
    return render(request, "operations/overview.html", context)
