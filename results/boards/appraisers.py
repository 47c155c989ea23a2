"""How strictly each member of the team appraised: the points of their units beside the units' own."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from appraisal.models import Review, ReviewScore
from documents.numbers import whole_percent
from results.boards import plots
from results.boards.page import Board, Cell, Head, Source
from results.boards.units import points, signed, whole
from results.populations import Population, units_in
from results.queries import RankingRow

_ENTRY = "assessment__registration"


def strictness(source: Source) -> Board:
    """One line per member, the strictest first: their units' totals, and how many scores they lowered or raised."""
    rows = [
        row for row in units_in(source.chosen.among(source.rows), Population.APPRAISED) if row.difference is not None
    ]
    by_member = _by_member(rows)
    counted = _counted(rows)
    heads = (
        Head("member", _("Appraiser"), is_figure=False),
        Head("units", _("Units")),
        Head("self_total", _("Self-assessed, mean")),
        Head("appraised_total", _("Appraised, mean")),
        Head("difference", _("Difference")),
        Head("lowered", _("Scores lowered, %")),
        Head("raised", _("Scores raised, %")),
    )
    lines = [_line(name, own, counted.get(member, (0, 0, 0))) for (member, name), own in by_member.items()]
    lines.sort(key=lambda line: (line[4].value, line[0].value))
    facts = {"members": len(lines), "units": len(rows), "mean": _mean([row.difference for row in rows]).words}
    summary = _(
        "%(members)s members appraised %(units)s units; between a unit's own total and the team's lie %(mean)s points "
        "on average. Members appraise different units, so that a difference is a reason to look, not a fault."
    )
    summary = summary % facts
    shares = [(line[0].words, int(line[5].words)) for line in lines if line[5].value is not None]
    plot = plots.bars("strictness", _("Scores lowered, %"), summary, shares)
    return Board(summary, heads, lines, plot)


def _by_member(rows: Sequence[RankingRow]) -> dict[tuple[int, str], list[RankingRow]]:
    """The units of each first reviewer; one query."""
    by_entry = {row.registration_id: row for row in rows}
    reviews = Review.objects.filter(**{f"{_ENTRY}__in": by_entry}).order_by("pk")
    by_member: dict[tuple[int, str], list[RankingRow]] = defaultdict(list)
    for member, name, entry in reviews.values_list("appraiser", "appraiser__person__full_name", _ENTRY):
        by_member[member, name].append(by_entry[entry])
    return by_member


def _counted(rows: Sequence[RankingRow]) -> dict[int, tuple[int, int, int]]:
    """How many scores each first reviewer gave, lowered and raised; one query."""
    keys = [row.registration_id for row in rows]
    scores = ReviewScore.objects.filter(points__isnull=False, **{f"review__{_ENTRY}__in": keys}).order_by()
    lower, higher = Q(points__lt=F("self_points")), Q(points__gt=F("self_points"))
    counts = scores.values("review__appraiser").annotate(
        given=Count("pk"), lowered=Count("pk", filter=lower), raised=Count("pk", filter=higher)
    )
    values = counts.values_list("review__appraiser", "given", "lowered", "raised")
    return {member: (given, lowered, raised) for member, given, lowered, raised in values}


def _line(name: str, own: Sequence[RankingRow], counted: tuple[int, int, int]) -> tuple[Cell, ...]:
    given, lowered, raised = counted
    totals = ([row.self_total for row in own], [row.appraised_total for row in own])
    return (
        Cell(name, name),
        whole(len(own)),
        *(points(_average(one)) for one in totals),
        _mean([row.difference for row in own]),
        whole(whole_percent(lowered, given)),
        whole(whole_percent(raised, given)),
    )


def _average(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.01"), ROUND_HALF_UP) if known else None


def _mean(differences: Sequence[Decimal | None]) -> Cell:
    return signed(_average(differences))
