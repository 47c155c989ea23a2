"""Boards over the criteria of a year's table: units by criteria, and the criteria with most lost points."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from appraisal.models import ReviewScore
from documents.numbers import whole_percent
from results.boards import plots
from results.boards.page import Board, Cell, Head, Source
from results.boards.units import points, unit_cells, unit_heads, whole
from results.populations import Population, units_in
from scoring.models import Rubric
from scoring.queries import CriterionRow, criterion_rows


@dataclass(frozen=True, slots=True)
class _Scores:
    """The team's points of the ranked units: by registration and leaf, over the selected part of the table."""

    rows: list
    criteria: list[CriterionRow]
    points: dict[int, dict[str, Decimal]]


def _read(source: Source) -> _Scores:
    """Two queries besides the ranking: the table, and all points of the ranked units [S1]."""
    rows = units_in(source.chosen.among(source.rows), Population.RANKED)
    rubric = Rubric.objects.filter(cycles_in_force__cycle=source.cycle).first()
    table = criterion_rows(rubric) if rubric else []
    asked = source.chosen.group
    criteria = [row for row in table if not asked or row.code == asked or row.code.startswith(f"{asked}.")]
    path, given_points = "review__assessment__registration", defaultdict[int, dict[str, Decimal]](dict)
    scores = ReviewScore.objects.filter(points__isnull=False, **{f"{path}__in": [row.registration_id for row in rows]})
    for unit, code, given in scores.order_by().values_list(path, "criterion__code", "points"):
        given_points[unit][code] = given
    return _Scores(rows, criteria, given_points)


def heat_map(source: Source) -> Board:
    """Units by criteria: the share of the maximum that each earned; darker is less."""
    read = _read(source)
    depth = 2 if source.chosen.group else 1
    shown = [row for row in read.criteria if row.depth == depth or (row.is_leaf and row.depth < depth)]
    below = {row.code: _codes_below(read.criteria, row) for row in shown}
    heads = (
        *unit_heads(),
        *(Head(row.code, row.code) for row in shown),
        Head("total", _("Appraised")),
    )
    lines = [
        (
            *unit_cells(source.cycle, unit),
            *(_share(read.points.get(unit.registration_id, {}), below[row.code], row.max_points) for row in shown),
            points(unit.appraised_total),
        )
        for unit in read.rows
    ]
    summary = _("The share of the maximum, in percent, that each of %(units)s ranked units earned for each criterion.")
    return Board(summary % {"units": len(read.rows)}, heads, lines, by_group=True)


def _codes_below(criteria: list[CriterionRow], above: CriterionRow) -> list[str]:
    if above.is_leaf:
        return [above.code]
    return [row.code for row in criteria if row.is_leaf and row.code.startswith(f"{above.code}.")]


def _share(points_by_code: dict[str, Decimal], below: list[str], max_points: Decimal) -> Cell:
    given = sum((points_by_code.get(code, Decimal(0)) for code in below), Decimal(0))
    percent = whole_percent(given, max_points)
    return Cell("–", None) if percent is None else Cell(str(percent), percent, f"heat heat-{min(percent // 20, 4)}")


def hardest(source: Source) -> Board:
    """The criteria by the share of their points that the ranked units earned together, the lowest first."""
    read = _read(source)
    rows = sorted((_earned(read, row) for row in read.criteria if row.is_leaf), key=lambda one: (one[1], one[0].code))
    heads = (
        Head("criterion", _("Criterion"), is_figure=False),
        Head("title", _("Content"), is_figure=False),
        Head("max_points", _("Maximum")),
        Head("share", _("Earned, %")),
        Head("mean", _("Mean")),
        Head("full", _("Full points")),
        Head("none", _("No points")),
    )
    lines: list[tuple[Cell, ...]] = [
        (
            Cell(row.code, row.code),
            Cell(row.title, row.title, "text"),
            points(row.max_points),
            whole(percent),
            points(mean),
            whole(full),
            whole(none),
        )
        for row, percent, mean, full, none in rows
    ]
    summary = _("The share of its maximum that %(units)s ranked units earned for each criterion, the least first.")
    summary = summary % {"units": len(read.rows)}
    shares = [(row.code, percent) for row, percent, *_rest in rows[:15]] if read.rows else []
    plot = plots.bars("hardest", _("The hardest criteria"), summary, shares)
    return Board(summary, heads, lines if read.rows else [], plot, by_group=True)


def _earned(read: _Scores, row: CriterionRow) -> tuple[CriterionRow, int, Decimal, int, int]:
    given = [read.points.get(unit.registration_id, {}).get(row.code, Decimal(0)) for unit in read.rows]
    whole_sum, count = sum(given, Decimal(0)), max(len(given), 1)
    percent = whole_percent(whole_sum, row.max_points * count) or 0
    full, none = sum(one == row.max_points for one in given), sum(not one for one in given)
    return row, percent, (whole_sum / count).quantize(Decimal("0.01")), full, none
