"""Papers as Word files, for offices that finish them there: python-docx, with the measures of Decree 30/2020/NĐ-CP."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from documents.papers import Block, PaperHead, PaperRow, PaperTable, Signature, unbroken

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Every file bears this day, so that the same paper is the same bytes.
_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 (a ZIP knows no time zone)
# A4 less margins of 30 and 18 mm, in twentieths of a point.
_WIDTH = 9184


@dataclass(frozen=True, slots=True)
class _Look:
    """How a paragraph looks: sizes in points, distances in twentieths of a point."""

    size: float = 14
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: ALIGN = ALIGN.LEFT
    first: int = 0
    indent: int = 0
    before: int = 0
    after: int = 0
    keep: bool = False


def docx_bytes(
    *,
    head: PaperHead,
    signatures: Sequence[Signature],
    kind: str,
    abstract: Sequence[str],
    addressee: Sequence[str],
    body: Sequence[Block | PaperTable],
) -> bytes:
    """A .docx of one paper: A4, Times New Roman 14, page numbers from the second page; the same bytes each time.

    One signer stands at the right, the recipients at the left; several stand side by side.
    """
    document = Document()
    _set_up(document)
    _write_head(document, head)
    _write(document, kind.upper(), _Look(bold=True, align=ALIGN.CENTER, before=360))
    for line in abstract:
        _write(document, line, _Look(bold=True, align=ALIGN.CENTER))
    _rule(document, indent=3400)
    for place, line in enumerate(addressee):
        _write(document, line, _Look(indent=1134, before=0 if place else 240))
    _write_body(document, body)
    _write_closing(document, signatures)
    return _saved(document)


# -- Page -------------------------------------------------------------------------------------------------------------


def _set_up(document) -> None:
    """The page, the font, Vietnamese for the spelling check, and the number of every page but the first."""
    section = document.sections[0]
    section.page_width, section.page_height = Twips(11906), Twips(16838)
    section.top_margin = section.bottom_margin = Twips(1134)
    section.left_margin, section.right_margin = Twips(1701), Twips(1021)
    section.header_distance = section.footer_distance = Twips(567)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _add(number._p, "w:fldSimple", instr=" PAGE ")
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    _add(normal.element.rPr, "w:lang", val="vi-VN")
    document.core_properties.created = document.core_properties.modified = _EPOCH
    document.core_properties.author = document.core_properties.comments = ""
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]  # The picture of the library's own empty page.


def _add(parent, name: str, **attributes: str):
    """An element that python-docx has no word for."""
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    parent.append(element)
    return element


# -- Parts ------------------------------------------------------------------------------------------------------------


def _write_head(document, head: PaperHead) -> None:
    left, right = _columns(document, (3500, _WIDTH - 3500))
    if head.parent:
        _write(left, head.parent, _Look(size=12, align=ALIGN.CENTER))
    for line in head.issuer:
        _write(left, line, _Look(size=12, bold=True, align=ALIGN.CENTER))
    _rule(left, indent=1150)
    _write(left, head.number_line, _Look(size=13, align=ALIGN.CENTER, before=60))
    _write(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _Look(size=12, bold=True, align=ALIGN.CENTER))
    motto = _Look(size=13, bold=True, underline=True, align=ALIGN.CENTER)
    _write(right, "Độc lập - Tự do - Hạnh phúc", motto)
    _write(right, head.place_and_date, _Look(size=13, italic=True, align=ALIGN.CENTER, before=160))


def _write_body(document, body: Sequence[Block | PaperTable]) -> None:
    for piece in body:
        if isinstance(piece, PaperTable):
            _write_table(document, piece)
            _write(document, "", _Look(size=6))
            continue
        bold, italic = piece.kind in ("part", "section", "result"), piece.kind in ("basis", "note")
        text = piece.text.upper() if piece.kind == "part" else piece.text
        align = ALIGN.LEFT if bold else ALIGN.JUSTIFY
        _write(document, text, _Look(bold=bold, italic=italic, align=align, first=567, after=120, keep=bold))


def _write_closing(document, signatures: Sequence[Signature]) -> None:
    """The signers' titles and names, kept on one page; beside a single one the recipients."""
    is_single = len(signatures) == 1
    number = 2 if is_single else len(signatures)
    first = 4500 if is_single else _WIDTH // number
    rest = (_WIDTH - first) // (number - 1)
    _write(document, "", _Look(size=6))
    columns = _columns(document, (first, *(rest for _ in range(number - 1))))
    if is_single:
        _write_recipients(columns.pop(0), signatures[0].recipients)
    for column, signature in zip(columns, signatures, strict=True):
        for line in signature.authority:
            _write(column, line.upper(), _Look(bold=True, align=ALIGN.CENTER, keep=True))
        _write(column, signature.name, _Look(bold=True, align=ALIGN.CENTER, before=1400))
    _write(document, "", _Look(size=1))


def _write_recipients(column, recipients: Sequence[str]) -> None:
    if not recipients:
        return
    _write(column, "Nơi nhận:", _Look(size=12, bold=True, italic=True))
    ends = [*(";" for _ in recipients[1:]), "."]
    for name, end in zip(recipients, ends, strict=True):
        _write(column, f"- {name}{end}", _Look(size=11))


# -- Paragraphs and tables --------------------------------------------------------------------------------------------


def _write(place, text: str, look: _Look):
    """One paragraph at the end of the document or of a cell, whose first paragraph is there from the beginning."""
    paragraph = place.paragraphs[0] if _is_fresh(place) else place.add_paragraph()
    layout = paragraph.paragraph_format
    layout.alignment, layout.keep_with_next = look.align, look.keep or None
    layout.space_before, layout.space_after = Twips(look.before), Twips(look.after)
    layout.left_indent, layout.first_line_indent = Twips(look.indent), Twips(look.first)
    layout.line_spacing = 1
    run = paragraph.add_run(unbroken(_FORBIDDEN.sub("", text)))
    run.bold, run.italic, run.underline = look.bold or None, look.italic or None, look.underline or None
    run.font.size = Pt(look.size)
    return paragraph


def _is_fresh(place) -> bool:
    """Is this a cell that nothing was written to yet?"""
    return hasattr(place, "_tc") and len(place.paragraphs) == 1 and not place.paragraphs[0].runs


def _rule(place, *, indent: int) -> None:
    """A short rule in the middle of its column, `indent` from either side."""
    paragraph = _write(place, "", _Look(size=2, before=40, indent=indent))
    paragraph.paragraph_format.right_indent = Twips(indent)
    borders = OxmlElement("w:pBdr")
    _add(borders, "w:top", val="single", sz="6", space="1", color="000000")
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _columns(document, widths: Sequence[int]) -> list:
    """Columns side by side, without lines."""
    table = _table(document, widths, rows=1, style="Normal Table")
    return list(table.rows[0].cells)


def _write_table(document, table: PaperTable) -> None:
    widths = [round(width * Mm(1).twips) for width in table.widths]
    widths = [width or _WIDTH - sum(widths) for width in widths]
    rows = [PaperRow(table.head, "whole"), *table.rows]
    grid = _table(document, widths, rows=len(rows), style="Table Grid")
    for place, (row, drawn) in enumerate(zip(rows, grid.rows, strict=True)):
        _write_row(drawn, row, figures=table.figures if place else (), heads=not place)


def _write_row(drawn, row: PaperRow, *, figures: Sequence[int], heads: bool) -> None:
    if heads:
        _add(drawn._tr.get_or_add_trPr(), "w:tblHeader")
    for place, (text, cell) in enumerate(zip(row.cells, drawn.cells, strict=True)):
        align = ALIGN.RIGHT if place in figures else ALIGN.LEFT if place == 1 and not heads else ALIGN.CENTER
        words = text.upper() if row.look == "group" else text
        _write(cell, words, _Look(size=12, bold=row.is_bold, align=align))


def _table(document, widths: Sequence[int], *, rows: int, style: str):
    """A table of fixed widths whose rows are not broken over pages."""
    table = document.add_table(rows=rows, cols=len(widths), style=style)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    for row in table.rows:
        _add(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Twips(width)
    return table


# -- File -------------------------------------------------------------------------------------------------------------


def _saved(document) -> bytes:
    """The file, its members dated alike: python-docx gives them the time of writing."""
    written, output = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as package, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as dated:
        for info in package.infolist():
            member = zipfile.ZipInfo(info.filename, _EPOCH.timetuple()[:6])
            dated.writestr(member, package.read(info), zipfile.ZIP_DEFLATED)
    return output.getvalue()
