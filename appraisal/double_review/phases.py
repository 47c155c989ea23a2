"""The phases of two independent reviews, and who may see a score in which; pure, and decided only here [S8]."""

from enum import StrEnum


class Phase(StrEnum):
    """First both review independently; then their differences are resolved; then every criterion is final."""

    INDEPENDENT = "independent"
    CONSOLIDATING = "consolidating"
    COMPLETE = "complete"


class Round(StrEnum):
    """Whose score it is: the first's, the second's, or of somebody who left the dossier before the end."""

    FIRST = "first"
    SECOND = "second"
    ABANDONED = "abandoned"


class Viewer(StrEnum):
    """The reader's relation to the score: its author, the other member, an overseer, or nobody of these.

    The team's lead, the department's officers and the city's leaders oversee; in the first phase they see nothing.
    """

    AUTHOR = "author"
    OTHER = "other"
    OVERSEER = "overseer"
    OUTSIDER = "outsider"


def phase_of(*, first_done: bool, second_done: bool, open_criteria: int) -> Phase:
    """The phase of a dossier: no comparison before both are done, not complete while a criterion is open."""
    if not (first_done and second_done):
        return Phase.INDEPENDENT
    return Phase.CONSOLIDATING if open_criteria else Phase.COMPLETE


def may_see_independent_score(*, phase: Phase, round: Round, viewer: Viewer) -> bool:  # noqa: A002 (the word of the trade)
    """True where this viewer may see a score of that round in that phase.

    The author always may, an outsider never. All others see only compared scores, after the comparison.
    """
    if viewer is Viewer.OUTSIDER:
        return False
    if viewer is Viewer.AUTHOR:
        return True
    return phase is not Phase.INDEPENDENT and round is not Round.ABANDONED
