"""Word files typed in fonts from before Unicode (TCVN3, VNI) are found and shown in the letters that were meant."""

import io
import re
import unicodedata
import zipfile

import pytest

from documents.previews.build import OLD_FONTS
from documents.readers.old_fonts import from_tcvn3, from_vni, kind_of
from documents.sandbox.reading import read
from tests.factories.office import docx

MEANT = "Kế hoạch cải cách hành chính của phường Hải Dương, đường dây nóng"
TCVN3 = "KÕ ho¹ch c¶i c¸ch hµnh chÝnh cña ph\u00ad\u00eang H¶i D\u00ad¬ng, ®\u00ad\u00eang d©y nãng"
VNI = "Keá hoaïch caûi caùch haønh chính cuûa phöôøng Haûi Döông, ñöôøng daây noùng"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (VNI, MEANT),
        ("ÑOÂNG HÖNG, CAÛI CAÙCH", "ĐÔNG HƯNG, CẢI CÁCH"),
        ("taém kyõ nghæ vónh vieãn", "tắm kỹ nghỉ vĩnh viễn"),
    ],
)
def test_vni_is_read_as_its_font_draws_it(written, meant):
    assert unicodedata.normalize("NFC", from_vni(written)) == meant


def test_tcvn3_is_read_as_its_font_draws_it():
    assert from_tcvn3(TCVN3) == MEANT
    assert from_tcvn3("H¶i Phßng", capitals=True) == "HẢI PHÒNG"


@pytest.mark.parametrize(
    ("font", "kind"),
    [(".VnTime", "tcvn3"), (".VnTimeH", "tcvn3-capitals"), ("VNI-Times", "vni"), ("Vni-Helve", "vni"), ("Arial", "")],
)
def test_the_name_of_a_font_tells_its_writing(font, kind):
    assert kind_of(font) == kind


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_file(body: str, styles: str = "") -> io.BytesIO:
    """A Word file with this body, and with these styles."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(""))) as plain, zipfile.ZipFile(file, "w") as made:
        for name in plain.namelist():
            if name != "word/document.xml":
                made.writestr(name, plain.read(name))
        made.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        if styles:
            made.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')
    return file


def run(text: str, font: str = "") -> str:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    return f"<w:r>{fonts}<w:t>{text}</w:t></w:r>"


def rewritten(file: io.BytesIO) -> tuple[int, list[str]]:
    """How many runs were rewritten, and the texts of the file made of it."""
    output = io.BytesIO()
    told = read(OLD_FONTS, file, output=output)
    if not told["runs"]:
        assert output.getvalue() == b""
        return 0, []
    with zipfile.ZipFile(output) as archive:
        words = archive.read("word/document.xml").decode()
    assert ".Vn" not in words
    return told["runs"], [unicodedata.normalize("NFC", text) for text in re.findall("<w:t>(.*?)</w:t>", words)]


def test_each_run_is_read_by_its_own_font():
    body = f"<w:p>{run(TCVN3, '.VnTime')}{run('Đồ Sơn', 'Times New Roman')}{run('H¶i Phßng', '.VnTimeH')}</w:p>"
    assert rewritten(word_file(body)) == (2, [MEANT, "Đồ Sơn", "HẢI PHÒNG"])


@pytest.mark.parametrize(
    "styles",
    [
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr></w:rPrDefault></w:docDefaults>',
        '<w:style w:type="paragraph" w:default="1" w:styleId=""><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr></w:style>',
    ],
)
def test_the_font_may_be_that_of_a_style_or_of_the_document(styles):
    assert rewritten(word_file(f"<w:p>{run(TCVN3)}</w:p>", styles)) == (1, [MEANT])


def test_a_style_has_the_font_of_the_style_it_is_based_on():
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:rPr><w:rFonts w:hAnsi="VNI-Times"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    )
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(VNI)}</w:p>' for style in ("b", "loop"))
    assert rewritten(word_file(body, styles)) == (1, [MEANT, VNI])


def test_a_hyphen_of_word_is_a_letter_there():
    body = (
        '<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t>ph</w:t><w:softHyphen/><w:t>êng</w:t></w:r></w:p>'
    )
    assert rewritten(word_file(body)) == (1, ["ph", "ư", "ờng"])


def test_a_file_of_today_stays_as_it_is():
    assert rewritten(word_file(f"<w:p>{run(MEANT, 'Arial')}</w:p>")) == (0, [])
