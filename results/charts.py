"""The year's distribution as a server-made SVG, and the same figures as a table."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from results.models import Outcome
from results.queries import by_points
from scoring.core import Level, level_for

_LEFT, _TOP, _HEIGHT, _BIN = 34, 26, 150, 36
_FLOOR, _CEILING = 70, 100


@dataclass(frozen=True, slots=True)
class Band:
    """Units between two totals: `low` belongs to the band, `high` does not, save 100. The first band is open below."""

    low: int
    high: int
    level: Level
    appraised: int
    own: int

    @property
    def level_label(self) -> str:
        return str(Outcome.Level(self.level).label)

    @property
    def is_first(self) -> bool:
        return self.low == _FLOOR - 1


def bands(rows) -> list[Band]:
    """How many units' appraised and self-assessed totals fall on each whole point; all under 70 in one band.

    Both are counted over the same units: those that stand by their appraised points.
    """
    compared = by_points(rows)
    appraised = Counter(_place(row.appraised_total) for row in compared)
    own = Counter(_place(row.self_total) for row in compared if row.self_total is not None)
    return [
        Band(low, low + 1, Level.NOT_QUALIFIED if low < _FLOOR else level_for(Decimal(low)), appraised[low], own[low])
        for low in range(_FLOOR - 1, _CEILING)
    ]


def _place(total: Decimal) -> int:
    """The band of a total; 100 itself belongs to the last."""
    return max(_FLOOR - 1, min(int(total), _CEILING - 1))


def distribution(found: list[Band]) -> SafeString:
    """The bands as a picture: bars for the appraised totals, a line for the communes' own, level bands behind."""
    most = max(1, *(max(band.appraised, band.own) for band in found))
    width = _LEFT + _BIN * len(found) + 8
    parts = [
        f'<svg class="spread" viewBox="0 0 {width} {_TOP + _HEIGHT + 34}" role="img"',
        ' aria-labelledby="spread-t spread-d">',
        f'<title id="spread-t">{gettext("Units by total points")}</title>',
        f'<desc id="spread-d">{_told(found)}</desc>',
        *_level_bands(found),
        *_grid(most, width),
        *(_bar(place, band, most) for place, band in enumerate(found)),
        _own_line(found, most),
        *_axis(found),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 (figures and our own words alone)


def _told(found):
    """The picture in one sentence, for those who hear the page."""
    counts = Counter[int]()
    for band in found:
        counts[band.level] += band.appraised
    sentences = [
        ngettext("%(level)s: %(count)s unit", "%(level)s: %(count)s units", count)
        % {"level": Outcome.Level(level).label, "count": count}
        for level, count in sorted(counts.items(), reverse=True)
    ]
    return "; ".join(sentences) + "."


def _level_bands(found):
    for level in Level:
        places = [place for place, band in enumerate(found) if band.level == level]
        left, wide = _LEFT + places[0] * _BIN, len(places) * _BIN
        yield f'<rect class="band b{int(level)}" x="{left}" y="0" width="{wide}" height="{_TOP + _HEIGHT}"/>'
        label = Outcome.Level(level).label
        yield f'<text class="bl l{int(level)}" x="{left + wide / 2:.0f}" y="16" text-anchor="middle">{label}</text>'


def _grid(most, width):
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000) if most / step <= 5)
    for value in range(0, most + 1, step):
        y = _TOP + _HEIGHT - value * _HEIGHT / most
        yield f'<path class="gl" d="M{_LEFT} {y:.1f}H{width - 8}"/>'
        yield f'<text class="ax" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'


def _bar(place, band, most):
    if not band.appraised:
        return ""
    height = band.appraised * _HEIGHT / most
    left, top = _LEFT + place * _BIN + 5, _TOP + _HEIGHT - height
    shape = f'x="{left}" y="{top:.1f}" width="{_BIN - 10}" height="{height:.1f}"'
    return f'<rect class="bar l{int(band.level)}" {shape} rx="1.5"/>'


def _own_line(found, most):
    """The communes' own totals as a stepped line over the bars."""
    path = [f"M{_LEFT} {_TOP + _HEIGHT - found[0].own * _HEIGHT / most:.1f}"]
    for place, band in enumerate(found):
        path.append(f"V{_TOP + _HEIGHT - band.own * _HEIGHT / most:.1f}H{_LEFT + (place + 1) * _BIN}")
    return f'<path class="own" d="{"".join(path)}"/>'


def _axis(found):
    base = _TOP + _HEIGHT
    for place, band in enumerate(found):
        if band.low % 5 == 0:
            x = _LEFT + place * _BIN
            yield f'<path class="tick" d="M{x} {base}v5"/>'
            yield f'<text class="ax" x="{x}" y="{base + 19}" text-anchor="middle">{band.low}</text>'
    right = _LEFT + len(found) * _BIN
    yield f'<text class="ax" x="{_LEFT}" y="{base + 19}" text-anchor="middle">&lt;70</text>'
    yield f'<text class="ax" x="{right}" y="{base + 19}" text-anchor="end">100</text>'
