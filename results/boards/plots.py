"""The boards' plots as server-made SVG: dots, bars, boxes, tiles, lines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from results.pictures import Path, Picture, Rect, Shape, Text, Words, figure

_LEFT, _TOP, _WIDE, _HIGH = 44, 12, 640, 360


def dots(key: str, title: str, summary: str, points: Sequence[tuple[Decimal, Decimal, int | None]], axes) -> SafeString:
    """Pairs of totals with the diagonal where both are equal; `axes` are the labels of x and y."""
    low = min([int(value) for pair in points for value in pair[:2]] + [95]) // 5 * 5
    span = max(100 - low, 5)

    def x(value: Decimal | int) -> str:
        return figure(_LEFT + (float(value) - low) * _WIDE / span)

    def y(value: Decimal | int) -> str:
        return figure(_TOP + _HIGH - (float(value) - low) * _HIGH / span)

    shapes: list[Shape] = [Path("gl", f"M{x(low)} {y(low)}L{x(100)} {y(100)}")]
    for mark in range(low, 101, 5 if span <= 50 else 20):
        shapes += [
            Path("tick", f"M{x(mark)} {_TOP + _HIGH}v5M{_LEFT} {y(mark)}h-5"),
            Text("ax", x(mark), str(_TOP + _HIGH + 19), str(mark)),
            Text("ax", str(_LEFT - 8), y(mark), str(mark), anchor="end"),
        ]
    for across, up, level in points:
        look = f"dot l{level}" if level is not None else "dot l0"
        shapes.append(Path(look, f"M{x(across)} {y(up)}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0"))
    shapes.append(Text("ax name", str(_LEFT + _WIDE // 2), str(_TOP + _HIGH + 38), axes[0]))
    shapes.append(Text("ax name", str(_LEFT + 4), str(_TOP + 8), axes[1], anchor="start"))
    return Picture(key, "board-plot", _LEFT + _WIDE + 16, _TOP + _HIGH + 48, title, summary, shapes).written()


def bars(key: str, title: str, summary: str, shares: Sequence[tuple[str, int]]) -> SafeString:
    """One bar per line, in whole percent, with its name on the left and its value on the right."""
    shapes: list[Shape] = []
    for place, (name, percent) in enumerate(shares):
        top = 6 + place * 22
        shapes += [
            Text("ax name", "84", str(top + 13), name, anchor="end"),
            Rect("track", "92", str(top), "520", "16"),
            Rect("bar", "92", str(top), figure(5.2 * percent), "16"),
            Text("ax", "620", str(top + 13), f"{percent} %", anchor="start"),
        ]
    return Picture(key, "board-plot", 680, 12 + 22 * len(shares), title, summary, shapes).written()


def boxes(key: str, title: str, summary: str, rows: Sequence[tuple[str, tuple[Decimal, ...]]]) -> SafeString:
    """Minimum, lower quartile, median, upper quartile and maximum of each line, over one axis of points."""
    low = min([int(values[0]) for _name, values in rows] + [95]) // 5 * 5

    def x(value: Decimal | int) -> float:
        return 150 + (float(value) - low) * 500 / max(100 - low, 5)

    shapes: list[Shape] = []
    base = 10 + 44 * len(rows)
    for mark in range(low, 101, 5 if low >= 50 else 20):
        shapes += [Path("gl", f"M{figure(x(mark))} 4V{base}"), Text("ax", figure(x(mark)), str(base + 16), str(mark))]
    for place, (name, (lowest, lower, median, upper, highest)) in enumerate(rows):
        top = 10 + place * 44
        shapes += [
            Text("ax name", "140", str(top + 20), name, anchor="end"),
            Path("whisker", f"M{figure(x(lowest))} {top + 15}H{figure(x(highest))}"),
            Rect("box", figure(x(lower)), str(top + 3), figure(max(x(upper) - x(lower), 1)), "24"),
            Path("median", f"M{figure(x(median))} {top + 3}v24"),
        ]
    return Picture(key, "board-plot", 680, base + 24, title, summary, shapes).written()


def tiles(key: str, title: str, summary: str, parts: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> SafeString:
    """One tile per unit, twelve per row, under the name of each part; `(letters, look)` per tile."""
    shapes: list[Shape] = []
    squares, names = defaultdict[str, list[str]](list), defaultdict[str, list[tuple[int, int, str]]](list)
    top = 6
    for name, units in parts:
        shapes.append(Text("ax name", "4", str(top + 14), name, anchor="start"))
        top += 22
        for place, (letters, look) in enumerate(units):
            x, y = 4 + place % 12 * 56, top + place // 12 * 40
            squares[look].append(f"M{x} {y}h52v36h-52z")
            names[look].append((x + 26, y + 22, letters))
        top += 40 * -(-len(units) // 12) + 10
    # All tiles of one look are one shape: a picture of 3,000 units stays small.
    for look, paths in squares.items():
        shapes += [Path(f"tile {look}", "".join(paths)), Words(f"tile-name {look}", names[look])]
    return Picture(key, "board-plot", 680, top, title, summary, shapes).written()


def lines(
    key: str, title: str, summary: str, days: Sequence[str], stages: Sequence[tuple[str, Sequence[int]]], highest: int
) -> SafeString:
    """How many units have come by each day, as step lines, one per stage; the total is the top of the axis."""
    step = _WIDE / max(len(days) - 1, 1)

    def y(value: int) -> str:
        return figure(_TOP + _HIGH - value * _HIGH / max(highest, 1))

    shapes: list[Shape] = list(_scale(highest, y))
    for place in sorted({0, len(days) // 2, len(days) - 1}) if days else ():
        shapes.append(Text("ax", figure(_LEFT + place * step), str(_TOP + _HIGH + 19), days[place]))
    for number, (name, counts) in enumerate(stages):
        path = "".join(
            f"{'L' if place else 'M'}{figure(_LEFT + place * step)} {y(count)}" for place, count in enumerate(counts)
        )
        shapes.append(Path(f"line s{number}", path or "M0 0"))
        at = counts[-1] if counts else 0
        shapes.append(Text(f"ax name t{number}", str(_LEFT + _WIDE + 6), y(at), f"{name} {at}", anchor="start"))
    return Picture(key, "board-plot", _LEFT + _WIDE + 150, _TOP + _HIGH + 28, title, summary, shapes).written()


def _scale(highest: int, y) -> Iterator[Shape]:
    for value in sorted({0, highest // 2, highest}):
        yield Path("gl", f"M{_LEFT} {y(value)}h{_WIDE}")
        yield Text("ax", str(_LEFT - 8), y(value), str(value), anchor="end")
