"""Small Office files of either kind, written by hand."""

import io
import struct
import zipfile

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "word/document.xml": f"{_OPEN_XML}wordprocessingml.document.main+xml",
    "xl/workbook.xml": f"{_OPEN_XML}spreadsheetml.sheet.main+xml",
    "ppt/presentation.xml": f"{_OPEN_XML}presentationml.presentation.main+xml",
}


def open_xml(*members: str, types: str = "") -> bytes:
    """A package with these parts; `types` is what it tells of them."""
    shown = "".join(f'<Override PartName="/{name}" ContentType="{_MAIN[name]}"/>' for name in members if name in _MAIN)
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        package.writestr("[Content_Types].xml", f"<Types>{shown}{types}</Types>")
        for name in members:
            package.writestr(name, "x")
    return body.getvalue()


def ole(*streams: str, start: bytes = b"") -> bytes:
    """A compound file of at most three streams: empty ones, but the first where it has a `start`."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack("<128I", _FAT, _END, *[_FREE] * 126)
    folder = _entry("Root Entry", 5, after=_FREE, below=1 if streams else _FREE)
    for number, name in enumerate(streams, start=1):
        filled = {"first": 2, "size": 4096} if start and number == 1 else {}
        folder += _entry(name, 2, after=number + 1 if number < len(streams) else _FREE, below=_FREE, **filled)
    return header + table + folder.ljust(512, b"\0") + start.ljust(4096 if start else 0, b"\0")


def _entry(name: str, kind: int, *, after: int, below: int, first: int = _END, size: int = 0) -> bytes:
    written = name.encode("utf-16-le")
    start = struct.pack("<64sHBBIII", written, len(written) + 2, kind, 1, _FREE, after, below)
    return start + b"\0" * 36 + struct.pack("<IQ", first, size)


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(text: str, *, font: str = "", picture_at: str = "") -> bytes:
    """A Word document of one paragraph in `font`; `picture_at` is the address of a picture that it wants to fetch."""
    look = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    blip = ""
    if picture_at:
        blip = (
            '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
            '<wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="a"/>'
            '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            '<pic:nvPicPr><pic:cNvPr id="1" name="a"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:link="rId9" xmlns:r="{_OFFICE}"/></pic:blipFill><pic:spPr/></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r>{look}<w:t>{text}</w:t></w:r>{blip}</w:p>'
        "</w:body></w:document>",
    }
    if picture_at:
        parts["word/_rels/document.xml.rels"] = (
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId9" Type="{_OFFICE}/image" '
            f'Target="{picture_at}" TargetMode="External"/></Relationships>'
        )
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return body.getvalue()
