"""A person's deadlines as a calendar feed (iCalendar, RFC 5545) [R1-R3]."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Alarm, Calendar, Event

from accounts.models import User
from accounts.queries import has_role, units_of
from communes.deadlines import effective_before, last_day, rest_day
from communes.models import Cycle, Extension, Registration
from communes.queries import CITY_WIDE
from kernel.hooks import Hook

_REMIND_DAYS = (7, 1)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """The last day of a step. `revision` and `changed_at` change with each extension; `uid` never does."""

    uid: str
    day: date
    title: str
    text: str
    revision: int
    changed_at: datetime


# Entries that higher layers add to a person's calendar.
calendar_entries = Hook[Callable[[User], Iterable[CalendarEntry]]]()


def entries_for(person: User) -> list[CalendarEntry]:
    """A person's deadlines: the year's for the city; for communes their own, with extensions.

    Two queries for the city, three for a commune, plus those of higher layers.
    """
    cycles = list(Cycle.objects.order_by("-year")[:2])
    entries = [entry for cycle in cycles for entry in _of_city(cycle)] if has_role(person, *CITY_WIDE) else []
    own = Registration.objects.filter(cycle__in=cycles, commune__code__in=units_of(person))
    for registration in own.select_related("commune", "cycle").prefetch_related("extensions").order_by("pk"):
        entries += _of_commune(registration)
    entries += [entry for source in calendar_entries for entry in source(person)]
    return sorted(entries, key=lambda entry: (entry.day, entry.uid))


def _of_city(cycle: Cycle) -> Iterator[CalendarEntry]:
    steps = (
        ("register", cycle.register_before, _("Registration closes for all units (Article 3.2a)")),
        ("submit", cycle.submit_before, _("Dossiers close for all units (Article 3.2b)")),
        ("report", cycle.report_before, _("The appraisal is reported to the city (Article 3.1b)")),
    )
    for step, before, title in steps:
        text = _until(cycle, before)
        yield CalendarEntry(f"{cycle.year}-{step}", last_day(before), title, text, 0, cycle.opened_at)


def _of_commune(registration: Registration) -> Iterator[CalendarEntry]:
    cycle, commune = registration.cycle, registration.commune
    steps = (
        (Extension.Step.REGISTRATION, _("Register %(commune)s (Article 3.2a)")),
        (Extension.Step.SUBMISSION, _("Send the dossier of %(commune)s (Article 3.2b)")),
    )
    for step, title in steps:
        granted = [extension for extension in registration.extensions.all() if extension.step == step]
        before = effective_before(registration, step)
        yield CalendarEntry(
            uid=f"{cycle.year}-{step}-{commune.code}",
            day=last_day(before),
            title=title % {"commune": commune},
            text=_until(cycle, before),
            revision=len(granted),
            changed_at=max([cycle.opened_at, *(extension.granted_at for extension in granted)]),
        )


def _until(cycle: Cycle, before: date) -> str:
    """The deadline, with a warning where that day is not a working day."""
    text = _("Friendly Government %(year)s: until 23:59 on this day.") % {"year": cycle.year}
    if rest := rest_day(before):
        text += " " + _("The last day is no working day (%(rest)s); it does not move.") % {"rest": rest}
    return text


def as_ical(entries: list[CalendarEntry], *, host: str, link: str) -> bytes:
    """The entries as all-day events, each with its reminders."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//friendly_gov//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Friendly Government"))
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, host, link))
    return calendar.to_ical()


def _event(entry: CalendarEntry, host: str, link: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.revision)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    for days in _REMIND_DAYS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(days=-days, hours=8))
        left = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        alarm.add("description", f"{entry.title}: {left}")
        event.add_component(alarm)
    return event
