"""Boards with one line per unit: both totals, the year before, by kind, the target, and as tiles."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from statistics import quantiles

from django.urls import reverse
from django.utils.translation import gettext as _

from communes.former_provinces import FormerProvince, former_province
from communes.models import Commune, Cycle, Registration
from documents.numbers import points_text, signed_text
from kernel.problems import required
from results.boards import plots
from results.boards.page import Board, Cell, Head, Source
from results.models import Outcome
from results.populations import Population, units_in
from results.queries import GROUPS, RankingRow, ranking_rows
from results.wording import STANDING_WORDS

UNIT = ("unit", "kind")


def unit_heads() -> tuple[Head, ...]:
    return (Head("unit", _("Unit"), is_figure=False), Head("kind", _("Kind"), is_figure=False))


@lru_cache(maxsize=16)
def _around_code(year: int) -> tuple[str, str]:
    """The URL of a unit's year, before and after the unit's code: made once, not for every unit."""
    before, _mark, after = reverse("results:standing", args=[year, "CODE"]).partition("CODE")
    return before, after


def _kind(kind: str) -> str:
    return str(Commune.Kind(kind).label).capitalize()


def unit_cells(cycle: Cycle, row: RankingRow) -> tuple[Cell, ...]:
    before, after = _around_code(cycle.year)
    return Cell(row.name, row.name, url=f"{before}{row.code}{after}"), Cell(partial(_kind, row.kind), row.kind, "word")


def points(value: Decimal | None) -> Cell:
    return Cell("–" if value is None else partial(points_text, value, places=2), value)


def signed(value: Decimal | None) -> Cell:
    return Cell("–" if value is None else partial(signed_text, value), value)


def whole(value: int | None) -> Cell:
    return Cell("–" if value is None else str(value), value)


def level_words(level: int | None) -> Cell:
    return Cell("–" if level is None else str(Outcome.Level(level).label), level, "word")


def own_against_appraised(source: Source) -> Board:
    """Which units rated themselves higher than the team did, and by how much."""
    rows = units_in(source.chosen.among(source.rows), Population.RANKED)
    rows = sorted(rows, key=lambda row: (required(row.difference), row.code))
    gaps = [required(row.difference) for row in rows]
    facts = {
        "units": len(rows),
        "over": sum(gap < 0 for gap in gaps),
        "under": sum(gap > 0 for gap in gaps),
        "same": sum(gap == 0 for gap in gaps),
    }
    sentence = _(
        "Of %(units)s ranked units %(over)s gave themselves more than the team, %(under)s less, %(same)s the same."
    )
    pairs = [(required(row.self_total), required(row.appraised_total), row.level) for row in rows]
    title = _("Self-assessed against appraised")
    heads = (
        *unit_heads(),
        Head("self_total", _("Self-assessed")),
        Head("appraised_total", _("Appraised")),
        Head("difference", _("Difference")),
        Head("level", _("Level"), is_figure=False),
    )
    lines = [
        (
            *unit_cells(source.cycle, row),
            points(row.self_total),
            points(row.appraised_total),
            signed(row.difference),
            level_words(row.level),
        )
        for row in rows
    ]
    summary = sentence % facts
    return Board(summary, heads, lines, plots.dots("own", title, summary, pairs, (_("Self-assessed"), _("Appraised"))))


def movement(source: Source) -> Board:
    """Total, rank and level compared with the year before, for units ranked in both."""
    before = Cycle.objects.filter(year=source.cycle.year - 1).first()
    former = (
        {row.code: row for row in units_in(ranking_rows(before, now=source.now), Population.RANKED)} if before else {}
    )
    rows = [row for row in units_in(source.chosen.among(source.rows), Population.RANKED) if row.code in former]
    facts = {
        "units": len(rows),
        "year": source.cycle.year - 1,
        "up": sum(required(row.level) > required(former[row.code].level) for row in rows),
        "down": sum(required(row.level) < required(former[row.code].level) for row in rows),
    }
    summary = (
        _("%(units)s units were ranked in %(year)s as well: %(up)s reached a higher level, %(down)s a lower one.")
        % facts
    )
    pairs = [(required(former[row.code].appraised_total), required(row.appraised_total), row.level) for row in rows]
    heads = (
        *unit_heads(),
        Head("former_total", str(facts["year"])),
        Head("total", str(source.cycle.year)),
        Head("difference", _("Difference")),
        Head("former_rank", _("Rank before")),
        Head("rank", _("Rank")),
        Head("former_level", _("Level before"), is_figure=False),
        Head("level", _("Level"), is_figure=False),
    )
    lines = [_moved(source.cycle, row, former[row.code]) for row in rows]
    axes = (str(facts["year"]), str(source.cycle.year))
    return Board(summary, heads, lines, plots.dots("movement", _("Against the year before"), summary, pairs, axes))


def _moved(cycle: Cycle, row: RankingRow, former: RankingRow) -> tuple[Cell, ...]:
    total, before = required(row.appraised_total), required(former.appraised_total)
    figures = (points(before), points(total), signed(total - before), whole(former.rank), whole(row.rank))
    return (*unit_cells(cycle, row), *figures, level_words(former.level), level_words(row.level))


def five_figures(totals: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal, Decimal, Decimal]:
    """Minimum, lower quartile, median, upper quartile and maximum; quartiles between two totals are interpolated."""
    ordered = sorted(totals)
    if len(ordered) == 1:
        return ordered[0], ordered[0], ordered[0], ordered[0], ordered[0]
    lower, median, upper = quantiles(ordered, n=4, method="inclusive")
    return ordered[0], lower, median, upper, ordered[-1]


def by_kind(source: Source) -> Board:
    """Median and quartiles of the appraised totals, by kind of unit and over all."""
    rows = units_in(source.chosen.among(source.rows), Population.RANKED)
    parts = [(_("All"), "all", rows)]
    parts += [
        (str(kind.label).capitalize(), kind.value, [row for row in rows if row.kind == kind]) for kind in Commune.Kind
    ]
    kinds = [
        (name, key, len(members), five_figures([required(row.appraised_total) for row in members]))
        for name, key, members in parts
        if members
    ]
    heads = (
        Head("kind", _("Kind"), is_figure=False),
        Head("units", _("Units")),
        *(
            Head(key, title)
            for key, title in (
                ("least", _("Least")),
                ("lower_quartile", _("Lower quartile")),
                ("median", _("Median")),
                ("upper_quartile", _("Upper quartile")),
                ("most", _("Most")),
            )
        ),
    )
    lines = [(Cell(name, key), whole(count), *(points(one) for one in five)) for name, key, count, five in kinds]
    summary = _("Half of the %(units)s ranked units lie between the quartiles; the line in the box is the median.")
    summary = summary % {"units": len(rows)}
    shown = [(name, five) for name, _key, _count, five in kinds]
    return Board(summary, heads, lines, plots.boxes("kinds", _("Totals by kind"), summary, shown))


def aims(source: Source) -> Board:
    """The level that the units registered for, compared with the level reached."""
    rows = {row.registration_id: row for row in units_in(source.chosen.among(source.rows), Population.RANKED)}
    entries = Registration.objects.filter(pk__in=rows, aimed_level__isnull=False).order_by()
    aimed = {pk: required(aim) for pk, aim in entries.values_list("pk", "aimed_level")}
    counts = Counter((aim, int(required(rows[pk].level))) for pk, aim in aimed.items())
    met = sum(count for (aim, level), count in counts.items() if level >= aim)
    summary = _("Of %(units)s ranked units with an aim %(met)s reached it or more.") % {"units": len(aimed), "met": met}
    levels = (4, 3, 2, 1, 0)
    heads = (
        Head("aim", _("Aimed at"), is_figure=False),
        *(Head(f"reached_{level}", str(Outcome.Level(level).label)) for level in levels),
        Head("units", _("Units")),
    )
    lines = [
        (
            Cell(str(Outcome.Level(aim).label), aim),
            *(
                Cell(str(counts[aim, level]), counts[aim, level], "is-met" if level >= aim else "is-missed")
                for level in levels
            ),
            whole(sum(counts[aim, level] for level in levels)),
        )
        for aim in (4, 3, 2, 1)
    ]
    shares = [(str(Outcome.Level(aim).label), _percent_met(counts, aim)) for aim in (4, 3, 2, 1)]
    return Board(summary, heads, lines, plots.bars("aims", _("Who reached the aim"), summary, shares))


def _percent_met(counts: Counter, aim: int) -> int:
    every = sum(count for (one, _level), count in counts.items() if one == aim)
    met = sum(count for (one, level), count in counts.items() if one == aim and level >= aim)
    return 100 * met // every if every else 0


def tile_map(source: Source) -> Board:
    """One tile per unit, coloured by its standing in the year, in the order of the official codes."""
    rows = sorted(source.chosen.among(source.rows), key=lambda row: row.code)
    parts = [
        (str(province.label), [row for row in rows if former_province(row.code) == province])
        for province in FormerProvince
    ]
    summary = _("A tile for each of %(units)s units, in the order of the official codes; the figure is the level.") % {
        "units": len(rows)
    }
    shown = [(name, [(_letters(row), _css_class(row)) for row in members]) for name, members in parts if members]
    heads = (*unit_heads(), Head("standing", _("Level or reason"), is_figure=False), Head("total", _("Appraised")))
    lines = [
        (
            *unit_cells(source.cycle, row),
            Cell(partial(str, STANDING_WORDS[row.standing]), row.standing, "word"),
            points(row.appraised_total if row.rank else None),
        )
        for row in rows
    ]
    return Board(summary, heads, lines, plots.tiles("tiles", _("Map of tiles"), summary, shown))


def _letters(row: RankingRow) -> str:
    """The first letters of the name and the level, so that colour is not the only sign."""
    letters = "".join(word[0] for word in row.name.split())[:4]
    return f"{letters} {int(row.level)}" if row.level else letters


def _css_class(row: RankingRow) -> str:
    if row.level:
        return f"l{int(row.level)}"
    return {"breach": "breach", "revoked": "breach", "not_due": "awaited", "not_appraised": "awaited"}.get(
        row.reason, "l0"
    )


def compared(source: Source) -> Board:
    """Two or three units side by side: totals, rank, groups."""
    by_code = {row.code: row for row in source.rows}
    rows = [by_code[code] for code in source.chosen.units if code in by_code]
    heads = (Head("figure", _("Figure"), is_figure=False), *(Head(row.code, row.unit) for row in rows))
    summary = _("Choose two or three units.") if len(rows) < 2 else ", ".join(row.unit for row in rows)
    return Board(summary, heads, list(_side_by_side(rows)) if rows else [])


def _side_by_side(rows: Sequence[RankingRow]) -> Iterator[tuple[Cell, ...]]:
    yield Cell(_("Rank"), "rank"), *(whole(row.rank) for row in rows)
    words = (Cell(str(STANDING_WORDS[row.standing]), row.standing) for row in rows)
    yield Cell(_("Level or reason"), "standing"), *words
    yield Cell(_("Self-assessed"), "self_total"), *(points(row.self_total) for row in rows)
    yield Cell(_("Appraised"), "appraised_total"), *(points(row.appraised_total) for row in rows)
    yield Cell(_("Difference"), "difference"), *(signed(row.difference) for row in rows)
    for group in GROUPS:
        shares = (row.group_totals.get(group) for row in rows)
        cells = (points(None if share is None else Decimal(share)) for share in shares)
        yield Cell(_("Group %(code)s") % {"code": group}, f"group_{group}"), *cells
