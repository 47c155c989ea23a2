"""What a year comes to: registration, breaches and points, in the decree's order [S3, S4]."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scoring.core.levels import Level, level_for


class BreachKind(StrEnum):
    """The two grounds that disqualify a unit for the year [S4 a, b]."""

    UNRESOLVED_CASES = "unresolved_cases"
    DISCIPLINE_OR_PROSECUTION = "discipline_or_prosecution"


class Reason(StrEnum):
    """Why a unit stands where it stands."""

    BY_POINTS = "by_points"
    NOT_REGISTERED = "not_registered"
    NOT_SUBMITTED = "not_submitted"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A unit's level for the year, its reason, and the total it rests on (None where there is none)."""

    level: Level
    reason: Reason
    total: Decimal | None


def conclude(total: Decimal | None, *, registered: bool, breaches: Collection[BreachKind] = ()) -> Conclusion:
    """Map a year to its level: registration first, then breaches, then the dossier, then points [S3, S4].

    Raises:
        TypeError, ValueError: the total that decides is not a Decimal from 0 to 100.
    """
    if not registered:
        return Conclusion(Level.NOT_QUALIFIED, Reason.NOT_REGISTERED, total)
    if breaches:
        return Conclusion(Level.NOT_QUALIFIED, Reason.BREACH, total)
    if total is None:
        return Conclusion(Level.NOT_QUALIFIED, Reason.NOT_SUBMITTED, None)
    return Conclusion(level_for(total), Reason.BY_POINTS, total)
