"""The tables of Word files, written as XML, because python-docx takes a quarter of a second for a hundred cells.

The whole table is written as text and parsed once: an element at a time costs four times as much.
"""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents.papers import Cell, PaperRow, PaperTable

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MM = 56.6929
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def write_grid(document, table: PaperTable, *, width: int, keeps_last: bool) -> None:
    """A table with borders at the end of the document; `width` is the page's, in twentieths of a point.

    Its header repeats on every page, no row is split between pages, and a heading row stays with the next one.
    """
    widths = [round(one * _MM) for one in table.widths]
    widths = [one or width - sum(widths) for one in widths]
    columns = tag("tblGrid", *(tag("gridCol", w=one) for one in widths))
    rows = [*_head(table, widths), *_body(table, widths, keeps_last=keeps_last)]
    written = "".join([_properties(sum(widths)), columns, *rows])
    document.element.body.insert_element_before(parse_xml(f"<w:tbl {nsdecls('w')}>{written}</w:tbl>"), "w:sectPr")


def _properties(width: int) -> str:
    borders = [tag(side, val="single", sz=4, space=0, color="000000") for side in _SIDES]
    return tag("tblPr", tag("tblW", w=width, type="dxa"), tag("tblBorders", *borders), tag("tblLayout", type="fixed"))


def _head(table: PaperTable, widths: list[int]) -> Iterator[str]:
    upper, lower, place = [], [], 0
    parts = iter(table.parts)
    for words, columns, _rows in table.heads:
        span = widths[place : place + columns]
        merged = "restart" if table.has_parts and columns == 1 else ""
        upper.append(_cell([words], sum(span), table, bold=True, align="center", columns=columns, merged=merged))
        for one in span:
            below, joins = ([""], "continue") if columns == 1 else ([next(parts)], "")
            lower.append(_cell(below, one, table, bold=True, align="center", merged=joins))
        place += columns
    yield _row(upper, is_head=True)
    if table.has_parts:
        yield _row(lower, is_head=True)


def _body(table: PaperTable, widths: list[int], *, keeps_last: bool) -> Iterator[str]:
    for number, row in enumerate(table.rows, start=1):
        is_last = number == len(table.rows)
        keep = row.style != "plain" or (table.is_short and not is_last) or (keeps_last and is_last)
        if row.style == "spanning":
            words = [str(row.cells[0])]
            cells = [_cell(words, sum(widths), table, italic=True, columns=len(widths), keep=keep)]
        else:
            places = enumerate(zip(row.cells, widths, strict=True))
            cells = [_filled(cell, width, table, row, place, keep=keep) for place, (cell, width) in places]
        yield _row(cells, height=round(table.row_height * _MM), splits=row.is_long)


def _filled(cell: str | Cell, width: int, table: PaperTable, row: PaperRow, place: int, *, keep: bool) -> str:
    align = "right" if place in table.figures else "left" if place in table.words else "center"
    heads = place not in table.words or place == table.words[0]
    if isinstance(cell, Cell):
        notes = len(cell.note)
        return _cell([*cell.note, *cell.lines], width, table, align=align, notes=notes, keep=keep)
    words = cell.upper() if row.style == "heading" and heads else cell
    return _cell([words], width, table, align=align, bold=row.is_bold and heads, keep=keep)


def _row(cells: list[str], *, is_head: bool = False, height: int = 0, splits: bool = False) -> str:
    properties = [] if splits else [tag("cantSplit")]
    if height:
        properties.append(tag("trHeight", val=height))
    if is_head:
        properties.append(tag("tblHeader"))
    return tag("tr", tag("trPr", *properties), *cells)


def _cell(
    lines: list[str],
    width: int,
    table: PaperTable,
    *,
    align: str = "left",
    bold: bool = False,
    italic: bool = False,
    columns: int = 1,
    merged: str = "",
    notes: int = 0,
    keep: bool = False,
) -> str:
    properties = [tag("tcW", w=width, type="dxa")]
    if columns > 1:
        properties.append(tag("gridSpan", val=columns))
    if merged:
        properties.append(tag("vMerge", val=merged))
    if bold and align == "center":
        properties.append(tag("vAlign", val="center"))
    paragraphs = [
        _paragraph(line, table.size, align, bold=bold, italic=italic or place < notes, keep=keep)
        for place, line in enumerate(lines or [""])
    ]
    return tag("tc", tag("tcPr", *properties), *paragraphs)


def _paragraph(text: str, size: float, align: str, *, bold: bool, italic: bool, keep: bool) -> str:
    layout = f"{_KEEP_NEXT if keep else ''}{_SPACING}{tag('jc', val=align)}"
    look = f"{_BOLD if bold else ''}{_ITALIC if italic else ''}{tag('sz', val=round(size * 2))}"
    words = escape(NO_XML.sub("", text))
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'
    return f"<w:p><w:pPr>{layout}</w:pPr>{run}</w:p>"


def tag(name: str, *within: str, **attributes: object) -> str:
    """An element of the file; the attributes are the portal's own words and numbers."""
    given = "".join(f' w:{key}="{value}"' for key, value in attributes.items())
    return f"<w:{name}{given}>{''.join(within)}</w:{name}>"


_KEEP_NEXT, _BOLD, _ITALIC = tag("keepNext"), tag("b"), tag("i")
_SPACING = tag("spacing", before=20, after=20, line=240, lineRule="auto")
