"""The outcome of a year: from registration, breaches and points, in the decree's order [S3, S4]."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scoring.core.levels import Level, level_for


class BreachKind(StrEnum):
    """The two grounds that disqualify a unit for the year [S4 a, b]."""

    UNRESOLVED_CASES = "unresolved_cases"
    DISCIPLINE_OR_PROSECUTION = "discipline_or_prosecution"


class BreachElement(StrEnum):
    """The elements that must all be present for a ground to apply; each is proved by a document [S4 a, b]."""

    LATE_WITHIN_COMPETENCE = "late_within_competence"
    COLLECTIVE_OR_CIVIL_SERVANT = "collective_or_civil_servant"
    CITIZENS_BUSINESS = "citizens_business"
    REPRIMAND_OR_PROSECUTION = "reprimand_or_prosecution"


ELEMENTS = {
    BreachKind.UNRESOLVED_CASES: (BreachElement.LATE_WITHIN_COMPETENCE,),
    BreachKind.DISCIPLINE_OR_PROSECUTION: (
        BreachElement.COLLECTIVE_OR_CIVIL_SERVANT,
        BreachElement.CITIZENS_BUSINESS,
        BreachElement.REPRIMAND_OR_PROSECUTION,
    ),
}


def breach_year(*, acted_on: date, decided_on: date | None, after_recognition: bool) -> int:
    """The year that a breach is proposed to count for: that of the decision, or of the act if that year is recognised.

    Before recognition, the unit is not considered in the year of the discipline or prosecution [S4]; after it, the
    recognition of the year of the act is revoked [S5]. Late handling has no decision, so its own year counts.
    """
    return acted_on.year if after_recognition or decided_on is None else decided_on.year


class Reason(StrEnum):
    """The reason for a unit's outcome."""

    BY_POINTS = "by_points"
    NOT_REGISTERED = "not_registered"
    NOT_SUBMITTED = "not_submitted"
    LATE = "late"
    INCOMPLETE = "incomplete"
    BREACH = "breach"


class Awaited(StrEnum):
    """Why a unit has no level yet: a deadline has not passed, a person must decide, or the team has not finished."""

    NOT_DUE = "not_due"
    UNDECIDED = "undecided"
    NOT_APPRAISED = "not_appraised"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A unit's level for the year, its reason, and the total it rests on (None where there is none)."""

    level: Level
    reason: Reason
    total: Decimal | None


def conclude(
    total: Decimal | None,
    *,
    registered: bool,
    breaches: Collection[BreachKind] = (),
    refused: Reason = Reason.NOT_SUBMITTED,
) -> Conclusion:
    """Map a year to its outcome: registration first, then breaches, then the dossier, then points [S3, S4].

    `refused` is the reason why there is no dossier, where one came late or incomplete and was not admitted.

    Raises:
        TypeError, ValueError: the deciding total is not a Decimal from 0 to 100.
    """
    if not registered:
        return Conclusion(Level.NOT_QUALIFIED, Reason.NOT_REGISTERED, total)
    if breaches:
        return Conclusion(Level.NOT_QUALIFIED, Reason.BREACH, total)
    if total is None:
        return Conclusion(Level.NOT_QUALIFIED, refused, None)
    return Conclusion(level_for(total), Reason.BY_POINTS, total)


def standing_at(
    total: Decimal | None,
    *,
    registered: bool,
    register_over: bool,
    submitted: bool,
    submit_over: bool,
    undecided: bool = False,
    breaches: Collection[BreachKind] = (),
    refused: Reason = Reason.NOT_SUBMITTED,
) -> Conclusion | Awaited:
    """A unit's outcome at an instant: before a deadline has passed, no unit has missed it [R1-R3, S3, S4].

    `register_over` and `submit_over` say whether the unit's own deadlines have passed; `total` is None until the whole
    dossier is appraised; `undecided` means that a person must still decide on a late entry or dossier; `refused` is as
    in `conclude`.

    Raises:
        TypeError, ValueError: as `conclude`.
    """
    if undecided:
        return Awaited.UNDECIDED
    if not registered and not register_over:
        return Awaited.NOT_DUE
    if not registered or breaches:
        return conclude(total, registered=registered, breaches=breaches)
    if not submitted:
        return conclude(None, registered=True, refused=refused) if submit_over else Awaited.NOT_DUE
    return Awaited.NOT_APPRAISED if total is None else conclude(total, registered=True)
