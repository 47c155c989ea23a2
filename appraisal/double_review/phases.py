"""The phases of two independent reviews, and who sees an opinion in which: pure, and decided here alone [S8]."""

from enum import StrEnum


class Phase(StrEnum):
    """Both still judge, each alone; then their differences are settled; then every criterion stands."""

    INDEPENDENT = "independent"
    CONSOLIDATING = "consolidating"
    COMPLETE = "complete"


class Round(StrEnum):
    """Whose opinion it is: the first's or the second's, or of somebody who gave the dossier away before the end."""

    FIRST = "first"
    SECOND = "second"
    ABANDONED = "abandoned"


class Viewer(StrEnum):
    """Who looks, as seen from the opinion: who wrote it, the other of the two, who oversees them, or nobody of these.

    The team's lead, the department's officers and the city's leaders oversee; in the first phase none of them sees.
    """

    AUTHOR = "author"
    OTHER = "other"
    OVERSEER = "overseer"
    OUTSIDER = "outsider"


def phase_of(*, first_done: bool, second_done: bool, open_criteria: int) -> Phase:
    """Where a dossier stands: nothing is compared before both are done, nothing is complete with a criterion open."""
    if not (first_done and second_done):
        return Phase.INDEPENDENT
    return Phase.CONSOLIDATING if open_criteria else Phase.COMPLETE


def may_see_independent_score(*, phase: Phase, round: Round, viewer: Viewer) -> bool:  # noqa: A002 (the word of the trade)
    """May this viewer see an opinion of that round in that phase?

    The author always may, an outsider never. Everybody else only what was compared, once it is.
    """
    if viewer is Viewer.OUTSIDER:
        return False
    if viewer is Viewer.AUTHOR:
        return True
    return phase is not Phase.INDEPENDENT and round is not Round.ABANDONED
