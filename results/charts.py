"""The year's distribution as a server-made SVG, and the same figures as a table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from kernel.problems import required
from results.models import Outcome
from results.pictures import Path, Picture, Rect, Shape, Text, figure
from results.populations import Population, units_in
from scoring.core import Level, level_for

_LEFT, _TOP, _HEIGHT, _BIN = 34, 26, 150, 36
_FLOOR, _CEILING = 70, 100


@dataclass(frozen=True, slots=True)
class Band:
    """Units between two totals: `low` is inclusive, `high` exclusive except 100. The first band is open below."""

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
    """How many units' appraised and self-assessed totals are at each whole point; all below 70 in one band.

    Both are counted over the same units: those whose appraised points are final.
    """
    compared = units_in(rows, Population.RANKED)
    appraised = Counter(_place(required(row.appraised_total)) for row in compared)
    own = Counter(_place(row.self_total) for row in compared if row.self_total is not None)
    return [
        Band(low, low + 1, Level.NOT_QUALIFIED if low < _FLOOR else level_for(Decimal(low)), appraised[low], own[low])
        for low in range(_FLOOR - 1, _CEILING)
    ]


def _place(total: Decimal) -> int:
    """The band of a total; 100 belongs to the last."""
    return max(_FLOOR - 1, min(int(total), _CEILING - 1))


def distribution(bands: list[Band]) -> SafeString:
    """The bands as a picture: bars for the appraised totals, a line for the communes' own, level bands behind them."""
    highest = max(1, *(max(band.appraised, band.own) for band in bands))
    width = _LEFT + _BIN * len(bands) + 8
    bars = [_bar(place, band, highest) for place, band in enumerate(bands) if band.appraised]
    return Picture(
        key="spread",
        look="spread",
        width=width,
        height=_TOP + _HEIGHT + 34,
        title=gettext("Units by total points"),
        description=_description(bands),
        shapes=[*_level_bands(bands), *_grid(highest, width), *bars, _own_line(bands, highest), *_axis(bands)],
    ).written()


def _description(bands):
    """The picture in one sentence, for screen readers."""
    counts = Counter[int]()
    for band in bands:
        counts[band.level] += band.appraised
    sentences = [
        ngettext("%(level)s: %(count)s unit", "%(level)s: %(count)s units", count)
        % {"level": Outcome.Level(level).label, "count": count}
        for level, count in sorted(counts.items(), reverse=True)
    ]
    return "; ".join(sentences) + "."


def _level_bands(bands: list[Band]) -> Iterator[Shape]:
    for level in Level:
        places = [place for place, band in enumerate(bands) if band.level == level]
        left, wide = _LEFT + places[0] * _BIN, len(places) * _BIN
        yield Rect(f"band b{int(level)}", str(left), "0", str(wide), str(_TOP + _HEIGHT))
        yield Text(f"bl l{int(level)}", figure(left + wide / 2, 0), "16", str(Outcome.Level(level).label))


def _grid(highest: int, width: int) -> Iterator[Shape]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000) if highest / step <= 5)
    for value in range(0, highest + 1, step):
        y = _TOP + _HEIGHT - value * _HEIGHT / highest
        yield Path("gl", f"M{_LEFT} {figure(y)}H{width - 8}")
        yield Text("ax", str(_LEFT - 6), figure(y + 4), str(value), anchor="end")


def _bar(place: int, band: Band, highest: int) -> Shape:
    height = band.appraised * _HEIGHT / highest
    left, top = _LEFT + place * _BIN + 5, _TOP + _HEIGHT - height
    return Rect(f"bar l{int(band.level)}", str(left), figure(top), str(_BIN - 10), figure(height), rounded=True)


def _own_line(bands: list[Band], highest: int) -> Shape:
    """The communes' own totals as a step line over the bars."""
    path = [f"M{_LEFT} {figure(_TOP + _HEIGHT - bands[0].own * _HEIGHT / highest)}"]
    for place, band in enumerate(bands):
        path.append(f"V{figure(_TOP + _HEIGHT - band.own * _HEIGHT / highest)}H{_LEFT + (place + 1) * _BIN}")
    return Path("own", "".join(path))


def _axis(bands: list[Band]) -> Iterator[Shape]:
    base = _TOP + _HEIGHT
    for place, band in enumerate(bands):
        if band.low % 5 == 0:
            x = _LEFT + place * _BIN
            yield Path("tick", f"M{x} {base}v5")
            yield Text("ax", str(x), str(base + 19), str(band.low))
    yield Text("ax", str(_LEFT), str(base + 19), "<70")
    yield Text("ax", str(_LEFT + len(bands) * _BIN), str(base + 19), "100", anchor="end")
