"""The year's board: its calendar as a line with today on it, and the parts that the layers above put on it."""

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
    """A deadline on the line: where it stands (30 to 970), what it is, and until when."""

    x: int
    label: str
    due: DeadlineFacts

    @property
    def anchor(self) -> str:
        """How the words hang on the line, so that none leaves the page."""
        return "start" if self.x < 100 else "end" if self.x > 800 else "middle"


def year_line(cycle: Cycle, *, now: datetime) -> dict:
    """The three last days of the year [R1-R3] and today, placed on one line from January to December."""
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
    """How many units are at one stage, and where they are listed ("" where this person may not see the list)."""

    label: StrOrPromise
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit that has not done a step: until when, where it is seen, and whether it was reminded today."""

    code: str
    commune: str
    url: str
    due: DeadlineFacts
    is_reminded: bool


@dataclass(frozen=True, slots=True)
class Reminder:
    """The units that have not done a step while its time runs out; `action` reminds them ("": may not)."""

    title: str
    action: str
    units: list[Waiting]


@dataclass(frozen=True, slots=True)
class Load:
    """What one member of the team has to appraise, and how much of it is finished."""

    name: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class BoardParts:
    """What the layers above put on the board."""

    stages: list[Stage] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    team_url: str = ""
    progress_url: str = ""
    new_year_url: str = ""


# What stands on the board for this person, as the layer above composes it.
board_composer = SingleHook[Callable[[User, YearDays, datetime], BoardParts]]()


def composed_parts(user: User, days: YearDays, now: datetime) -> BoardParts:
    """The parts for this person."""
    return board_composer.get()(user, days, now)
