"""The reminders of this app: communes that have not registered while the deadline approaches [R1]."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.conf import settings

from accounts.queries import people_of_units
from communes import notices
from communes.deadlines import DeadlineFacts, day_words, deadline_facts
from communes.models import Extension, Registration
from communes.policies import UNSENT
from notifications.due import Due

Running = tuple[Registration, DeadlineFacts]


def late_registrations(now: datetime) -> Iterator[Due]:
    """The entries that were not sent, or were returned, each with its own deadline."""
    rows = Registration.objects.filter(state__in=UNSENT).select_related("cycle", "commune")
    unsent = running(rows.prefetch_related("extensions"), Extension.Step.REGISTRATION, now=now)
    return dues_of_units(unsent, kind=notices.REMINDER, path=notices.registration_path)


def running(registrations: Iterable[Registration], step: str, *, now: datetime) -> list[Running]:
    """Those whose deadline at `step` has not passed, with the deadline; prefetched extensions cost no query."""
    timed = [(registration, deadline_facts(registration, step, now=now)) for registration in registrations]
    return [(registration, time) for registration, time in timed if not time.is_over]


def dues_of_units(registrations: list[Running], *, kind: str, path: Callable[[Registration], str]) -> Iterator[Due]:
    """The reminders for each commune's people."""
    people = people_of_units({registration.commune.code for registration, _ in registrations})
    for registration, time in registrations:
        year, commune = registration.cycle.year, registration.commune
        yield Due(
            kind=kind,
            place=f"{year}:{commune.code}",
            before=time.before,
            days_left=time.days_left,
            people=people.get(commune.code, []),
            path=path(registration),
            steps=settings.REMIND_COMMUNES_DAYS,
            facts={"year": year, "commune": commune, "last": day_words(time.before)["last"]},
        )


def steps_within(window: int) -> tuple[int, ...]:
    """The reminder steps that fit into a period of this many days: none on the day on which it began."""
    return tuple(days for days in settings.REMIND_COMMUNES_DAYS if days < window)
