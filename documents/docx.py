"""The Word twin of a paper, for offices that edit: Office Open XML written plainly, Decree 30's measures."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from documents.papers import Block, PaperHead, PaperRow, PaperTable, Signature, unbroken

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Twentieths of a point: a millimetre; A4 less margins of 30 and 18 mm.
_MM = 1440 / 25.4
_WIDTH = 9184


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
    pieces = [
        *_head(head),
        _paragraph(kind.upper(), bold=True, align="center", before=360),
        *(_paragraph(line, bold=True, align="center") for line in abstract),
        _rule(3400),
        *(_paragraph(line, indent=1134, before=0 if place else 240) for place, line in enumerate(addressee)),
        *_body(body),
        *_closing(signatures),
        _paragraph("", size=2),
    ]
    document = f"{_XML}<w:document {_W} {_R}><w:body>{''.join(pieces)}{_SECTION}</w:body></w:document>"
    return _package({**_FRAME, "word/document.xml": document})


def _head(head) -> Iterator[str]:
    parent = [_paragraph(head.parent, size=24, align="center")] if head.parent else []
    left = [*parent, *(_paragraph(line, size=24, bold=True, align="center") for line in head.issuer), _rule(1150)]
    left.append(_paragraph(head.number_line, size=26, align="center", before=60))
    right = [
        _paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=24, bold=True, align="center"),
        _paragraph("Độc lập - Tự do - Hạnh phúc", size=26, bold=True, align="center", underline=True),
        _paragraph(head.place_and_date, size=26, italic=True, align="center", before=160),
    ]
    yield _frame((3500, _WIDTH - 3500), (left, right))


def _body(body) -> Iterator[str]:
    for piece in body:
        if isinstance(piece, PaperTable):
            yield _table(piece)
            yield _paragraph("", size=12)
            continue
        bold, italic = piece.kind in ("part", "section", "result"), piece.kind in ("basis", "note")
        text = piece.text.upper() if piece.kind == "part" else piece.text
        align = "left" if bold else "both"
        yield _paragraph(text, bold=bold, italic=italic, align=align, first=567, after=120, keep=bold)


def _closing(signatures) -> Iterator[str]:
    columns = [_signer(signature) for signature in signatures]
    if len(columns) == 1:
        columns.insert(0, _recipients(signatures[0].recipients))
    first = 4500 if len(signatures) == 1 else _WIDTH // len(columns)
    rest = (_WIDTH - first) // (len(columns) - 1)
    yield _paragraph("", size=12)
    yield _frame((first, *(rest for _ in columns[1:])), columns)


def _recipients(recipients) -> list[str]:
    if not recipients:
        return [_paragraph("")]
    ends = [*(";" for _ in recipients[1:]), "."]
    lines = (_paragraph(f"- {name}{end}", size=22) for name, end in zip(recipients, ends, strict=True))
    return [_paragraph("Nơi nhận:", size=24, bold=True, italic=True), *lines]


def _signer(signature) -> list[str]:
    """The signer's title and name; they stay on one page."""
    title = [_paragraph(line.upper(), bold=True, align="center", keep=True) for line in signature.authority]
    return [*title, _paragraph(signature.name, bold=True, align="center", before=1400)]


def _paragraph(
    text,
    *,
    size=28,
    bold=False,
    italic=False,
    underline=False,
    align="left",
    first=0,
    indent=0,
    before=0,
    after=0,
    keep=False,
) -> str:
    look = f'{"<w:keepNext/>" if keep else ""}<w:spacing w:before="{before}" w:after="{after}"/>'
    look += f'<w:ind w:left="{indent}" w:firstLine="{first}"/><w:jc w:val="{align}"/>'
    run = f'{"<w:b/>" if bold else ""}{"<w:i/>" if italic else ""}<w:sz w:val="{size}"/>'
    run += '<w:u w:val="single"/>' if underline else ""
    clean = escape(unbroken(_FORBIDDEN.sub("", text)))
    words = f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{clean}</w:t></w:r>' if clean else ""
    return f"<w:p><w:pPr>{look}<w:rPr>{run}</w:rPr></w:pPr>{words}</w:p>"


def _rule(indent) -> str:
    """A short rule in the middle of its column, `indent` from either side."""
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    place = f'<w:spacing w:before="40" w:after="0"/><w:ind w:left="{indent}" w:right="{indent}"/>'
    return f'<w:p><w:pPr>{border}{place}<w:rPr><w:sz w:val="4"/></w:rPr></w:pPr></w:p>'


def _frame(widths, columns) -> str:
    """Columns side by side, without lines."""
    cells = "".join(_cell(width, "".join(column)) for width, column in zip(widths, columns, strict=True))
    return f"<w:tbl>{_table_look(widths, lined=False)}<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>"


def _table(table: PaperTable) -> str:
    widths = [round(width * _MM) for width in table.widths]
    widths = [width or _WIDTH - sum(widths) for width in widths]
    rows = [_row(PaperRow(table.head, "whole"), widths, heads=True)]
    rows += [_row(row, widths, figures=table.figures) for row in table.rows]
    return f"<w:tbl>{_table_look(widths, lined=True)}{''.join(rows)}</w:tbl>"


def _row(row: PaperRow, widths, *, figures=(), heads=False) -> str:
    look = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if heads else ''}</w:trPr>"
    cells = []
    for place, (text, width) in enumerate(zip(row.cells, widths, strict=True)):
        align = "right" if place in figures else "left" if place == 1 and not heads else "center"
        words = text.upper() if row.look == "group" else text
        cells.append(_cell(width, _paragraph(words, size=24, bold=row.is_bold, align=align)))
    return f"<w:tr>{look}{''.join(cells)}</w:tr>"


def _cell(width, content) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _table_look(widths, *, lined) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = f"<w:tblBorders>{borders}</w:tblBorders>" if lined else ""
    look = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{look}<w:tblLayout w:type="fixed"/>'
    return f"<w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"


def _package(files) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return output.getvalue()


_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:headerReference w:type="first" r:id="rId3"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1021" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>'
    '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
)
_FONT = "<w:rFonts {}/>".format(" ".join(f'w:{use}="Times New Roman"' for use in ("ascii", "hAnsi", "cs", "eastAsia")))
_NUMBER = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
_FRAME = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/>'
        f'<Override PartName="/word/header1.xml" ContentType="{_OFFICE}.header+xml"/>'
        f'<Override PartName="/word/header2.xml" ContentType="{_OFFICE}.header+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_REL}/header" Target="header1.xml"/>'
        f'<Relationship Id="rId3" Type="{_REL}/header" Target="header2.xml"/></Relationships>'
    ),
    "word/styles.xml": (
        f"{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_FONT}"
        '<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>'
    ),
    "word/header1.xml": f"{_XML}<w:hdr {_W}>{_NUMBER}</w:hdr>",
    "word/header2.xml": f"{_XML}<w:hdr {_W}><w:p/></w:hdr>",
}
