"""The ranking reader's choice in the URL: search, filters, order, page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from communes.commune_search import UnitSearch
from communes.former_provinces import FormerProvince, former_province
from communes.models import Commune
from kernel.names import name_key
from results.populations import Population, changes_level_by, is_near, units_in
from results.queries import GROUPS, UNDER_80, RankingRow
from results.wording import REASONS, STANDING_WORDS

WIDE_GAP = Decimal(5)
"""Points between self-assessment and appraisal from which a difference is called wide."""

REASONS_ASKED = {key: words for key, words in STANDING_WORDS.items() if key in (*REASONS, UNDER_80)}
"""The reasons to choose from: why a unit is at no level, each by itself."""

_BOUND = "bound"
_NEAR = re.compile(rf"{_BOUND}|[01]\.[0-9]{{1,2}}")
"""Near a level's bound, or not further from it than this step of points."""
PER_PAGE = 250
DIFFERENCES = ("lowered", "raised", "same", "wide")
_ORDERS = {
    "rank": lambda row: row.rank or 0,
    "name": lambda row: name_key(row.name),
    "kind": lambda row: row.kind,
    "self": lambda row: _or_lowest(row.self_total),
    "appraised": lambda row: _or_lowest(row.appraised_total),
    "difference": lambda row: _or_lowest(row.difference),
    "level": lambda row: -1 if row.level is None else row.level,
} | {group: lambda row, group=group: Decimal(row.group_totals.get(group, -1)) for group in GROUPS}


def _or_lowest(points):
    return Decimal(-1000) if points is None else points


@dataclass(frozen=True, slots=True)
class Selection:
    """A reader's choice; missing or invalid values are ignored."""

    search: str = ""
    level: str = ""
    kind: str = ""
    province: str = ""
    reason: str = ""
    difference: str = ""
    population: str = ""
    near: str = ""
    order: str = "rank"
    everything: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Selection":
        """Parse the URL's query (`request.GET`)."""
        order = asked.get("order", "rank")
        return cls(
            search=asked.get("q", "").strip()[:100],
            level=_known(asked.get("level", ""), [str(number) for number in range(5)]),
            kind=_known(asked.get("kind", ""), Commune.Kind.values),
            province=_known(asked.get("province", ""), FormerProvince.values),
            reason=_known(asked.get("reason", ""), [*REASONS, UNDER_80]),
            difference=_known(asked.get("difference", ""), DIFFERENCES),
            population=_known(asked.get("units", ""), list(Population)),
            near=asked.get("near", "") if _NEAR.fullmatch(asked.get("near", "")) else "",
            order=order if order.removeprefix("-") in _ORDERS else "rank",
            everything=asked.get("all", "") == "1",
        )

    @property
    def narrows(self) -> bool:
        """True where any row is filtered out."""
        rows = (self.search, self.level, self.kind, self.province, self.reason, self.difference)
        return any((*rows, self.population, self.near))

    def apply(self, rows: list[RankingRow]) -> list[RankingRow]:
        """The selected rows in the chosen order; ranked units always come before the others."""
        among = units_in(rows, Population(self.population)) if self.population else rows
        chosen = [row for row in among if self._holds(row)] if self.narrows else rows
        if self.order == "rank":
            return chosen
        chosen = sorted(chosen, key=_ORDERS[self.order.removeprefix("-")], reverse=self.order.startswith("-"))
        return sorted(chosen, key=lambda row: row.rank is None)

    def address(self, **changes) -> str:
        """The query string of this selection with `changes`, on its first page."""
        chosen = replace(self, **changes)
        asked = {
            "q": chosen.search,
            "level": chosen.level,
            "kind": chosen.kind,
            "province": chosen.province,
            "reason": chosen.reason,
            "difference": chosen.difference,
            "units": chosen.population,
            "near": chosen.near,
            "order": "" if chosen.order == "rank" else chosen.order,
            "all": "1" if chosen.everything else "",
        }
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def turned(self, column: str) -> str:
        """The URL that sorts by `column`: numbers best first, then in the other direction."""
        first = column if column in ("rank", "name", "kind") else f"-{column}"
        again = column if first.startswith("-") else f"-{column}"
        return self.address(order=again if self.order == first else first)

    def _holds(self, row):
        return (
            (not self.search or UnitSearch.of(self.search).fits(row))
            and (not self.level or row.level == int(self.level))
            and (not self.kind or row.kind == self.kind)
            and (not self.province or former_province(row.code) == self.province)
            and (not self.reason or self.reason in (row.reason, row.standing))
            and (not self.near or _is_near_bound(row, self.near))
            and (not self.difference or _differs(row.difference, self.difference))
        )


def _is_near_bound(row: RankingRow, how: str) -> bool:
    return is_near(row) if how == _BOUND else changes_level_by(row, Decimal(how))


def _known(value, choices):
    return value if value in choices else ""


def _differs(gap, how):
    if gap is None:
        return False
    return {"lowered": gap < 0, "raised": gap > 0, "same": gap == 0, "wide": abs(gap) >= WIDE_GAP}[how]
