"""Until when: every deadline of the portal, of a year and of one commune, is computed here [R1-R3].

The meaning of "Trước ngày" itself is in `kernel.deadlines`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from communes.models import Cycle, Extension, Registration
from kernel.deadlines import days_left, deadline, last_day


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """A deadline as a person needs it: the first refused day and instant, whole days left, whether it was extended."""

    before: date
    closes_at: datetime
    days_left: int
    is_over: bool
    extended: bool

    @property
    def last_day(self) -> date:
        """The last whole day that is accepted."""
        return last_day(self.before)


def due(before: date, *, now: datetime, extended: bool = False) -> DeadlineFacts:
    """What "before this day" means now [R1-R3]."""
    closes_at = deadline(before)
    return DeadlineFacts(before, closes_at, days_left(before, now=now), now >= closes_at, extended)


def deadline_facts(registration: Registration, step: str, *, now: datetime) -> DeadlineFacts:
    """The deadline of one commune at one step [R1, R2]."""
    before = effective_before(registration, step)
    return due(before, now=now, extended=before != own_before(registration.cycle, step))


def own_before(cycle: Cycle, step: str) -> date:
    """The cycle's own date for a step [R1, R2]."""
    return cycle.register_before if step == Extension.Step.REGISTRATION else cycle.submit_before


def effective_before(registration: Registration, step: str) -> date:
    """The day before which this commune must act at `step`: the cycle's own, or its extension [R1, R2].

    Extensions already loaded by `prefetch_related("extensions")` cost no query.
    """
    extended = [extension.before for extension in registration.extensions.all() if extension.step == step]
    return max([own_before(registration.cycle, step), *extended])


def is_over(registration: Registration, step: str, *, now: datetime) -> bool:
    """Is it too late for this commune at `step` [R1, R2]? An extension only gives more time: it is read at need."""
    return now >= deadline(own_before(registration.cycle, step)) and now >= deadline(
        effective_before(registration, step)
    )


def ends_on_weekend(before: date) -> bool:
    """Is the last day that is accepted a Saturday or a Sunday?"""
    return last_day(before).weekday() >= 5


def day_words(before: date) -> dict[str, str]:
    """The day and the last day that is accepted, as problems and messages name them."""
    return {"before": f"{before:%d/%m/%Y}", "last": f"{last_day(before):%d/%m/%Y}"}
