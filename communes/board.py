"""The year's calendar as a line with today on it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from communes.models import Cycle
from kernel.deadlines import CITY_ZONE, days_left, last_day


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the line: where it stands (30 to 970), what it is, and whether it is over."""

    x: int
    label: str
    day: date
    days_left: int

    @property
    def anchor(self) -> str:
        """How the words hang on the line, so that none leaves the page."""
        return "start" if self.x < 100 else "end" if self.x > 800 else "middle"

    @property
    def is_over(self) -> bool:
        return self.days_left < 0


def year_line(cycle: Cycle, *, now: datetime) -> dict:
    """The three last days of the year [R1-R3] and today, placed on one line from January to December."""
    steps = (
        (_("Registration"), cycle.register_before),
        (_("Dossiers"), cycle.submit_before),
        (_("Report"), cycle.report_before),
    )
    today = now.astimezone(CITY_ZONE).date()
    marks = [
        Mark(_place(cycle, before), label, last_day(before), days_left(before, now=now)) for label, before in steps
    ]
    return {"marks": marks, "today": _place(cycle, today), "day": today}


def _place(cycle: Cycle, day: date) -> int:
    return max(30, min(970, 30 + round(940 * (day - date(cycle.year, 1, 1)).days / 365)))
