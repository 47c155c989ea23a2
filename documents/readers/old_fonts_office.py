"""Workbooks and slides typed with pre-Unicode fonts, converted to Unicode and a present-day font.

In slides a run names its font; in workbooks the cell's style or a run of its text does.
"""

import copy
import io
import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO

from lxml import etree

from documents.readers.old_fonts import FONT, NAMED, decoded, kind_of, parsed, read_part

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHEET, _STYLES, _STRINGS = re.compile(r"xl/worksheets/[^/]+\.xml"), "xl/styles.xml", "xl/sharedStrings.xml"
_SLIDE = re.compile(r"ppt/(?:slides|notesSlides|slideMasters|slideLayouts)/[^/]+\.xml|ppt/theme/[^/]+\.xml")
_THEME = "ppt/theme/theme1.xml"


def sheets(content: BinaryIO, output: BinaryIO) -> dict:
    """Write the XLSX with its old texts in Unicode; report how many texts were converted. Writes nothing for 0."""
    content.seek(0)
    with zipfile.ZipFile(content) as source:
        names = set(source.namelist())
        parts = [name for name in (_STYLES, _STRINGS) if name in names]
        if not any(NAMED.search(read_part(source, name)) for name in parts):
            return {"runs": 0}
        book = _Book(source, names)
        return _rewritten(source, output, lambda name: _SHEET.fullmatch(name) or name in parts, book.rewrite)


def slides(content: BinaryIO, output: BinaryIO) -> dict:
    """Write the PPTX with its old texts in Unicode; report how many runs were converted. Writes nothing for 0."""
    content.seek(0)
    with zipfile.ZipFile(content) as source:
        parts = [name for name in source.namelist() if _SLIDE.fullmatch(name)]
        if not any(NAMED.search(read_part(source, name)) for name in parts):
            return {"runs": 0}
        theme = parsed(source, _THEME).find(f".//{_A}minorFont/{_A}latin") if _THEME in parts else None
        usual = kind_of(theme.get("typeface", "")) if theme is not None else ""
        return _rewritten(source, output, _SLIDE.fullmatch, lambda name, tree: _rewrite_slide(tree, usual))


def _rewritten(source: zipfile.ZipFile, output: BinaryIO, is_text: Callable, rewrite: Callable) -> dict:
    """A copy of the package in which `rewrite` has processed each part for which `is_text` holds.

    Reports the changes.
    """
    count, made = 0, io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = read_part(source, part.filename)
            if is_text(part.filename):
                tree = parsed(source, part.filename)
                count += rewrite(part.filename, tree)
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            target.writestr(part, data)
    if count:
        output.write(made.getvalue())
    return {"runs": count}


class _Book:
    """The pre-Unicode fonts of a workbook's styles, and its unchanged shared texts."""

    def __init__(self, source: zipfile.ZipFile, names: set[str]):
        styles = parsed(source, _STYLES) if _STYLES in names else None
        listed = styles.iterfind(f"{_S}fonts/{_S}font") if styles is not None else ()
        fonts = [kind_of(_font(font, "name")) for font in listed]
        formats = styles.iterfind(f"{_S}cellXfs/{_S}xf") if styles is not None else ()
        places = [int(one.get("fontId") or 0) for one in formats]
        self._kinds = [fonts[place] if place < len(fonts) else "" for place in places]
        texts = parsed(source, _STRINGS) if _STRINGS in names else None
        self._texts = list(texts.iterfind(f"{_S}si")) if texts is not None else []

    def rewrite(self, name: str, tree) -> int:
        if name == _STYLES:
            return _rename(tree, "name")
        if name == _STRINGS:
            return sum(_rewrite_text(text, "") for text in tree.iterfind(f"{_S}si")) + _rename(tree, "rFont")
        return sum(self._rewrite_cell(cell) for cell in tree.iter(f"{_S}c"))

    def _rewrite_cell(self, cell) -> int:
        """A text in an old font becomes an inline text of the cell, because cells with other fonts may share it."""
        style = int(cell.get("s") or 0)
        kind = self._kinds[style] if style < len(self._kinds) else ""
        value = cell.find(f"{_S}v")
        if kind and cell.get("t") == "s" and value is not None and (value.text or "").isdigit():
            place = int(value.text)
            if place >= len(self._texts):
                return 0
            own = copy.deepcopy(self._texts[place])
            own.tag = f"{_S}is"
            cell.remove(value)
            cell.append(own)
            cell.set("t", "inlineStr")
        own = cell.find(f"{_S}is")
        if own is None:
            return 0
        count = _rewrite_text(own, kind)
        _rename(own, "rFont")
        return count


def _font(properties, tag: str) -> str:
    element = properties.find(f"{_S}{tag}") if properties is not None else None
    return element.get("val", "") if element is not None else ""


def _rewrite_text(text, kind: str) -> int:
    """A text is letters, or runs each with a font; `kind` is the encoding of its cell."""
    count = 0
    for holder in (text, *text.iterfind(f"{_S}r")):
        font = _font(holder.find(f"{_S}rPr"), "rFont")
        own = kind_of(font) if font else kind
        for letters in holder.iterfind(f"{_S}t"):
            if own and letters.text:
                letters.text = decoded(letters.text, own)
                count += 1
    return count


def _rename(tree, tag: str) -> int:
    for font in tree.iter(f"{_S}{tag}"):
        if kind_of(font.get("val", "")):
            font.set("val", FONT)
    return 0


def _rewrite_slide(tree, usual: str) -> int:
    count = 0
    for run in tree.iter(f"{_A}r"):
        kind = _kind_of_run(run, usual)
        for letters in run.iterfind(f"{_A}t"):
            if kind and letters.text:
                letters.text = decoded(letters.text, kind)
                count += 1
    for tag in ("latin", "ea", "cs", "sym"):
        for font in tree.iter(f"{_A}{tag}"):
            if kind_of(font.get("typeface", "")):
                font.set("typeface", FONT)
    return count


def _kind_of_run(run, usual: str) -> str:
    """By the run's own font, that of its shape's list style, or the default of the slides."""
    own = run.find(f"{_A}rPr/{_A}latin")
    if own is None:
        shape = run.getparent().getparent()
        own = shape.find(f"{_A}lstStyle//{_A}latin") if shape is not None else None
    typeface = own.get("typeface", "") if own is not None else ""
    return usual if not typeface or typeface.startswith("+") else kind_of(typeface)
