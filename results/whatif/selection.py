"""The comparison reader's choice in the URL: search, level changes, order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from communes.commune_search import UnitSearch
from kernel.names import name_key
from results.whatif.comparison import WhatIfRow

PER_PAGE = 250
_CROSSES = {
    "crossed": lambda row: row.levels_moved != 0,
    "up": lambda row: row.levels_moved > 0,
    "down": lambda row: row.levels_moved < 0,
}
_ORDERS = {
    "rank": lambda row: row.change.new.rank,
    "old_rank": lambda row: row.change.old.rank,
    "name": lambda row: name_key(row.unit.name),
    "old": lambda row: row.change.old.total,
    "new": lambda row: row.change.new.total,
    "difference": lambda row: row.difference,
    "level": lambda row: (row.levels_moved, row.change.new.level),
    "kept": lambda row: row.kept,
}
# Sorted ascending first; the others first show the largest.
_UPWARDS = ("rank", "old_rank", "name", "kept")


@dataclass(frozen=True, slots=True)
class WhatIfSelection:
    """A reader's choice; missing or invalid values are ignored."""

    search: str = ""
    only: str = ""
    order: str = "rank"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "WhatIfSelection":
        """Parse the URL's query (`request.GET`)."""
        only, order = asked.get("only", ""), asked.get("order", "rank")
        return cls(
            search=asked.get("q", "").strip()[:100],
            only=only if only in _CROSSES else "",
            order=order if order.removeprefix("-") in _ORDERS else "rank",
        )

    @property
    def narrows(self) -> bool:
        """True where any row is filtered out."""
        return bool(self.search or self.only)

    def apply(self, rows: list[WhatIfRow]) -> list[WhatIfRow]:
        """The selected rows in the chosen order; equal ones stay in the order of the new ranks."""
        asked, crosses = UnitSearch.of(self.search), _CROSSES.get(self.only)
        chosen = [row for row in rows if asked.fits(row.unit) and (crosses is None or crosses(row))]
        backwards = self.order.startswith("-")
        return sorted(chosen, key=_ORDERS[self.order.removeprefix("-")], reverse=backwards)

    def address(self, **changes) -> str:
        """The query string of this selection with `changes`, on its first page."""
        chosen = replace(self, **changes)
        asked = {"q": chosen.search, "only": chosen.only, "order": "" if chosen.order == "rank" else chosen.order}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def turned(self, column: str) -> str:
        """The URL that sorts by `column`, then in the other direction."""
        first, again = (column, f"-{column}") if column in _UPWARDS else (f"-{column}", column)
        return self.address(order=again if self.order == first else first)

    def sorted_by(self, column: str) -> str:
        """The column's present sort order as an `aria-sort` value; "" where it is not sorted."""
        if self.order.removeprefix("-") != column:
            return ""
        return "descending" if self.order.startswith("-") else "ascending"
