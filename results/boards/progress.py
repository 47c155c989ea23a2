"""The running year day by day: how many units had registered, sent their dossier, and were appraised [R1-R3]."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from communes.models import Registration
from kernel.deadlines import CITY_ZONE
from results.boards import plots
from results.boards.page import Board, Cell, Head, Source
from results.boards.units import whole
from results.populations import Population, population_counts, units_in

_MOMENTS = ("pk", "submitted_at", "self_assessment__submitted_at", "self_assessment__review__completed_at")
_STAGES = (Population.REGISTERED, Population.HANDED_IN, Population.APPRAISED)


def progress(source: Source) -> Board:
    """One line per stage; each unit counts from the day on which it reached the stage, if it is still there."""
    rows = source.chosen.among(source.rows)
    days = _days(rows)
    counts = population_counts(rows)
    facts = {stage.value: counts[stage] for stage in (*_STAGES, Population.ALL)}
    summary = _(
        "Of %(all)s units %(registered)s have registered, %(handed_in)s have handed in, %(appraised)s are appraised."
    )
    summary = summary % facts
    shown = sorted({day for stage in days for day in stage})
    span = list(_every_day(shown[0], min(shown[-1], source.now.astimezone(CITY_ZONE).date()))) if shown else []
    totals = [[sum(one <= day for one in stage) for day in span] for stage in days]
    names = (_("registered"), _("handed in"), _("appraised"))
    labels = [formats.date_format(day, "d/m") for day in span]
    lines = [
        (Cell(formats.date_format(day, "SHORT_DATE_FORMAT"), day), *(whole(total[place]) for total in totals))
        for place, day in enumerate(span)
        if day in shown
    ]
    heads = (
        Head("day", _("Day"), is_figure=False),
        Head("registered", _("Registered")),
        Head("handed_in", _("Dossier handed in")),
        Head("appraised", _("Appraised")),
    )
    stages = list(zip(names, totals, strict=True))
    plot = plots.lines("progress", _("Progress of the year"), summary, labels, stages, counts[Population.ALL])
    return Board(summary, heads, lines, plot)


def _days(rows: Sequence) -> list[list[date]]:
    """The days on which the units reached each stage; one query."""
    keys = {row.registration_id for row in rows}
    moments = {pk: values for pk, *values in Registration.objects.filter(pk__in=keys).order_by().values_list(*_MOMENTS)}
    days = []
    for place, stage in enumerate(_STAGES):
        values = (moments[row.registration_id][place] for row in units_in(rows, stage))
        days.append([_city_day(moment) for moment in values if moment is not None])
    return days


def _city_day(moment: datetime) -> date:
    return moment.astimezone(CITY_ZONE).date()


def _every_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
