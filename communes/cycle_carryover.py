"""What a new year can take over from the one before, on request. Floors above register what they keep."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from communes.models import Cycle


@dataclass(frozen=True, slots=True)
class Carrier:
    """Something of a year: what it is called, whether a year has it, and how it is taken over into another."""

    key: str
    label: str | Promise
    has: Callable[[Cycle], bool]
    carry: Callable[[Cycle, Cycle, object, datetime], None]


_CARRIERS: dict[str, Carrier] = {}


def register_carrier(carrier: Carrier) -> None:
    """Make something known that a new year can take over."""
    _CARRIERS[carrier.key] = carrier


def carriers_of(cycle: Cycle | None) -> list[Carrier]:
    """What this year has to hand on."""
    return [carrier for carrier in _CARRIERS.values() if carrier.has(cycle)] if cycle else []


def carry_over(keys: Collection[str], *, before: Cycle | None, cycle: Cycle, by, now: datetime) -> None:
    """Take over what is asked for and what there is."""
    for carrier in carriers_of(before):
        if carrier.key in keys:
            carrier.carry(before, cycle, by, now)
