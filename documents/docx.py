"""Described papers as Word files, which offices edit, with the measures of Decree 30/2020/NĐ-CP."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, Twips
from docx.text.paragraph import Paragraph

from documents.docx_tables import NO_XML, tag, write_grid
from documents.papers import Block, Check, Paper, PaperHead, PaperTable, Signature, unbroken

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# A fixed date in every file, so that the same paper gives the same bytes.
_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 (a ZIP knows no time zone)
# A4 without its margins, in twentieths of a point: portrait, and landscape.
_TALL, _WIDE = 9184, 14287
_BOLD = ("part", "section", "result", "centre")
_DOTS = "." * 96


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


def paper_docx(paper: Paper) -> bytes:
    """A .docx of a described paper: A4, Times New Roman 14, page numbers from the second page.

    The same paper gives the same bytes.
    """
    document: Any = Document()
    _set_up(document)
    for place, sheet in enumerate(paper.sheets):
        _lay_page(document, sheet, is_first=not place)
        _write_sheet(document, sheet)
    return _saved(document, paper)


def _write_sheet(document, sheet: Paper) -> None:
    width = _WIDE if sheet.is_wide else _TALL
    if sheet.head:
        _write_head(document, sheet.head, width)
    if not sheet.is_letter:
        _write(document, sheet.kind.upper(), _Look(bold=True, align=ALIGN.CENTER, before=360 if sheet.head else 0))
        for line in sheet.abstract:
            _write(document, line, _Look(bold=True, align=ALIGN.CENTER))
        for line in sheet.attached:
            _write(document, line, _Look(italic=True, align=ALIGN.CENTER))
        _rule(document, indent=round(width * 0.37))
    for place, line in enumerate(sheet.addressee):
        _write(document, line, _Look(indent=1134, before=0 if place else 240, after=120))
    _write_body(document, sheet, width)
    if sheet.signatures:
        _write_closing(document, sheet, width)
    if sheet.check and len(sheet.signatures) != 1:
        _write_check(document, sheet.check)
    if sheet.root:
        _write(document, sheet.root, _Look(size=7, before=240))


# -- Page -------------------------------------------------------------------------------------------------------------


def _set_up(document) -> None:
    """The font, and Vietnamese as the language of the spelling check."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    _add(normal.element.rPr, "w:lang", val="vi-VN")
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]  # The thumbnail in the library's own template.


def _lay_page(document, sheet: Paper, *, is_first: bool) -> None:
    """A sheet begins on a new page, counted from 1; its first page shows no number."""
    section = document.sections[0] if is_first else document.add_section(WD_SECTION.NEW_PAGE)
    sides = Twips(11906), Twips(16838)
    section.page_width, section.page_height = sides[::-1] if sheet.is_wide else sides
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.is_wide else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Twips(1134)
    section.left_margin, section.right_margin = Twips(1701), Twips(850 if sheet.is_wide else 1021)
    section.header_distance = section.footer_distance = Twips(567)
    section.different_first_page_header_footer = True
    for known in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(known)
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(numbers, "w:cols", "w:titlePg", "w:docGrid")
    if is_first:
        number = section.header.paragraphs[0]
        number.alignment = ALIGN.CENTER
        _add(number._p, "w:fldSimple", instr=" PAGE ")


def _add(parent, name: str, **attributes: str):
    """An XML element that python-docx does not provide."""
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    parent.append(element)
    return element


# -- Parts ------------------------------------------------------------------------------------------------------------


def _write_head(document, head: PaperHead, width: int) -> None:
    left, right = _columns(document, (3500, width - 3500))
    if head.parent:
        _write(left, head.parent, _Look(size=12, align=ALIGN.CENTER))
    for line in head.issuer:
        _write(left, line, _Look(size=12, bold=True, align=ALIGN.CENTER))
    _rule(left, indent=1150)
    if head.number_line:
        _write(left, head.number_line, _Look(size=13, align=ALIGN.CENTER, before=60))
    if head.subject:
        _write(left, head.subject, _Look(size=12, align=ALIGN.CENTER, before=40))
    _write(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _Look(size=12, bold=True, align=ALIGN.CENTER))
    motto = _Look(size=13, bold=True, underline=True, align=ALIGN.CENTER)
    _write(right, "Độc lập - Tự do - Hạnh phúc", motto)
    _write(right, head.place_and_date, _Look(size=13, italic=True, align=ALIGN.CENTER, before=160))


def _write_body(document, sheet: Paper, width: int) -> None:
    """The parts in order; the last one is kept with the signer, who never stands alone on a page."""
    for piece in sheet.body:
        is_last = piece is sheet.body[-1] and bool(sheet.signatures)
        if isinstance(piece, PaperTable):
            if piece.caption:
                _write(document, piece.caption, _Look(size=12, italic=True, align=ALIGN.CENTER, keep=True))
            write_grid(document, piece, width=width, keeps_last=is_last)
            _write(document, "", _Look(size=6, keep=is_last))
        else:
            _write_block(document, piece, keep=is_last)


def _write_block(document, block: Block, *, keep: bool) -> None:
    bold, italic = block.kind in _BOLD, block.kind in ("basis", "note")
    align = ALIGN.CENTER if block.kind == "centre" else ALIGN.LEFT if bold else ALIGN.JUSTIFY
    first = 0 if block.kind in ("centre", "room") else 567
    look = _Look(bold=bold, italic=italic, align=align, first=first, after=120, keep=keep or bold)
    if block.kind == "room":
        for _line in block.lines:
            _write(document, _DOTS, _Look(size=12, before=60, keep=keep))
    elif block.kind == "article":
        paragraph = _write(document, block.label, look)
        paragraph.runs[0].bold = True
        paragraph.add_run(f" {unbroken(_clean(block.rest))}").font.size = Pt(look.size)
    else:
        _write(document, block.text.upper() if block.kind == "part" else block.text, look)


def _write_closing(document, sheet: Paper, width: int) -> None:
    """The signers' titles and names, kept on one page; a single signer has the recipients on the left."""
    signatures, single = sheet.signatures, sheet.signature
    number = 2 if single else len(signatures)
    first = round(width * 0.49) if single else width // number
    rest = (width - first) // (number - 1)
    _write(document, "", _Look(size=6, keep=True))
    columns = _columns(document, (first, *(rest for _ in range(number - 1))))
    if single:
        _write_left(columns.pop(0), single, sheet.check)
    for column, signature in zip(columns, signatures, strict=True):
        for line in signature.authority:
            _write(column, line.upper(), _Look(bold=True, align=ALIGN.CENTER, keep=True))
        _write(column, signature.name, _Look(bold=True, align=ALIGN.CENTER, before=1400))
    _write(document, "", _Look(size=1))


def _write_left(column, signature: Signature, check: Check | None) -> None:
    if signature.recipients:
        _write(column, "Nơi nhận:", _Look(size=12, bold=True, italic=True))
        ends = [*(";" for _ in signature.recipients[1:]), "."]
        for name, end in zip(signature.recipients, ends, strict=True):
            _write(column, f"- {name}{end}", _Look(size=11))
    if check:
        _write_check(column, check)


def _write_check(place, check: Check) -> None:
    """The QR code as a picture, and the code to type."""
    drawn = io.BytesIO()
    segno.make(check.address, error="m").save(drawn, kind="png", scale=6, border=1)
    paragraph = _write(place, "", _Look(size=10, before=120))
    paragraph.add_run().add_picture(io.BytesIO(drawn.getvalue()), width=Mm(22))
    _write(place, f"Mã tra cứu: {check.code}", _Look(size=10))


# -- Paragraphs -------------------------------------------------------------------------------------------------------


def _clean(text: str) -> str:
    return NO_XML.sub("", text)


def _write(place, text: str, look: _Look):
    """One paragraph at the end of the document or of a cell; a new cell already has its first paragraph."""
    element = parse_xml(_empty_paragraph(look))
    element.r_lst[0].text = unbroken(_clean(text))
    if _is_fresh(place):
        place._tc.replace(place.paragraphs[0]._p, element)
    elif hasattr(place, "_tc"):
        place._tc.append(element)
    else:
        place.element.body.insert_element_before(element, "w:sectPr")
    return Paragraph(element, place)


def _empty_paragraph(look: _Look) -> str:
    """A paragraph of this look, written at once: python-docx searches the place of each property."""
    layout = [tag("keepNext")] if look.keep else []
    layout.append(tag("spacing", before=look.before, after=look.after, line=240, lineRule="auto"))
    layout += [tag("ind", left=look.indent, firstLine=look.first), tag("jc", val=ALIGN.to_xml(look.align))]
    style = [*([tag("b")] if look.bold else []), *([tag("i")] if look.italic else [])]
    style.append(tag("sz", val=round(look.size * 2)))
    if look.underline:
        style.append(tag("u", val="single"))
    return f"<w:p {nsdecls('w')}>{tag('pPr', *layout)}{tag('r', tag('rPr', *style))}</w:p>"


def _is_fresh(place) -> bool:
    """True where this is a cell that nothing was written to yet."""
    return hasattr(place, "_tc") and len(place.paragraphs) == 1 and not place.paragraphs[0].runs


def _rule(place, *, indent: int) -> None:
    """A short rule in the middle of its column, `indent` from both sides."""
    paragraph = _write(place, "", _Look(size=2, before=40, indent=indent))
    paragraph.paragraph_format.right_indent = Twips(indent)
    borders = OxmlElement("w:pBdr")
    _add(borders, "w:top", val="single", sz="6", space="1", color="000000")
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _columns(document, widths: Sequence[int]) -> list:
    """Columns side by side, without borders, kept on one page."""
    table = document.add_table(rows=1, cols=len(widths), style="Normal Table")
    table.autofit = False
    _add(table.rows[0]._tr.get_or_add_trPr(), "w:cantSplit")
    cells = list(table.rows[0].cells)
    for column, cell, width in zip(table.columns, cells, widths, strict=True):
        column.width = cell.width = Twips(width)
    return cells


# -- File -------------------------------------------------------------------------------------------------------------


def _saved(document, paper: Paper) -> bytes:
    """The file with fixed dates of its members, because python-docx writes the current time."""
    properties = document.core_properties
    properties.created = properties.modified = _EPOCH
    properties.author, properties.title, properties.comments = "", paper.title[:255], ""
    written, output = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as package, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as dated:
        for info in package.infolist():
            member = zipfile.ZipInfo(info.filename, _EPOCH.timetuple()[:6])
            dated.writestr(member, package.read(info), zipfile.ZIP_DEFLATED)
    return output.getvalue()
