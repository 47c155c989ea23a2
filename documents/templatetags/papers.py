"""Typesetting of papers: words, table rows and QR code."""

from collections.abc import Iterator

import segno
from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents.papers import Cell, PaperRow, PaperTable, unbroken

register = template.Library()
register.filter("unbroken", unbroken)


@register.filter
def css_number(number: float) -> str:
    """A number in CSS notation, whatever the language."""
    return f"{number:g}"


@register.filter
def qr_code(address: str) -> SafeString:
    """The QR code of a URL as a drawing."""
    drawn = segno.make(address, error="m").svg_inline(scale=1, border=0, svgclass=None, lineclass=None, omitsize=True)
    return mark_safe(f'<div class="qr">{drawn}</div>')  # noqa: S308 (drawn by segno, which quotes)


@register.filter
def rows(table: PaperTable) -> SafeString:
    """The rows of a table in one call, because a template takes ten times as long per cell."""
    return mark_safe("".join(_row(table, row) for row in table.rows))  # noqa: S308 (every cell is escaped)


def _row(table: PaperTable, row: PaperRow) -> str:
    if row.style == "spanning":
        return format_html(
            '<tr class="spanning"><th scope="rowgroup" colspan="{}">{}</th></tr>',
            len(table.widths),
            _words(row.cells[0]),
        )
    height = f' style="height: {table.row_height}mm"' if table.row_height else ""
    style = f"{row.style} long" if row.is_long else row.style
    return f'<tr class="{style}"{height}>{"".join(_cells(table, row))}</tr>'


def _cells(table: PaperTable, row: PaperRow) -> Iterator[str]:
    head = table.words[0] if table.words else -1
    for place, cell in enumerate(row.cells):
        if place == head:
            yield f'<th scope="row">{_words(cell)}</th>'
        elif place in table.figures:
            yield f'<td class="figure">{_words(cell)}</td>'
        else:
            yield f"<td>{_words(cell)}</td>" if place in table.words else f'<td class="centre">{_words(cell)}</td>'


def _words(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    notes = format_html_join("", '<p class="note">{}</p>', ((line,) for line in cell.note))
    return notes + format_html_join("", "<p>{}</p>", ((line,) for line in cell.lines))
