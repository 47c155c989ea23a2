"""All deadlines of the portal, of a year and of one commune, are computed here [R1-R3].

The meaning of "Trước ngày" is defined in `kernel.deadlines`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from communes.models import Cycle, Extension, Registration
from kernel.deadlines import CITY_ZONE, day_began, days_left, deadline, last_day
from kernel.workdays import holiday_name, is_working_day, working_day_after


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """A deadline for display: the first refused day and instant, whole days left, whether it was extended."""

    before: date
    closes_at: datetime
    days_left: int
    is_over: bool
    extended: bool

    @property
    def last_day(self) -> date:
        """The last whole day that is accepted."""
        return last_day(self.before)

    @property
    def rest_day(self) -> str:
        """Why the last accepted day is not a working day, for a warning; "" where it is one."""
        return rest_day(self.before)


def last_day_before(before: date) -> date:
    """The last whole day that a "Trước ngày" still accepts, as papers write it [R1-R3]."""
    return last_day(before)


def due(before: date, *, now: datetime, extended: bool = False) -> DeadlineFacts:
    """The present state of a "before this day" [R1-R3]."""
    closes_at = deadline(before)
    return DeadlineFacts(before, closes_at, days_left(before, now=now), now >= closes_at, extended)


def as_of(before: date, *, day: date) -> DeadlineFacts:
    """The state of a "before this day" on the date of a paper [R1-R3]."""
    return due(before, now=deadline(day))


def deadline_facts(
    registration: Registration, step: str, *, now: datetime, granted: list[date] | None = None
) -> DeadlineFacts:
    """The deadline of one commune at one step [R1, R2]; days for completion do not count as an extension.

    `granted` are its extensions, where they are read already.
    """
    granted = _granted(registration, step) if granted is None else granted
    return due(_latest(registration, step, granted), now=now, extended=bool(granted))


def own_before(cycle: Cycle, step: str) -> date:
    """The cycle's own date for a step [R1, R2]."""
    return cycle.register_before if step == Extension.Step.REGISTRATION else cycle.submit_before


def is_own_over(cycle: Cycle, step: str, *, now: datetime) -> bool:
    """True where the year's own date has passed: before, it is too late for no commune at `step` [R1, R2]."""
    return now >= deadline(own_before(cycle, step))


def effective_before(registration: Registration, step: str) -> date:
    """The day before which this commune must act at `step`: the cycle's own, its extension, or its completion [R1, R2].

    Extensions that are already prefetched (`prefetch_related("extensions")`) cost no query.
    """
    return _latest(registration, step, _granted(registration, step))


def latest_extension(entry: str, step: str) -> Subquery:
    """The latest extension at `step`, an annotation; `entry` is the way to the registration."""
    granted = Extension.objects.filter(registration=OuterRef(entry), step=step).order_by("-before")
    return Subquery(granted.values("before")[:1])


def _granted(registration: Registration, step: str) -> list[date]:
    return [extension.before for extension in registration.extensions.all() if extension.step == step]


def _latest(registration: Registration, step: str, granted: list[date]) -> date:
    days = [own_before(registration.cycle, step), *granted]
    if step == Extension.Step.REGISTRATION and registration.state == Registration.State.RETURNED:
        days += [registration.complete_before] if registration.complete_before else []
    return max(days)


def is_over(registration: Registration, step: str, *, now: datetime) -> bool:
    """True where it is too late for this commune at `step` [R1, R2]. The extension is read only where it matters."""
    return is_own_over(registration.cycle, step, now=now) and now >= deadline(effective_before(registration, step))


def read_extensions(registration: Registration, step: str, *, now: datetime) -> None:
    """Read the extensions at once for a page that asks several times; none matters before the cycle's own day."""
    if is_own_over(registration.cycle, step, now=now):
        prefetch_related_objects([registration], "extensions")


def over_among(entries: QuerySet[Registration], step: str, *, now: datetime) -> QuerySet[Registration]:
    """The entries for which it is too late at `step`: `is_over` as a query, for lists [R1, R2]."""
    today = day_began(now).date()
    own = "cycle__register_before" if step == Extension.Step.REGISTRATION else "cycle__submit_before"
    longer = Extension.objects.filter(registration=OuterRef("pk"), step=step, before__gt=today)
    over = entries.filter(~Exists(longer), **{f"{own}__lte": today})
    if step == Extension.Step.REGISTRATION:
        over = over.exclude(state=Registration.State.RETURNED, complete_before__gt=today)
    return over


def rest_day(before: date) -> str:
    """Why the last accepted day is not a working day, in words; "" where it is one.

    Deadlines are never shifted [R1-R3].
    """
    day = last_day(before)
    return holiday_name(day, get_language() or "vi") or ("" if is_working_day(day) else _("Saturday or Sunday"))


def completion_before(now: datetime) -> date:
    """The day before which an entry returned now must be completed: whole working days after today [R1]."""
    today = now.astimezone(CITY_ZONE).date()
    return working_day_after(today, settings.REGISTRATION_COMPLETION_DAYS) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearDays:
    """The deadlines of every commune in one year, for lists.

    `granted` maps registration and step to the latest extension.
    """

    cycle: Cycle
    granted: Mapping[tuple[int, str], date]

    def before(self, registration: int, step: str) -> date:
        """The day before which this commune must act at `step` [R1, R2]."""
        own = own_before(self.cycle, step)
        return max(own, self.granted.get((registration, step), own))

    def registration_before(self, registration: int, state: str, complete_before: date | None) -> date:
        """The day before which this commune must register, or complete what was returned [R1]."""
        before = self.before(registration, Extension.Step.REGISTRATION)
        return max(before, complete_before) if state == Registration.State.RETURNED and complete_before else before

    def is_over(self, registration: int, step: str, *, now: datetime) -> bool:
        """True where it is too late for this commune at `step` [R1, R2]."""
        return now >= deadline(self.before(registration, step))


def year_days(cycle: Cycle) -> YearDays:
    """Read the extensions of a year, in one query."""
    rows = Extension.objects.filter(registration__cycle=cycle).order_by("before")
    return YearDays(
        cycle, {(pk, step): before for pk, step, before in rows.values_list("registration", "step", "before")}
    )


def day_words(before: date) -> dict[str, str]:
    """The day and the last accepted day, as facts for problems and messages."""
    return {"before": f"{before:%d/%m/%Y}", "last": f"{last_day(before):%d/%m/%Y}"}
