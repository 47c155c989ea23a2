"""Files typed with pre-Unicode fonts: letters that TCVN3 (.VnTime) and VNI fonts draw as Vietnamese.

This module has the letters, and Word files; workbooks and slides are in `old_fonts_office`.

Such a file contains other letters than its reader saw: "Phßng" for "Phòng". Runs in these fonts are converted to
Unicode and a present-day font, so that the text can be found and its PDF can be read.
"""

import io
import re
import zipfile
from typing import BinaryIO

from lxml import etree

from documents.readers import TOO_LARGE, NotReadError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes)\.xml")
_STYLES = "word/styles.xml"
NAMED = re.compile(rb'"(?:\.Vn|[Vv][Nn][Ii]-)')
# ".VnTimeH,Bold", the notation of PDF.
_FACE = re.compile("[,-]")
_MAX_PART = 32 * 2**20
FONT = "Times New Roman"

_TCVN3_CODES = (
    "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ®¡¢£¤¥¦§"
)  # fmt: skip
_TCVN3_LETTERS = (
    "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĂÂÊÔƠƯĐ"
)  # fmt: skip
_TCVN3 = str.maketrans(_TCVN3_CODES, _TCVN3_LETTERS)

# VNI writes a letter and its accents as two characters: "aù" is á, "aá" is ấ.
_VNI_ALONE = str.maketrans("íìæóòîñôö" + "ÍÌÆÓÒÎÑÔÖ", "íìỉĩịỵđơư" + "ÍÌỈĨỊỴĐƠƯ")
_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HATS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVES = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_PAIR = re.compile("([aeiouyôö])([ùøûõïâáàåãäêéèúüë])", re.IGNORECASE)


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """Text of a .Vn font; fonts whose names end in H draw small letters as capitals."""
    letters = text.translate(_TCVN3)
    return letters.upper() if capitals else letters


def from_vni(text: str) -> str:
    """Text of a VNI font."""
    pieces, place = [], 0
    for pair in _VNI_PAIR.finditer(text):
        marks = _marks(pair[1].lower(), pair[2].lower())
        if marks is None:
            continue
        pieces += [text[place : pair.start()].translate(_VNI_ALONE), pair[1].translate(_VNI_ALONE) + marks]
        place = pair.end()
    return "".join(pieces) + text[place:].translate(_VNI_ALONE)


def _marks(letter: str, sign: str) -> str | None:
    if sign in _TONES:
        return _TONES[sign]
    if sign in _HATS and letter in "aeo":
        return "\u0302" + _HATS[sign]
    return "\u0306" + _BREVES[sign] if sign in _BREVES and letter == "a" else None


def kind_of(font: str) -> str:
    """The encoding that a font name implies: "tcvn3", "tcvn3-capitals", "vni", or "" for Unicode."""
    if font.startswith(".Vn"):
        return "tcvn3-capitals" if _FACE.split(font)[0].rstrip().endswith("H") else "tcvn3"
    return "vni" if font.upper().startswith("VNI-") else ""


# One-byte letters that Vietnamese in Unicode does not use, and that old fonts draw as other letters.
_STRANGE = re.compile("[¡-¦¨©ª¬\u00ad®¯±-¶¸-¾ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ]")
_STRANGE_SHARE, _FEWEST = 0.08, 40


def has_strange_letters(text: str) -> bool:
    """True where some of it may be written for an old font."""
    return bool(_STRANGE.search(text))


def is_garbled(text: str) -> bool:
    """True where so many letters are foreign that the text cannot be Vietnamese."""
    letters = sum(letter.isalpha() for letter in text)
    return letters >= _FEWEST and len(_STRANGE.findall(text)) > letters * _STRANGE_SHARE


def decoded(text: str, kind: str) -> str:
    return from_vni(text) if kind == "vni" else from_tcvn3(text, capitals=kind == "tcvn3-capitals")


def rewrite(content: BinaryIO, output: BinaryIO) -> dict:
    """Write the DOCX with its old texts in Unicode; report how many runs were converted. Writes nothing for 0."""
    content.seek(0)
    count, made = 0, io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        words = [name for name in source.namelist() if _PARTS.fullmatch(name) or name == _STYLES]
        if not any(NAMED.search(read_part(source, name)) for name in words):
            return {"runs": 0}
        styles = _Styles(parsed(source, _STYLES) if _STYLES in source.namelist() else None)
        for part in source.infolist():
            data = read_part(source, part.filename)
            if _PARTS.fullmatch(part.filename):
                tree = etree.fromstring(data, parser())
                runs = sum(_rewrite_run(run, styles) for run in tree.iter(f"{_W}r"))
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True) if runs else data
                count += runs
            target.writestr(part, data)
    if count:
        output.write(made.getvalue())
    return {"runs": count}


def parser() -> etree.XMLParser:
    """A parser that fetches nothing and knows no entities."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one part.

    Raises:
        NotReadError: it is too large.
    """
    with archive.open(name) as part:
        data = part.read(_MAX_PART + 1)
    if len(data) > _MAX_PART:
        raise NotReadError(TOO_LARGE, name)
    return data


def parsed(archive: zipfile.ZipFile, name: str):
    """One part as a tree."""
    return etree.fromstring(read_part(archive, name), parser())


class _Styles:
    """The font of each style, its own or that of its base style."""

    def __init__(self, tree):
        self._fonts, self._bases, self._default, self.usual = {}, {}, "", ""
        for style in tree.iter(f"{_W}style") if tree is not None else ():
            key, base = style.get(f"{_W}styleId"), style.find(f"{_W}basedOn")
            self._fonts[key] = _font_in(style.find(f"{_W}rPr"))
            self._bases[key] = base.get(f"{_W}val") if base is not None else ""
            if style.get(f"{_W}default") == "1" and style.get(f"{_W}type") == "paragraph":
                self.usual = key
        if tree is not None:
            self._default = _font_in(tree.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))

    def font_of(self, key: str) -> str:
        for _ in range(20):
            if not key or self._fonts.get(key):
                break
            key = self._bases.get(key, "")
        return self._fonts.get(key, "")

    def font_of_run(self, run) -> str:
        """The run's own font, its style's, its paragraph's, or the document's."""
        own = run.find(f"{_W}rPr")
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        of_paragraph = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
        of_run = own.find(f"{_W}rStyle") if own is not None else None
        return (
            _font_in(own)
            or (self.font_of(of_run.get(f"{_W}val")) if of_run is not None else "")
            or self.font_of(of_paragraph.get(f"{_W}val") if of_paragraph is not None else self.usual)
            or self._default
        )


def _font_in(properties) -> str:
    fonts = properties.find(f"{_W}rFonts") if properties is not None else None
    return (fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "") if fonts is not None else ""


def _rewrite_run(run, styles: _Styles) -> int:
    kind = kind_of(styles.font_of_run(run))
    if not kind:
        return 0
    for element in list(run):
        if element.tag == f"{_W}softHyphen" and kind != "vni":
            element.tag, element.text = f"{_W}t", "\u00ad"
        if element.tag == f"{_W}t" and element.text:
            element.text = decoded(element.text, kind)
    own = run.find(f"{_W}rPr")
    if own is None:
        own = etree.Element(f"{_W}rPr")
        run.insert(0, own)
    fonts = own.find(f"{_W}rFonts")
    if fonts is None:
        fonts = etree.SubElement(own, f"{_W}rFonts")
        own.insert(0, fonts)
    for place in ("ascii", "hAnsi", "cs"):
        fonts.set(f"{_W}{place}", FONT)
    return 1
