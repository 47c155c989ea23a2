"""What a new year can take over from the one before, on request. Higher layers add their own data."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from accounts.models import User
from communes.models import Cycle
from kernel.hooks import Hook


@dataclass(frozen=True, slots=True)
class CarryOver:
    """A kind of data of a year: its label, whether a year has it, and how it is copied to another year.

    `undo` deletes it from a year that was opened by mistake, where nothing depends on it yet.
    """

    key: str
    label: str | Promise
    has: Callable[[Cycle], bool]
    carry: Callable[[Cycle, Cycle, User | None, datetime], None]
    undo: Callable[[Cycle], None]


carry_overs = Hook[CarryOver]()


def carry_overs_of(cycle: Cycle | None) -> list[CarryOver]:
    """What this year can pass on."""
    return [carry_over for carry_over in carry_overs if carry_over.has(cycle)] if cycle else []


def apply_carry_overs(keys: Collection[str], *, before: Cycle | None, cycle: Cycle, by, now: datetime) -> None:
    """Copy what is requested and exists."""
    for carry_over in carry_overs_of(before):
        if before is not None and carry_over.key in keys:
            carry_over.carry(before, cycle, by, now)


def undo_carry_overs(cycle: Cycle) -> None:
    """Delete from a year everything that may have been taken over."""
    for carry_over in carry_overs:
        carry_over.undo(cycle)
