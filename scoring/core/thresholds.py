"""The rows of the table that name a threshold: their ratio, and whether the threshold is met [A21, A25, A26].

The result is shown but gives no points: the appraiser still gives points from 0 to the maximum [S2].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

_HUNDRED = Decimal(100)
_SHOWN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A counted part of a whole: whole numbers, the whole above 0."""

    part: Decimal
    whole: Decimal

    def __post_init__(self) -> None:
        if isinstance(self.part, float) or isinstance(self.whole, float):
            raise TypeError("a ratio is counted in Decimal or int, never in binary floating point")
        if self.whole <= 0 or self.part < 0:
            raise ValueError(f"no ratio: {self.part} of {self.whole}")

    @property
    def percent(self) -> Decimal:
        """The percentage as shown, with two decimals, never rounded up: 89.999 % does not read 90 %."""
        return (_HUNDRED * self.part / self.whole).quantize(_SHOWN, rounding=ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a row demands of each of its ratios: at least `percent`, or more than that where `is_strict`."""

    ratios: tuple[str, ...]
    percent: Decimal
    is_strict: bool = False
    may_exceed: bool = False

    def meets(self, ratio: Ratio) -> bool:
        """True where the ratio meets it; compared exactly by multiplication, without division or rounding."""
        reached, wanted = _HUNDRED * ratio.part, self.percent * ratio.whole
        return reached > wanted if self.is_strict else reached >= wanted

    def is_met(self, ratios: Mapping[str, Ratio]) -> bool | None:
        """True where all ratios meet it; None while an unknown ratio could still decide."""
        known = [self.meets(ratios[key]) for key in self.ratios if key in ratios]
        if not all(known):
            return False
        return True if len(known) == len(self.ratios) else None


THRESHOLDS: Mapping[str, Threshold] = {
    "II.8": Threshold(("files_on_time",), _HUNDRED),
    "IV.5.1": Threshold(("documents_signed",), Decimal(90)),
    "IV.5.2": Threshold(("online_services", "files_digitised"), Decimal(90)),
    "IV.6": Threshold(("app_installations",), _HUNDRED, is_strict=True, may_exceed=True),
}
"""By the row's code: "100%", "từ 90% trở lên", two ratios joined by "và", "trên 100%"."""
