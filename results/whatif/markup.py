"""The comparison's rows as HTML by string formatting, like the ranking's: 250 of them take a few milliseconds."""

from collections.abc import Sequence
from html import escape

from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from communes.models import Commune
from documents.numbers import signed_text
from results.markup import level_badge
from results.models import Outcome
from results.whatif.comparison import WhatIfRow

_BAR = 56
_ROW = (
    '<tr class="{look}"><td class="rk">{rank}</td><td class="rk old" data-l="{rank_label}">{old_rank}</td>'
    '<th scope="row">{unit} <span class="kd">{kind}</span></th>'
    '<td class="fg" data-l="{old_label}">{old}</td><td class="fg ap" data-l="{new_label}">{new}</td>'
    '<td class="fg df" data-l="{gap_label}">{gap}</td><td class="lvl">{level}</td>'
    '<td class="fg kept" data-l="{kept_label}">{kept}</td></tr>'
)


class WhatIfWriter:
    """Writes rows of one year in the active language; units link to their year where the reader may see it."""

    def __init__(self, year: int, *, links: bool):
        mark = "CODE"
        self._link = reverse("results:standing", args=[year, mark]).split(mark) if links else None
        self._point = str(formats.get_format("DECIMAL_SEPARATOR"))
        self._kinds = {kind.value: escape(str(kind.label)) for kind in Commune.Kind}
        self._levels = {level: level_badge(level) for level in Outcome.Level}
        self._moves = {1: escape(gettext("rises to")), -1: escape(gettext("falls to"))}
        self._labels = {
            "rank_label": escape(gettext("Old rank")),
            "old_label": escape(gettext("Old total")),
            "new_label": escape(gettext("New total")),
            "gap_label": escape(gettext("Difference")),
            "kept_label": escape(gettext("Keeps its level")),
        }

    def __call__(self, row: WhatIfRow) -> str:
        old, new = row.change.old, row.change.new
        return _ROW.format(
            look="is-up" if row.levels_moved > 0 else "is-down" if row.levels_moved < 0 else "",
            rank=new.rank,
            old_rank=old.rank,
            unit=self._unit(row),
            kind=self._kinds[row.unit.kind],
            old=self._figure(old.total),
            new=self._figure(new.total),
            gap=signed_text(row.difference),
            level=self._level(row),
            kept=self._kept(row),
            **self._labels,
        )

    def page(self, rows: Sequence[WhatIfRow]) -> SafeString:
        """All `rows` as the body of a table."""
        return mark_safe(f"<tbody>{''.join([self(row) for row in rows])}</tbody>")  # noqa: S308 (escaped above)

    def _unit(self, row):
        name = escape(row.unit.name)
        if self._link is None:
            return name
        before, after = self._link
        return f'<a href="{before}{escape(row.unit.code)}{after}">{name}</a>'

    def _figure(self, points, places=2):
        return f"{points:.{places}f}".replace(".", self._point)

    def _level(self, row):
        old, new = self._levels[row.change.old.level], self._levels[row.change.new.level]
        if not row.levels_moved:
            return new
        up = row.levels_moved > 0
        arrow = f'<span class="move" aria-hidden="true">{"↑" if up else "↓"}</span>'
        return f'{old} {arrow}<span class="visually-hidden"> {self._moves[1 if up else -1]} </span> {new}'

    def _kept(self, row):
        """The share of random tables under which the unit keeps its level, with a bar."""
        bar = 'height="6" rx="2"'
        return (
            f'<svg class="keep" viewBox="0 0 {_BAR} 6" width="{_BAR}" height="6" aria-hidden="true">'
            f'<rect class="t" width="{_BAR}" {bar}/><rect class="f" width="{_BAR * float(row.kept) / 100:.1f}" {bar}/>'
            f"</svg><span>{self._figure(row.kept, 1)} %</span>"
        )
