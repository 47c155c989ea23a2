"""The figures of surveys laid out for a page: one table for each question."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from documents.numbers import points_text, signed_text
from papers.kinds import PaperLink
from surveys.figures import ChannelFigures, Option, QuestionFigures, SurveyFigures
from surveys.models import Question
from surveys.statistics import Cell, Direction, Estimate, percent, points


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a bar: its width in per cent, as CSS and SVG write it, its words for people."""

    number: int
    start: str
    width: str
    words: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row: whose answers, how many, and what they say; `is_hidden` where that is not shown."""

    name: str
    cell: Cell
    bars: tuple[Bar, ...] = ()
    level: int = 0

    @property
    def is_hidden(self) -> bool:
        return self.cell.is_hidden

    @property
    def answers(self) -> int:
        return self.cell.answers

    @property
    def satisfied(self) -> str:
        return share_text(self.cell.satisfied)

    @property
    def satisfied_between(self) -> str:
        return share_bounds(self.cell.satisfied)

    @property
    def mean(self) -> str:
        mean = self.cell.mean
        return points_text(points(mean.value), places=2) if mean else "–"

    @property
    def mean_between(self) -> str:
        mean = self.cell.mean
        if mean is None or mean.low is None or mean.high is None:
            return ""
        return f"{points_text(points(mean.low), places=2)}–{points_text(points(mean.high), places=2)}"


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of a channel, as a row of the trend."""

    month: date
    row: FigureRow


@dataclass(frozen=True, slots=True)
class Trend:
    """The trend of one channel: its months, and what they say together."""

    channel: str
    months: tuple[MonthRow, ...]
    words: str


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A choice, with its share in each channel."""

    words: str
    shares: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """One question on the page."""

    question: Question
    channels: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    choices: tuple[ChoiceRow, ...] = ()
    trends: tuple[Trend, ...] = ()


def tables_of(figures: SurveyFigures) -> list[QuestionTable]:
    """The tables of every question that has answers."""
    several = len(figures.surveys) > 1
    return [_table(each, with_places=several) for each in figures.questions if each.channels]


def response_rows(figures: SurveyFigures) -> list[FigureRow]:
    """How many people answered, by channel and place."""
    rows = []
    for channel in figures.responses:
        rows.append(FigureRow(channel.name, channel.whole))
        if len(figures.surveys) > 1:
            rows += [FigureRow(survey.place, cell, level=1) for survey, cell in channel.places if not _empty(cell)]
    return rows


def _empty(cell: Cell) -> bool:
    return not cell.is_hidden and not cell.answers


def rows_by_channel(figures: QuestionFigures) -> list[FigureRow]:
    """One row for each channel, without places."""
    return [FigureRow(channel.name, channel.whole) for channel in figures.channels]


def _table(figures: QuestionFigures, *, with_places: bool) -> QuestionTable:
    names = tuple(channel.name for channel in figures.channels)
    if not figures.is_scale:
        return QuestionTable(figures.question, names, tuple(rows_by_channel(figures)), tuple(_choices(figures)))
    rows = tuple(row for channel in figures.channels for row in _rows(figures, channel, with_places=with_places))
    trends = tuple(_trend(figures, each) for each in figures.channels if figures.question.measures_satisfaction)
    return QuestionTable(figures.question, names, rows, trends=trends)


def _rows(figures: QuestionFigures, channel: ChannelFigures, *, with_places: bool) -> Iterator[FigureRow]:
    yield FigureRow(channel.name, channel.whole, tuple(bars_of(channel.whole, figures.options)))
    for survey, cell in channel.places if with_places else ():
        if not _empty(cell):
            yield FigureRow(survey.place, cell, tuple(bars_of(cell, figures.options)), level=1)


def _trend(figures: QuestionFigures, channel: ChannelFigures) -> Trend:
    months = tuple(
        MonthRow(month, FigureRow("", cell, tuple(bars_of(cell, figures.options)))) for month, cell in channel.months
    )
    return Trend(channel.name, months, trend_words(channel))


def trend_words(channel: ChannelFigures) -> str:
    """What the months say: more, fewer, or nothing certain."""
    if channel.trend is None:
        return _("There are not yet two months to compare.")
    direction, difference = channel.trend
    figures = {
        "change": signed_text(percent(difference.value)),
        "low": signed_text(percent(difference.low)),
        "high": signed_text(percent(difference.high)),
    }
    words = {
        Direction.UP: _("More people are satisfied than before: %(change)s points (%(low)s to %(high)s)."),
        Direction.DOWN: _("Fewer people are satisfied than before: %(change)s points (%(low)s to %(high)s)."),
        Direction.UNCLEAR: _("No clear change: %(change)s points (%(low)s to %(high)s)."),
    }
    return words[direction] % figures


def _choices(figures: QuestionFigures) -> Iterator[ChoiceRow]:
    for option in figures.options:
        shares = [channel.whole.share(option.number) for channel in figures.channels]
        cells = tuple((share_text(share), share_bounds(share)) for share in shares)
        yield ChoiceRow(option.words, cells)


def bars_of(cell: Cell, options: tuple[Option, ...]) -> Iterator[Bar]:
    """The parts of the bar of a scale, each as wide as its share."""
    start = Decimal(0)
    for option in options:
        share = cell.share(option.number)
        if share is not None and share.value:
            width = share.value * 100
            words = f"{option.words}: {points_text(percent(share.value), places=1)} %"
            yield Bar(option.number, f"{start:.2f}", f"{width:.2f}", words)
            start += width


def share_text(share: Estimate | None) -> str:
    """A share in per cent, or a dash."""
    return f"{points_text(percent(share.value), places=1)} %" if share else "–"


def share_bounds(share: Estimate | None) -> str:
    """The interval of a share, or nothing."""
    if share is None or share.low is None or share.high is None:
        return ""
    return f"{points_text(percent(share.low), places=1)}–{points_text(percent(share.high), places=1)} %"


@dataclass(frozen=True)
class Part:
    """One version of a questionnaire on the page of a year, and its paper for those who may finish it."""

    figures: SurveyFigures
    paper: PaperLink | None = None

    @property
    def prefix(self) -> str:
        """What its ids begin with."""
        return f"v{self.figures.version.pk}-"

    @property
    def responses(self) -> list[FigureRow]:
        return response_rows(self.figures)

    @property
    def tables(self) -> list[QuestionTable]:
        return tables_of(self.figures)
