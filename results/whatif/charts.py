"""Old total against new as a server-made SVG: above the diagonal a unit gains, across a line it changes its level."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from results.models import Outcome
from results.pictures import Path, Picture, Rect, Shape, Text, figure
from results.whatif.comparison import WhatIf, WhatIfRow
from scoring.core.levels import LOWER_BOUNDS

_LEFT, _TOP, _SIDE, _RIGHT, _BELOW = 58, 26, 440, 16, 50
_CEILING, _LEAST_SPAN = 100, 25


def plot(comparison: WhatIf) -> SafeString:
    """One dot per unit, in three kinds: same level, rises, falls. The figures are in the table below it."""
    floor = _floor(comparison.rows)
    kinds = {"same": lambda moved: moved == 0, "down": lambda moved: moved < 0, "up": lambda moved: moved > 0}
    dots = [_dots(comparison.rows, floor, look, holds) for look, holds in kinds.items()]
    even = Path("even", f"M{_LEFT} {_TOP + _SIDE}L{_LEFT + _SIDE} {_TOP}")
    return Picture(
        key="wi",
        look="wi-plot",
        width=_LEFT + _SIDE + _RIGHT,
        height=_TOP + _SIDE + _BELOW,
        title=gettext("Total points: old against new"),
        description=_description(comparison),
        shapes=[*_bands(floor), *_axes(floor), even, *(path for path in dots if path.d)],
    ).written()


def _floor(rows: list[WhatIfRow]) -> int:
    """The start of both axes: at most five points below the lowest total, so that the level bounds stay visible."""
    lowest = min((min(row.change.old.total, row.change.new.total) for row in rows), default=_CEILING)
    return max(0, min(int(lowest) // 5 * 5, _CEILING - _LEAST_SPAN))


def _description(comparison: WhatIf) -> str:
    """The picture in one sentence, for screen readers."""
    same = len(comparison.rows) - comparison.up - comparison.down
    words = (
        ngettext("%(count)s unit rises", "%(count)s units rise", comparison.up) % {"count": comparison.up},
        ngettext("%(count)s unit falls", "%(count)s units fall", comparison.down) % {"count": comparison.down},
        ngettext("%(count)s unit keeps its level", "%(count)s units keep their level", same) % {"count": same},
    )
    return "; ".join(words) + "."


def _place(total, floor: int) -> float:
    """The position of a total on an axis."""
    return (float(total) - floor) * _SIDE / (_CEILING - floor)


def _bands(floor: int) -> Iterator[Shape]:
    """Areas where old and new level are the same, tinted as that level; the bounds as lines across both axes."""
    ceiling: Decimal | int = _CEILING
    for bound, level in LOWER_BOUNDS:
        start, end = _place(bound, floor), _place(ceiling, floor)
        x, y, wide = _LEFT + start, _TOP + _SIDE - end, end - start
        yield Rect(f"band b{int(level)}", figure(x), figure(y), figure(wide), figure(wide))
        yield Path("bound", f"M{figure(x)} {_TOP}v{_SIDE}M{_LEFT} {figure(_TOP + _SIDE - start)}h{_SIDE}")
        yield Text(f"bl l{int(level)}", figure(x + wide / 2), str(_TOP - 9), str(Outcome.Level(level).label))
        ceiling = bound


def _axes(floor: int) -> Iterator[Shape]:
    base, right = _TOP + _SIDE, _LEFT + _SIDE
    yield Path("axis", f"M{_LEFT} {_TOP}V{base}H{right}")
    for value in range(floor, _CEILING + 1, 5 if _CEILING - floor <= 50 else 10):
        x, y = _LEFT + _place(value, floor), base - _place(value, floor)
        yield Text("ax", figure(x), str(base + 18), str(value))
        yield Text("ax", str(_LEFT - 8), figure(y + 4), str(value), anchor="end")
    half = figure(_TOP + _SIDE / 2)
    yield Text("ax", figure(_LEFT + _SIDE / 2), str(base + 40), gettext("Old total"))
    yield Text("ax", "14", half, gettext("New total"), turned=f"rotate(-90 14 {half})")


def _dots(rows: list[WhatIfRow], floor: int, look: str, holds: Callable[[int], bool]) -> Path:
    """All dots of a kind as one path of round points, so that thousands of them stay fast."""
    places = (
        f"M{figure(_LEFT + _place(row.change.old.total, floor))} "
        f"{figure(_TOP + _SIDE - _place(row.change.new.total, floor))}h0"
        for row in rows
        if holds(row.levels_moved)
    )
    return Path(f"dots {look}", "".join(places))
