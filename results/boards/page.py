"""The parts of every board: a sentence, a plot, and one table that is shown, sorted and exported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from communes.former_provinces import FormerProvince, former_province
from communes.models import Commune, Cycle
from documents.tables import Column, csv_bytes
from results.queries import GROUPS, RankingRow

Value = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, its value as data, its style, its link.

    `text` may be a function that writes it, for boards of thousands of lines, of which a page shows a few.
    """

    text: str | Callable[[], str]
    value: Value
    look: str = ""
    url: str = ""

    @property
    def words(self) -> str:
        return self.text if isinstance(self.text, str) else self.text()


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its key in data and URL, its title, and whether it contains numbers."""

    key: str
    title: str
    is_figure: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """The reader's choice in the URL; invalid values are ignored."""

    kind: str = ""
    province: str = ""
    group: str = ""
    order: str = ""
    units: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: Mapping[str, str], units: Sequence[str] = ()) -> "Chosen":
        kind, province, group = asked.get("kind", ""), asked.get("province", ""), asked.get("group", "")
        return cls(
            kind=kind if kind in Commune.Kind.values else "",
            province=province if province in FormerProvince.values else "",
            group=group if group in GROUPS else "",
            order=asked.get("order", "")[:40],
            units=tuple(dict.fromkeys(code for code in units if code))[:3],
        )

    def among(self, rows: Sequence[RankingRow]) -> list[RankingRow]:
        """The rows of the chosen kind and former province."""
        return [
            row
            for row in rows
            if (not self.kind or row.kind == self.kind)
            and (not self.province or former_province(row.code) == self.province)
        ]

    def address(self, **changes) -> str:
        chosen = replace(self, **changes)
        asked = [(name, getattr(chosen, name)) for name in ("kind", "province", "group", "order")]
        return "?" + urlencode([*((k, v) for k, v in asked if v), *(("unit", code) for code in chosen.units)])

    def turned(self, key: str) -> str:
        """The URL that sorts by this column, and in the other direction the second time."""
        return self.address(order=f"-{key}" if self.order == key else key)


@dataclass(frozen=True, slots=True)
class Source:
    """The input of a board: the year, its rows as this reader may see them, the choice, the instant."""

    cycle: Cycle
    rows: list[RankingRow]
    chosen: Chosen
    now: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """One board for display: its population of units, a sentence, a plot, a table."""

    sentence: str
    heads: Sequence[Head]
    lines: list[tuple[Cell, ...]]
    plot: SafeString = field(default_factory=SafeString)
    by_group: bool = False

    def ordered(self, order: str) -> "Board":
        """The same with its lines sorted by one column; empty cells last."""
        key = order.removeprefix("-")
        place = next((number for number, head in enumerate(self.heads) if head.key == key), None)
        if place is None:
            return self
        filled = [line for line in self.lines if line[place].value is not None]
        empty = [line for line in self.lines if line[place].value is None]
        filled.sort(key=lambda line: line[place].value, reverse=order.startswith("-"))  # type: ignore[arg-type,return-value]
        return replace(self, lines=filled + empty)

    def as_csv(self) -> bytes:
        columns = [Column(head.key, head.key, _cell(place)) for place, head in enumerate(self.heads)]
        return csv_bytes(columns, self.lines, keys=True)


def _cell(place: int) -> Callable[[tuple[Cell, ...]], Value]:
    return lambda line: line[place].value
