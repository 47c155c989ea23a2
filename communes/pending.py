"""Open tasks with reason, deadline and place: every app gives its own tasks in this one form (decision 0055).

The tasks of this app: a unit's registration, and the department's work on registrations [R1].
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from accounts.queries import has_role_in
from communes.deadlines import DeadlineFacts, deadline_facts, due
from communes.hand_offs import may_be_handed
from communes.models import Cycle, Extension, ExtensionRequest, HandOff, Registration
from communes.notices import page_of, reading_path
from communes.queries import registrations_visible_to
from kernel.deadlines import CITY_ZONE
from kernel.hooks import Hook

SOON = 7
_ORDER = {"urgent": 0, "": 1, "later": 2, "done": 3}


@dataclass(frozen=True, slots=True)
class TaskPart:
    """A part of a task with its own page: its progress, and a note on what is missing."""

    title: str
    text: str
    url: str
    note: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class PendingTask:
    """One task. `kind` names it, `count` is the number of objects, `done` of `of` the progress.

    `hand_off` is a subject that a clerk may submit to the head instead (`HandOff.Subject`).
    `tone`: "urgent" and "" need the reader; "later" needs somebody else or is for information; "done" is done.
    """

    kind: str
    title: str
    text: str = ""
    url: str = ""
    action: str = ""
    tone: str = ""
    due: DeadlineFacts | None = None
    done: int | None = None
    of: int | None = None
    count: int = 1
    parts: tuple[TaskPart, ...] = ()
    hand_off: str = ""

    @property
    def is_waiting(self) -> bool:
        """True where the reader has to act."""
        return self.tone in ("urgent", "")

    def shown_on(self, path: str) -> "PendingTask":
        """The task as the page at `path` shows it: no link to that page itself, at most to its place below."""
        page, _mark, place = self.url.partition("#")
        if page != path:
            return self
        return replace(self, action=_("See it below")) if place else replace(self, url="")


def pressing(facts: DeadlineFacts) -> str:
    """The tone of a task with that deadline."""
    return "urgent" if facts.days_left <= SOON else ""


def most_urgent_first(tasks: Iterable[PendingTask]) -> list[PendingTask]:
    """First the reader's tasks, then those of others, then done ones; each app's own order is kept."""
    return sorted(tasks, key=lambda task: _ORDER[task.tone])


# -- The tasks of a unit ----------------------------------------------------------------------------------------------

UnitTasks = Callable[[Sequence[Registration], User, datetime], Mapping[int, Iterable[PendingTask]]]
# The tasks of units, by the key of the entry, in a constant number of queries.
unit_task_sources = Hook[UnitTasks]()


def unit_tasks(
    entries: Sequence[Registration],
    reader: User,
    *,
    now: datetime,
    known: Mapping[UnitTasks, Mapping[int, Iterable[PendingTask]]] = MappingProxyType({}),
) -> dict[int, list[PendingTask]]:
    """All tasks of these units' people in their year, by the key of the entry; the number of queries is constant.

    `known` are the tasks of sources that a page has called itself, with what it had read already.
    """
    by_registration: dict[int, list[PendingTask]] = {entry.pk: [] for entry in entries}
    for source in (registration_tasks, hand_off_tasks, *unit_task_sources):
        found = known[source] if source in known else source(entries, reader, now)
        for key, tasks in found.items():
            by_registration[key] += tasks
    return {key: most_urgent_first(_handed_on(tasks)) for key, tasks in by_registration.items()}


def _handed_on(tasks: Sequence[PendingTask]) -> list[PendingTask]:
    """A task submitted to the head is shown only as the submission, with the task's deadline."""
    lying = {task.hand_off for task in tasks if task.kind in _LYING}
    days = {task.hand_off: task.due for task in tasks if task.kind not in _LYING}
    kept = [task for task in tasks if task.kind in _LYING or task.hand_off not in lying or not task.hand_off]
    return [replace(task, due=days.get(task.hand_off)) if task.kind == _TO_READ else task for task in kept]


_ENTRY = HandOff.Subject.REGISTRATION.value
_TO_READ = "communes.read_hand_off"
_LYING = (_TO_READ, "communes.handed_over")


def registration_tasks(entries: Sequence[Registration], reader, now: datetime) -> dict[int, list[PendingTask]]:
    """The status of each unit's registration, and what to do about it [R1]."""
    return {entry.pk: [_registration_task(entry, now)] for entry in entries}


def _registration_task(entry: Registration, now: datetime) -> PendingTask:
    state, url = Registration.State, reverse("communes:registration", args=[entry.cycle.year, entry.commune.code])
    see, open_ = _("See the registration"), _("Open the registration")
    if entry.state == state.ACCEPTED:
        text = _("Aimed level: %(level)s") % {"level": entry.aimed_level}
        return PendingTask("communes.registered", _("Registered for the year"), text, url, see, "done")
    if entry.state == state.SUBMITTED:
        text = _("What is sent in time counts; the department will confirm that it has received it.")
        return PendingTask("communes.registered", _("Registered for the year"), text, url, see, "done")
    if entry.state == state.LATE:
        text = _("The department decides whether it counts.")
        return PendingTask("communes.sent_late", _("Your registration was sent late"), text, url, see, "later")
    if entry.state == state.REFUSED:
        return PendingTask("communes.not_registered", _("Not registered for the year"), entry.note, url, see, "later")
    facts = deadline_facts(entry, Extension.Step.REGISTRATION, now=now)
    if entry.state == state.RETURNED:
        return _completion_task(entry, facts, url)
    if not facts.is_over:
        text = _("Choose the level you aim at and attach the plan for the year.")
        title = _("Register for the year")
        return PendingTask("communes.register", title, text, url, open_, pressing(facts), facts, hand_off=_ENTRY)
    if not deadline_facts(entry, Extension.Step.SUBMISSION, now=now).is_over:
        text = _("It may still be sent late, with the reason; the department decides whether it counts.")
        return PendingTask("communes.register_late", _("Not registered for the year"), text, url, open_)
    text = _("The time is over.")
    return PendingTask("communes.not_registered", _("Not registered for the year"), text, url, see, "later")


def hand_off_tasks(
    entries: Sequence[Registration], reader, now: datetime, handed: Iterable[HandOff] | None = None
) -> dict[int, list[PendingTask]]:
    """Open submissions to the heads of these units, and those returned to their clerks; one query.

    No query where `handed` is given: all submissions of these units, the latest last.
    """
    by_key = {entry.pk: entry for entry in entries}
    tasks: dict[int, list[PendingTask]] = defaultdict(list)
    latest: dict[tuple[int, str], HandOff] = {}
    for hand_off in HandOff.objects.filter(registration__in=by_key).order_by("pk") if handed is None else handed:
        hand_off.registration = by_key[hand_off.registration_id]
        latest[hand_off.registration_id, hand_off.subject] = hand_off
    for (key, subject), hand_off in latest.items():
        if hand_off.answer != HandOff.Answer.SENT and may_be_handed(by_key[key], subject, now):
            tasks[key] += _hand_off_task(hand_off, reader)
    return tasks


def _hand_off_task(hand_off: HandOff, reader) -> Iterator[PendingTask]:
    entry, what = hand_off.registration, HandOff.Subject(hand_off.subject).label
    is_head = has_role_in(reader, entry.commune.code, Role.COMMUNE_HEAD)
    url = page_of(entry, hand_off.subject)
    if hand_off.answer == HandOff.Answer.RETURNED:
        title = _("The head sent it back: %(what)s") % {"what": what}
        tone = "later" if is_head else "urgent"
        yield PendingTask("communes.returned_to_clerk", title, hand_off.note, url, _("Open it"), tone)
    elif is_head:
        title = _("Laid before you to read and send: %(what)s") % {"what": what}
        text, subject = hand_off.message, hand_off.subject
        read_at = reading_path(hand_off)
        yield PendingTask(_TO_READ, title, text, read_at, _("Read it"), "urgent", hand_off=subject)
    else:
        title = _("Lies before the head: %(what)s") % {"what": what}
        text, subject = hand_off.message, hand_off.subject
        yield PendingTask("communes.handed_over", title, text, url, _("Open it"), "later", hand_off=subject)


def _completion_task(entry: Registration, facts: DeadlineFacts, url: str) -> PendingTask:
    if facts.is_over:
        title = _("The registration was not completed in time; the department decides on it")
        return PendingTask("communes.incomplete", title, entry.note, url, _("See the registration"), "later")
    title, action = _("Complete the registration: the department has sent it back"), _("Open the registration")
    kind, text = "communes.complete_registration", entry.note
    return PendingTask(kind, title, text, url, action, "urgent", facts, hand_off=_ENTRY)


# -- The department's tasks -------------------------------------------------------------------------------------------


def officer_registration_tasks(user, cycle: Cycle, *, now: datetime) -> Iterable[PendingTask]:
    """The department's tasks on a year's registrations; one query [R1]."""
    counts = registration_facts(user, cycle, now=now)
    listed = reverse("communes:registrations", args=[cycle.year])
    if waiting := counts["received"]:
        title = ngettext(
            "%(number)s registration is to be received", "%(number)s registrations are to be received", waiting
        )
        yield _many("communes.receive", title, waiting, f"{listed}?state=submitted", _("Receive"))
    if late := counts["late"]:
        title = ngettext("%(number)s registration came late", "%(number)s registrations came late", late)
        yield _many("communes.decide_late", title, late, f"{listed}?state=late", _("Decide"))
    if incomplete := counts["incomplete"]:
        title = ngettext(
            "%(number)s registration was not completed in time: decide on it",
            "%(number)s registrations were not completed in time: decide on them",
            incomplete,
        )
        yield _many("communes.decide_incomplete", title, incomplete, f"{listed}?state=returned", _("Decide"))
    if asking := counts["asking"]:
        title = ngettext("%(number)s unit asks for more time", "%(number)s units ask for more time", asking)
        first = reverse("communes:entry", args=[cycle.year, counts["first_asking"]])
        yield _many("communes.decide_extension", title, asking, first, _("Decide"))
    if awaited := counts["awaited"]:
        facts, all_ = due(cycle.register_before, now=now), counts["all"]
        title = ngettext("%(number)s unit may still register", "%(number)s units may still register", awaited)
        yield PendingTask(
            "communes.awaited",
            title % {"number": awaited},
            "",
            listed,
            _("See who"),
            "later",
            None if facts.is_over else facts,
            all_ - awaited,
            all_,
            count=awaited,
        )


def _many(kind: str, title: str, count: int, url: str, action: str) -> PendingTask:
    return PendingTask(kind, title % {"number": count}, "", url, action, "urgent", count=count)


def registration_facts(user, cycle: Cycle, *, now: datetime) -> dict:
    """How many of a year's entries wait for the department, and how many may still arrive."""
    today = now.astimezone(CITY_ZONE).date()
    later = Extension.objects.filter(registration=OuterRef("pk"), step=Extension.Step.REGISTRATION, before__gt=today)
    runs = Exists(later) if cycle.register_before <= today else Q(pk__isnull=False)
    state = Registration.State
    completing = Q(complete_before__gt=today) | runs
    asks = Exists(ExtensionRequest.objects.filter(registration=OuterRef("pk"), answer=""))
    entries = registrations_visible_to(user).filter(cycle=cycle).order_by()
    return dict(
        entries.aggregate(
            all=Count("pk"),
            asking=Count("pk", filter=Q(asks)),
            first_asking=Min("commune__code", filter=Q(asks)),
            received=Count("pk", filter=Q(state=state.SUBMITTED)),
            late=Count("pk", filter=Q(state=state.LATE)),
            incomplete=Count("pk", filter=Q(state=state.RETURNED) & ~Q(completing)),
            awaited=Count("pk", filter=Q(state__in=[state.DRAFT, state.WITHDRAWN]) & Q(runs)),
        )
    )


def year_to_open(latest: Cycle | None, *, now: datetime) -> int | None:
    """The year that should be opened: the present one, and from December the next."""
    today = now.astimezone(CITY_ZONE).date()
    wanted = today.year + 1 if today.month == 12 else today.year
    return wanted if latest is None or latest.year < wanted else None
