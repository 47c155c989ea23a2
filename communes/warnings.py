"""What a year's board warns of beside its calendar. Layers above add what they know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from communes.models import Cycle
from kernel.hooks import Hook
from kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class YearWarning:
    """Something about a year that the person in front of its board should see to, and where."""

    problem: Problem
    url: str
    action: str


# Sources of warnings, asked with the person and the year.
year_warning_sources = Hook[Callable[[User, Cycle], Iterable[YearWarning]]]()


def year_warnings(user: User, cycle: Cycle) -> list[YearWarning]:
    """Everything the layers above warn this person of."""
    return [warning for source in year_warning_sources for warning in source(user, cycle)]
