"""Who has a dossier now: always exactly one side, until a deadline [R2, R3]. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kernel.deadlines import lies_ahead


class Side(StrEnum):
    """The side that has the dossier."""

    COMMUNE = "commune"
    TEAM = "team"


class HolderAction(StrEnum):
    """What that side has to do."""

    PREPARE = "prepare"
    SUPPLEMENT = "supplement"
    EXPLAIN = "explain"
    APPRAISE = "appraise"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Holder:
    """The side, its task, and the day before which it must be done; None where nothing is left to do."""

    side: Side
    action: HolderAction
    before: date | None


_ASKED = {"supplement_requested": HolderAction.SUPPLEMENT, "explaining": HolderAction.EXPLAIN}


def current_holder(
    state: str, *, submit_before: date, report_before: date, asked_before: date | None, now: datetime
) -> Holder:
    """Who has to act on a dossier in `state` [R2, R3].

    `asked_before` is the day of the inquiry that the commune must answer, if any; once that day begins, the dossier is
    the team's again, even if the change is not stored yet.

    Raises:
        ValueError: the state is not one of a self-assessment, or an open inquiry has no day.
    """
    if state in ("open", "returned"):
        return Holder(Side.COMMUNE, HolderAction.PREPARE, submit_before)
    if state in ("late", "incomplete"):
        return Holder(Side.TEAM, HolderAction.NOTHING, None)
    if state in ("closed", "not_considered", "refused"):
        return Holder(Side.TEAM, HolderAction.NOTHING, None)
    if state not in ("submitted", "under_appraisal", *_ASKED):
        raise ValueError(f"no state of a dossier: {state}")
    if state in _ASKED:
        if asked_before is None:
            raise ValueError(f"{state} without a day")
        if lies_ahead(asked_before, now=now):
            return Holder(Side.COMMUNE, _ASKED[state], asked_before)
    return Holder(Side.TEAM, HolderAction.APPRAISE, report_before)
