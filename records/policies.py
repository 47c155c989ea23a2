"""Why a registry number or a release of a year's files cannot be recorded."""

from collections.abc import Iterator
from datetime import date, datetime

from communes.models import Cycle
from kernel.deadlines import lies_ahead
from kernel.problems import Problem
from results.queries import is_frozen


def entry_problems(*, registered_on: date, now: datetime) -> Iterator[Problem]:
    """A number is recorded once the registry has it."""
    if lies_ahead(registered_on, now=now):
        yield Problem("registry_day_ahead", where="registered_on")


def release_problems(cycle: Cycle, *, dated: date, now: datetime) -> Iterator[Problem]:
    """A year is handed over or released once its results are decided, by a document of a day that has come."""
    if not is_frozen(cycle):
        yield Problem("release_year_open", where="year")
    if lies_ahead(dated, now=now):
        yield Problem("release_day_ahead", where="dated")
