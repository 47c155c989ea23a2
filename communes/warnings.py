"""What a year's board warns of beside its calendar. Layers above register what they know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from communes.models import Cycle
from kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class YearWarning:
    """Something about a year that the person in front of its board should see to, and where."""

    problem: Problem
    url: str
    action: str


Source = Callable[[object, Cycle], Iterable[YearWarning]]
_SOURCES: list[Source] = []


def register_year_warnings(source: Source) -> None:
    """Make a source of warnings known; it is asked with the person and the year."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def year_warnings(user, cycle: Cycle) -> list[YearWarning]:
    """Everything the layers above warn this person of."""
    return [warning for source in _SOURCES for warning in source(user, cycle)]
