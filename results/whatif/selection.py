"""What a reader of the comparison asked for in the address: search, who crosses a level, order."""

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
# Read first upwards; the others first show the largest.
_UPWARDS = ("rank", "old_rank", "name", "kept")


@dataclass(frozen=True, slots=True)
class WhatIfSelection:
    """A reader's choice; what the address does not say, or says wrongly, is not chosen."""

    search: str = ""
    only: str = ""
    order: str = "rank"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "WhatIfSelection":
        """Read the address's query (`request.GET`)."""
        only, order = asked.get("only", ""), asked.get("order", "rank")
        return cls(
            search=asked.get("q", "").strip()[:100],
            only=only if only in _CROSSES else "",
            order=order if order.removeprefix("-") in _ORDERS else "rank",
        )

    @property
    def narrows(self) -> bool:
        """Is any row left out?"""
        return bool(self.search or self.only)

    def apply(self, rows: list[WhatIfRow]) -> list[WhatIfRow]:
        """The chosen rows in the chosen order; equals stay in the order of the new ranks."""
        asked, crosses = UnitSearch.of(self.search), _CROSSES.get(self.only)
        chosen = [row for row in rows if asked.fits(row.unit) and (crosses is None or crosses(row))]
        backwards = self.order.startswith("-")
        return sorted(chosen, key=_ORDERS[self.order.removeprefix("-")], reverse=backwards)

    def address(self, **changes) -> str:
        """The query of this selection with `changes`, on its first page."""
        chosen = replace(self, **changes)
        asked = {"q": chosen.search, "only": chosen.only, "order": "" if chosen.order == "rank" else chosen.order}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def turned(self, column: str) -> str:
        """The address that orders by `column`, then the other way round."""
        first, again = (column, f"-{column}") if column in _UPWARDS else (f"-{column}", column)
        return self.address(order=again if self.order == first else first)

    def sorted_by(self, column: str) -> str:
        """How the column is ordered now, as `aria-sort` says it; "" where it is not."""
        if self.order.removeprefix("-") != column:
            return ""
        return "descending" if self.order.startswith("-") else "ascending"
