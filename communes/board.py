"""The year's board: its timeline with today, and the parts that higher layers provide."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from communes.deadlines import DeadlineFacts, YearDays, due
from communes.models import Cycle
from kernel.deadlines import CITY_ZONE
from kernel.hooks import SingleHook
from kernel.problems import StrOrPromise


@dataclass(frozen=True, slots=True)
class Mark:
    """A deadline on the timeline: its position (30 to 970), its label, and its date."""

    x: int
    label: str
    due: DeadlineFacts

    @property
    def anchor(self) -> str:
        """The text anchor of the label, so that no label is cut off at the edge."""
        return "start" if self.x < 100 else "end" if self.x > 800 else "middle"


def year_line(cycle: Cycle, *, now: datetime) -> dict:
    """The three deadlines of the year [R1-R3] and today, on one line from January to December."""
    steps = (
        (_("Registration"), cycle.register_before),
        (_("Dossiers"), cycle.submit_before),
        (_("Report"), cycle.report_before),
    )
    today = now.astimezone(CITY_ZONE).date()
    marks = [Mark(_place(cycle, before), label, due(before, now=now)) for label, before in steps]
    return {"marks": marks, "today": _place(cycle, today), "day": today}


def _place(cycle: Cycle, day: date) -> int:
    return max(30, min(970, 30 + round(940 * (day - date(cycle.year, 1, 1)).days / 365)))


@dataclass(frozen=True, slots=True)
class Stage:
    """The number of units at one stage, and the URL of their list ("" where this person may not see it)."""

    label: StrOrPromise
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit that has not done a step: its deadline, its page, and whether it was reminded today."""

    code: str
    commune: str
    url: str
    due: DeadlineFacts
    is_reminded: bool


@dataclass(frozen=True, slots=True)
class Reminder:
    """The units that have not done a step while its deadline approaches.

    `action` is the URL for reminders ("": not allowed).
    """

    title: str
    action: str
    units: list[Waiting]


@dataclass(frozen=True, slots=True)
class Load:
    """The work of one member of the team, and how much of it is finished."""

    name: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class BoardParts:
    """The parts of the board from higher layers."""

    stages: list[Stage] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    team_url: str = ""
    progress_url: str = ""
    new_year_url: str = ""


# Composes the board's parts for a person; provided by a higher layer.
board_composer = SingleHook[Callable[[User, YearDays, datetime], BoardParts]]()


def composed_parts(user: User, days: YearDays, now: datetime) -> BoardParts:
    """The parts for this person."""
    return board_composer.get()(user, days, now)
