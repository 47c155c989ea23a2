"""The counts of one question in a table of places and months: what is shown of each cell, and where it tends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.statistics.intervals import Difference, Estimate, mean_of, share_difference, share_of
from surveys.statistics.suppression import MINIMUM, Key, hidden_cells, with_totals

SATISFIED_FROM = 4
Tally = Mapping[int, int]


class Direction(StrEnum):
    """Where the share satisfied tends; UNCLEAR where its interval of difference contains 0."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown of a group: its tally by value and how many answered, or None where it is hidden."""

    tally: Tally | None
    answers: int = 0

    @property
    def is_hidden(self) -> bool:
        return self.tally is None

    @property
    def satisfied(self) -> Estimate | None:
        """The share of answers of 4 and 5 on the scale."""
        return share_of(satisfied_in(self.tally), self.answers) if self.tally and self.answers else None

    @property
    def mean(self) -> Estimate | None:
        return mean_of(self.tally) if self.tally and self.answers else None

    def share(self, value: int) -> Estimate | None:
        """The share of one value or choice."""
        return share_of(self.tally.get(value, 0), self.answers) if self.tally and self.answers else None


def answers_in(tally: Tally) -> int:
    """The number of answers in a tally."""
    return sum(tally.values())


def satisfied_in(tally: Tally) -> int:
    """The number of answers of "satisfied" or "very satisfied" in a tally of the scale 1 to 5."""
    return sum(count for value, count in tally.items() if value >= SATISFIED_FROM)


def tally_cells(
    tallies: Mapping[Key, Tally], *, people: Mapping[Key, int] | None = None, minimum: int = MINIMUM
) -> dict[Key, Cell]:
    """Every cell and total of a table of tallies; groups are hidden as `hidden_cells` says.

    `people` are the answers of each cell where one answer may have several choices; otherwise they follow from the
    tally.
    """
    counts = people if people is not None else {key: answers_in(tally) for key, tally in tallies.items()}
    hidden = hidden_cells(counts, minimum=minimum)
    values = sorted({value for tally in tallies.values() for value in tally})
    sums = {value: with_totals({key: tally.get(value, 0) for key, tally in tallies.items()}) for value in values}
    whole = with_totals(counts)
    return {
        key: Cell(None)
        if key in hidden
        else Cell({value: by_key.get(key, 0) for value, by_key in sums.items()}, whole[key])
        for key in whole
    }


def direction_of(series: Sequence[Cell]) -> tuple[Direction, Difference] | None:
    """Where a series of months tends: the later half of the months shown against the earlier half.

    Only months that are shown count, so the trend reveals nothing more. None with fewer than two of them; the middle
    one of an odd number belongs to neither half.
    """
    shown = [cell.tally for cell in series if cell.tally and cell.answers]
    if len(shown) < 2:
        return None
    half = len(shown) // 2
    difference = share_difference(_joined(shown[:half]), _joined(shown[-half:]))
    if difference.low > 0:
        return Direction.UP, difference
    return (Direction.DOWN if difference.high < 0 else Direction.UNCLEAR), difference


def _joined(tallies: Sequence[Tally]) -> tuple[int, int]:
    return sum(map(satisfied_in, tallies)), sum(map(answers_in, tallies))
