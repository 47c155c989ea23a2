"""The tables of Word files, written as XML, because python-docx takes a quarter of a second for a hundred cells."""

import re
from collections.abc import Iterator

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

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
    grid = _element("w:tbl")
    grid.append(_properties(sum(widths)))
    columns = _under(grid, "w:tblGrid")
    for one in widths:
        _under(columns, "w:gridCol", w=one)
    for row in [*_head(table, widths), *_body(table, widths, keeps_last=keeps_last)]:
        grid.append(row)
    document.element.body.insert_element_before(grid, "w:sectPr")


def _properties(width: int):
    properties = _element("w:tblPr")
    _under(properties, "w:tblW", w=width, type="dxa")
    borders = _under(properties, "w:tblBorders")
    for side in _SIDES:
        _under(borders, f"w:{side}", val="single", sz=4, space=0, color="000000")
    _under(properties, "w:tblLayout", type="fixed")
    return properties


def _head(table: PaperTable, widths: list[int]) -> Iterator:
    upper, lower, place = _row(is_head=True), _row(is_head=True), 0
    parts = iter(table.parts)
    for words, columns, _rows in table.heads:
        span = widths[place : place + columns]
        merged = "restart" if table.has_parts and columns == 1 else ""
        upper.append(_cell([words], sum(span), table, bold=True, align="center", columns=columns, merged=merged))
        for one in span:
            below, joins = ([""], "continue") if columns == 1 else ([next(parts)], "")
            lower.append(_cell(below, one, table, bold=True, align="center", merged=joins))
        place += columns
    yield upper
    if table.has_parts:
        yield lower


def _body(table: PaperTable, widths: list[int], *, keeps_last: bool) -> Iterator:
    for number, row in enumerate(table.rows, start=1):
        drawn = _row(height=round(table.row_height * _MM), splits=row.is_long)
        is_last = number == len(table.rows)
        keep = row.style != "plain" or (table.is_short and not is_last) or (keeps_last and is_last)
        if row.style == "spanning":
            words = [str(row.cells[0])]
            drawn.append(_cell(words, sum(widths), table, italic=True, columns=len(widths), keep=keep))
        else:
            for place, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
                drawn.append(_filled(cell, width, table, row, place, keep=keep))
        yield drawn


def _filled(cell: str | Cell, width: int, table: PaperTable, row: PaperRow, place: int, *, keep: bool):
    align = "right" if place in table.figures else "left" if place in table.words else "center"
    heads = place not in table.words or place == table.words[0]
    if isinstance(cell, Cell):
        notes = len(cell.note)
        return _cell([*cell.note, *cell.lines], width, table, align=align, notes=notes, keep=keep)
    words = cell.upper() if row.style == "heading" and heads else cell
    return _cell([words], width, table, align=align, bold=row.is_bold and heads, keep=keep)


def _row(*, is_head: bool = False, height: int = 0, splits: bool = False):
    row = _element("w:tr")
    properties = _under(row, "w:trPr")
    if not splits:
        _under(properties, "w:cantSplit")
    if height:
        _under(properties, "w:trHeight", val=height)
    if is_head:
        _under(properties, "w:tblHeader")
    return row


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
):
    cell = _element("w:tc")
    properties = _under(cell, "w:tcPr")
    _under(properties, "w:tcW", w=width, type="dxa")
    if columns > 1:
        _under(properties, "w:gridSpan", val=columns)
    if merged:
        _under(properties, "w:vMerge", val=merged)
    if bold and align == "center":
        _under(properties, "w:vAlign", val="center")
    for place, line in enumerate(lines or [""]):
        cell.append(_paragraph(line, table.size, align, bold=bold, italic=italic or place < notes, keep=keep))
    return cell


def _paragraph(text: str, size: float, align: str, *, bold: bool, italic: bool, keep: bool):
    paragraph = _element("w:p")
    layout = _under(paragraph, "w:pPr")
    if keep:
        _under(layout, "w:keepNext")
    _under(layout, "w:spacing", before=20, after=20, line=240, lineRule="auto")
    _under(layout, "w:jc", val=align)
    run = _under(paragraph, "w:r")
    look = _under(run, "w:rPr")
    if bold:
        _under(look, "w:b")
    if italic:
        _under(look, "w:i")
    _under(look, "w:sz", val=round(size * 2))
    _under(run, "w:t").text = NO_XML.sub("", text)
    run[-1].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return paragraph


def _element(name: str, **attributes: object):
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), str(value))
    return element


def _under(parent, name: str, **attributes: object):
    element = _element(name, **attributes)
    parent.append(element)
    return element
