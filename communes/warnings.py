"""Warnings on a year's board beside its calendar. Higher layers add their own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from communes.models import Cycle
from kernel.hooks import Hook
from kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class YearWarning:
    """A problem of a year that the reader of its board should solve, with the page for it."""

    problem: Problem
    url: str
    action: str


# Sources of warnings, called with the person and the year.
year_warning_sources = Hook[Callable[[User, Cycle], Iterable[YearWarning]]]()


def year_warnings(user: User, cycle: Cycle) -> list[YearWarning]:
    """All warnings of the higher layers for this person."""
    return [warning for source in year_warning_sources for warning in source(user, cycle)]
