"""Old total against new as a server-made SVG: above the diagonal a unit gains, across a line it changes its level."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from results.models import Outcome
from results.whatif.comparison import WhatIf, WhatIfRow
from scoring.core.levels import LOWER_BOUNDS

_LEFT, _TOP, _SIDE, _RIGHT, _BELOW = 58, 26, 440, 16, 50
_CEILING, _LEAST_SPAN = 100, 25


def plot(found: WhatIf) -> SafeString:
    """One dot a unit, in three kinds: stays at its level, rises, falls. The figures are in the table below it."""
    floor = _floor(found.rows)
    parts = [
        f'<svg class="wi-plot" viewBox="0 0 {_LEFT + _SIDE + _RIGHT} {_TOP + _SIDE + _BELOW}" role="img"',
        ' aria-labelledby="wi-t wi-d">',
        f'<title id="wi-t">{gettext("Total points: old against new")}</title>',
        f'<desc id="wi-d">{_told(found)}</desc>',
        *_bands(floor),
        *_axes(floor),
        f'<path class="even" d="M{_LEFT} {_TOP + _SIDE}L{_LEFT + _SIDE} {_TOP}"/>',
        _dots(found.rows, floor, "same", lambda moved: moved == 0),
        _dots(found.rows, floor, "down", lambda moved: moved < 0),
        _dots(found.rows, floor, "up", lambda moved: moved > 0),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 (figures and our own words alone)


def _floor(rows: list[WhatIfRow]) -> int:
    """Where both axes begin: five points or less under the lowest total, so that the level bounds stay in sight."""
    lowest = min((min(row.change.old.total, row.change.new.total) for row in rows), default=_CEILING)
    return max(0, min(int(lowest) // 5 * 5, _CEILING - _LEAST_SPAN))


def _told(found: WhatIf) -> str:
    """The picture in one sentence, for those who hear the page."""
    same = len(found.rows) - found.up - found.down
    words = (
        ngettext("%(count)s unit rises", "%(count)s units rise", found.up) % {"count": found.up},
        ngettext("%(count)s unit falls", "%(count)s units fall", found.down) % {"count": found.down},
        ngettext("%(count)s unit keeps its level", "%(count)s units keep their level", same) % {"count": same},
    )
    return "; ".join(words) + "."


def _place(total, floor: int) -> float:
    """How far along an axis a total lies."""
    return (float(total) - floor) * _SIDE / (_CEILING - floor)


def _bands(floor: int) -> Iterator[str]:
    """Where old and new level are the same, tinted as that level; the bounds as lines through both axes."""
    ceiling: Decimal | int = _CEILING
    for bound, level in LOWER_BOUNDS:
        start, end = _place(bound, floor), _place(ceiling, floor)
        x, y, wide = _LEFT + start, _TOP + _SIDE - end, end - start
        yield f'<rect class="band b{int(level)}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{wide:.1f}"/>'
        yield f'<path class="bound" d="M{x:.1f} {_TOP}v{_SIDE}M{_LEFT} {_TOP + _SIDE - start:.1f}h{_SIDE}"/>'
        label = Outcome.Level(level).label
        middle = f'x="{x + wide / 2:.1f}" y="{_TOP - 9}" text-anchor="middle"'
        yield f'<text class="bl l{int(level)}" {middle}>{label}</text>'
        ceiling = bound


def _axes(floor: int) -> Iterator[str]:
    base, right = _TOP + _SIDE, _LEFT + _SIDE
    yield f'<path class="axis" d="M{_LEFT} {_TOP}V{base}H{right}"/>'
    for value in range(floor, _CEILING + 1, 5 if _CEILING - floor <= 50 else 10):
        x, y = _LEFT + _place(value, floor), base - _place(value, floor)
        yield f'<text class="ax" x="{x:.1f}" y="{base + 18}" text-anchor="middle">{value}</text>'
        yield f'<text class="ax" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
    middle, half = _LEFT + _SIDE / 2, _TOP + _SIDE / 2
    yield f'<text class="ax" x="{middle}" y="{base + 40}" text-anchor="middle">{gettext("Old total")}</text>'
    turned = f'transform="rotate(-90 14 {half})"'
    yield f'<text class="ax" x="14" y="{half}" text-anchor="middle" {turned}>{gettext("New total")}</text>'


def _dots(rows: list[WhatIfRow], floor: int, look: str, holds) -> str:
    """All dots of a kind as one path of round points: thousands of them stay light."""
    places = [
        f"M{_LEFT + _place(row.change.old.total, floor):.1f} {_TOP + _SIDE - _place(row.change.new.total, floor):.1f}h0"
        for row in rows
        if holds(row.levels_moved)
    ]
    return f'<path class="dots {look}" d="{"".join(places)}"/>' if places else ""
