"""The rows of the table that name a threshold: what the ratio is, and whether it is met [A21, A25, A26].

Met or not met is shown; it gives no points: the appraiser still gives 0 to the maximum [S2].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

_HUNDRED = Decimal(100)
_SHOWN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole, as counted: whole numbers, the whole above 0."""

    part: Decimal
    whole: Decimal

    def __post_init__(self) -> None:
        if isinstance(self.part, float) or isinstance(self.whole, float):
            raise TypeError("a ratio is counted in Decimal or int, never in binary floating point")
        if self.whole <= 0 or self.part < 0:
            raise ValueError(f"no ratio: {self.part} of {self.whole}")

    @property
    def percent(self) -> Decimal:
        """As shown, with two decimals, never rounded up: 89.999 % does not read 90 %."""
        return (_HUNDRED * self.part / self.whole).quantize(_SHOWN, rounding=ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a row demands of each of its ratios: at least `percent`, or more than it where `is_strict`."""

    ratios: tuple[str, ...]
    percent: Decimal
    is_strict: bool = False
    may_exceed: bool = False

    def meets(self, ratio: Ratio) -> bool:
        """Compared exactly, as products: no division, no rounding."""
        reached, wanted = _HUNDRED * ratio.part, self.percent * ratio.whole
        return reached > wanted if self.is_strict else reached >= wanted

    def is_met(self, ratios: Mapping[str, Ratio]) -> bool | None:
        """Do all ratios reach it? None while one that could still decide it is not known."""
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
