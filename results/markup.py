"""The ranking's rows as HTML by string formatting: thousands of rows are faster than fifty in a template loop.

Every external text is escaped once, here; numbers are formatted by hand. Small pictures are SVG with attributes
only, because of the strict Content-Security-Policy.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape

from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from communes.models import Commune
from results.models import Outcome
from results.queries import GROUPS, REVOKED, RankingRow
from results.wording import AWAITED, STANDING_WORDS

_CELL, _BAR = 48, 40
_GAP_MIDDLE, _MAX_GAP = 30, 5
_TRACK = "".join(f"M{place * _CELL} 16h{_BAR}v3h-{_BAR}z" for place in range(len(GROUPS)))
_ROW = (
    '<tr><td class="rk">{rank}</td><th scope="row"><a href="{address}">{unit}</a></th>'
    '<td class="kd">{kind}</td><td class="fg" data-l="{own_label}">{own}</td>'
    '<td class="fg ap" data-l="{appraised_label}">{appraised}</td>'
    '<td class="df" data-l="{gap_label}">{gap}</td><td class="lvl">{level}</td><td class="gr">{groups}</td></tr>'
)


class RowWriter:
    """Writes rows of one year in the active language: `RowWriter(year, maxima)(row)`."""

    def __init__(self, year: int, maxima: Mapping[str, Decimal]):
        mark = "CODE"
        self._before, self._after = reverse("results:standing", args=[year, mark]).split(mark)
        self._maxima = [float(maxima.get(group, 0)) for group in GROUPS]
        self._max_points = [f"{Decimal(maxima.get(group, 0)).normalize():f}" for group in GROUPS]
        self._point = str(formats.get_format("DECIMAL_SEPARATOR"))
        self._kinds = {kind.value: escape(str(kind.label).capitalize()) for kind in Commune.Kind}
        self._standings = {standing: standing_badge(standing) for standing in STANDING_WORDS}
        undecided = escape(gettext("breach not decided on"))
        self._open = f' <span class="level level-awaited">{undecided}</span>'
        self._labels = {
            "own_label": escape(gettext("Self-assessed")),
            "appraised_label": escape(gettext("Appraised")),
            "gap_label": escape(gettext("Difference")),
        }

    def __call__(self, row: RankingRow) -> str:
        kind = self._kinds[row.kind]
        return _ROW.format(
            rank="–" if row.rank is None else row.rank,
            address=f"{self._before}{escape(row.code)}{self._after}",
            unit=f'<span class="kp">{kind} </span>{escape(row.name)}',
            kind=kind,
            own=self._figure(row.self_total),
            appraised=self._figure(row.appraised_total) + self._exception(row),
            gap=self._gap(row.difference),
            level=self._standings[row.standing] + (self._open if row.open_breach else ""),
            groups=self._groups(row.group_totals),
            **self._labels,
        )

    def page(self, rows: Sequence[RankingRow]) -> SafeString:
        """All `rows` as table bodies: the ranked ones, then the others below a rule."""
        ranked = "".join([self(row) for row in rows if row.rank is not None])
        others = "".join([self(row) for row in rows if row.rank is None])
        below = f'<tbody class="unranked">{others}</tbody>' if others else ""
        return mark_safe(f"<tbody>{ranked}</tbody>{below}")  # noqa: S308 (every text in it was escaped above)

    def _figure(self, points):
        return "–" if points is None else f"{points:.2f}".replace(".", self._point)

    def _exception(self, row):
        """The mark of a total with exceptions [S9]."""
        if not row.excepted_count:
            return ""
        words = ngettext("%(number)s content does not apply", "%(number)s contents do not apply", row.excepted_count)
        title = escape(words % {"number": row.excepted_count})
        return f'<abbr class="excepted-mark" title="{title}">†</abbr>'

    def _gap(self, gap):
        """The difference as a signed number and a bar from the middle, at most five points to either side."""
        if gap is None:
            return "–"
        length = min(abs(float(gap)), _MAX_GAP) * _GAP_MIDDLE / _MAX_GAP
        start = _GAP_MIDDLE if gap > 0 else _GAP_MIDDLE - length
        sign = "+" if gap > 0 else "−" if gap < 0 else ""
        shape = f'<rect class="{"up" if gap > 0 else "dn"}" x="{start:.1f}" y="1" width="{length:.1f}" height="6"/>'
        return (
            f'<svg class="gap" viewBox="0 0 60 8" width="60" height="8" aria-hidden="true">{shape if gap else ""}'
            f'<path d="M30 0v8"/></svg><span>{sign}{self._figure(abs(gap))}</span>'
        )

    def _groups(self, totals):
        """Each group's points over a bar of its share of the maximum; the maxima are in the picture's label."""
        if not totals:
            return ""
        filled, figures, titles = [], [], []
        for place, group in enumerate(GROUPS):
            points, max_points = totals.get(group, "0"), self._maxima[place]
            left, figure = place * _CELL, self._short(points)
            filled.append(f"M{left} 16h{_BAR * float(points) / max_points if max_points else 0:.1f}v3H{left}z")
            figures.append(f'<tspan x="{left + _BAR}">{figure}</tspan>')
            titles.append(f"{group}: {figure}/{self._max_points[place]}")
        return (
            '<svg class="grp" viewBox="0 0 184 20" width="184" height="20" role="img">'
            f"<title>{' · '.join(titles)}</title>"
            f'<text y="11" text-anchor="end">{"".join(figures)}</text>'
            f'<path class="t" d="{_TRACK}"/><path class="f" d="{"".join(filled)}"/></svg>'
        )

    def _short(self, points):
        """A group's points without trailing zeros."""
        plain = escape(points)
        return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", self._point)


def level_badge(level: int) -> str:
    """A level as word, colour and shape."""
    return f'<span class="level level-{int(level)}">{escape(str(Outcome.Level(level).label))}</span>'


_LOOKS = {f"level_{level}": f"level-{level}" for level in (1, 2, 3, 4)} | {
    Outcome.Reason.BREACH.value: "level-breach",
    REVOKED: "level-breach",
    **dict.fromkeys(AWAITED, "level-awaited"),
}


def standing_badge(standing: str) -> SafeString:
    """A unit's standing, as word, colour and shape."""
    words = str(STANDING_WORDS[standing])
    badge = f'<span class="level {_LOOKS.get(standing, "level-0")}">{escape(words[:1].upper() + words[1:])}</span>'
    return mark_safe(badge)  # noqa: S308 (our own words, escaped)
