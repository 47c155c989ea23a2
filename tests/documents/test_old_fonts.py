"""Word files typed in fonts from before Unicode (TCVN3, VNI) are found and shown in the letters that were meant."""

import io
import re
import unicodedata
import zipfile

import openpyxl
import pikepdf
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from documents.kinds import DOC, DOCX, PPTX, XLSX
from documents.previews import build, office
from documents.previews.build import OLD_FONTS, PAPER
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
def test_the_name_of_a_font_determines_its_encoding(font, kind):
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
    shown = read(OLD_FONTS[DOCX], file, output=output)
    if not shown["runs"]:
        assert output.getvalue() == b""
        return 0, []
    with zipfile.ZipFile(output) as archive:
        words = archive.read("word/document.xml").decode()
    assert ".Vn" not in words
    return shown["runs"], [unicodedata.normalize("NFC", text) for text in re.findall("<w:t>(.*?)</w:t>", words)]


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


# -- Workbooks, slides, files of the older kinds, PDF ------------------------------------------------------------------


def test_each_cell_of_a_workbook_is_read_by_its_own_font():
    book, file, output = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    page = book.active
    for place, (text, font) in enumerate([(TCVN3, ".VnTime"), (VNI, "VNI-Times"), (TCVN3, "Arial")], start=1):
        page.cell(place, 1, text).font = Font(name=font)
    page["B1"] = CellRichText("a ", TextBlock(InlineFont(rFont=".VnTimeH"), "H¶i Phßng"))
    page["B2"] = 7.5
    page["B2"].font = Font(name=".VnTime")
    book.save(file)

    shown = read(OLD_FONTS[XLSX], file, output=output)
    made = openpyxl.load_workbook(output).active

    texts = [unicodedata.normalize("NFC", str(made.cell(row, 1).value)) for row in (1, 2, 3)]
    assert (shown["runs"], texts) == (3, [MEANT, MEANT, TCVN3])
    assert (made["B1"].value, made["B2"].value, made["A1"].font.name) == ("a HẢI PHÒNG", 7.5, "Times New Roman")


def test_a_workbook_in_fonts_of_today_stays_as_it_is():
    book, file, output = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active["A1"] = TCVN3
    book.save(file)

    assert (read(OLD_FONTS[XLSX], file, output=output), output.getvalue()) == ({"runs": 0}, b"")


A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def slides_file(body: str, *, usual: str = "Arial") -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("ppt/slides/slide1.xml", f'<p:sld xmlns:p="p" xmlns:a="{A}">{body}</p:sld>')
        theme = f'<a:minorFont><a:latin typeface="{usual}"/></a:minorFont>'
        made.writestr("ppt/theme/theme1.xml", f'<a:theme xmlns:a="{A}">{theme}</a:theme>')
    return file


def test_each_run_of_a_slide_is_read_by_its_own_font():
    own = f'<a:p><a:r><a:rPr><a:latin typeface=".VnTime"/></a:rPr><a:t>{TCVN3}</a:t></a:r></a:p>'
    other = "<a:p><a:r><a:t>H¶i</a:t></a:r></a:p>"
    listed = '<a:lstStyle><a:lvl1pPr><a:defRPr><a:latin typeface="VNI-Times"/></a:defRPr></a:lvl1pPr></a:lstStyle>'
    body = f"<p:txBody>{own}{other}</p:txBody><p:txBody>{listed}<a:p><a:r><a:t>{VNI}</a:t></a:r></a:p></p:txBody>"
    for usual, expected, count in (("Arial", "H¶i", 2), (".VnArial", "Hải", 3)):
        output = io.BytesIO()
        shown = read(OLD_FONTS[PPTX], slides_file(body, usual=usual), output=output)
        with zipfile.ZipFile(output) as archive:
            slide = unicodedata.normalize("NFC", archive.read("ppt/slides/slide1.xml").decode())
        assert (shown["runs"], re.findall("<a:t>(.*?)</a:t>", slide)) == (count, [MEANT, expected, MEANT])
        assert not re.search("[.]Vn|VNI-", slide)


_SAME = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 "
    b"begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <FF> <0020> endbfrange endcmap end end"
)


def paper(*lines: tuple[str, str]) -> io.BytesIO:
    """A PDF with these lines, each in its font; letters of one byte, as a word processor prints them."""
    made, fonts, drawn, file = pikepdf.new(), {}, [], io.BytesIO()
    page = made.add_blank_page(page_size=(600, 400))
    for number, (text, font) in enumerate(lines):
        fonts[f"/F{number}"] = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name(f"/ABCDEF+{font}"),
            Encoding=pikepdf.Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=pikepdf.Array([500] * 224),
            ToUnicode=made.make_stream(_SAME),
        )
        letters = text.encode("latin-1").hex().encode()
        drawn.append(b"BT /F%d 12 Tf 20 %d Td <%s> Tj ET" % (number, 350 - 30 * number, letters))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts))
    page.Contents = made.make_stream(b"\n".join(drawn))
    made.save(file)
    return file


def test_each_letter_of_a_pdf_is_read_by_its_own_font():
    lines = (TCVN3, ".VnTime"), ("So 12/BC-UBND", "Arial"), ("H¶i Phßng", ".VnTimeH,Bold"), (VNI, "VNI-Times-Bold")
    shown = read(PAPER, paper(*lines), output=io.BytesIO())

    text = unicodedata.normalize("NFC", shown["texts"][0])
    assert (text.split("\r\n"), shown["pictured"]) == ([MEANT, "So 12/BC-UBND", "HẢI PHÒNG", MEANT], [False])


def test_letters_that_no_name_explains_are_read_off_the_page_as_off_a_scan():
    garbled = read(PAPER, paper((TCVN3, "TT12o00")), output=io.BytesIO())
    german = read(
        PAPER,
        paper(("Die Größe der Wörter in diesem Bericht ist so, wie sie in der Vorlage war", "Arial")),
        output=io.BytesIO(),
    )

    assert (garbled["texts"], garbled["pictured"]) == ([""], [True])
    assert ("Größe" in german["texts"][0], german["pictured"]) == (True, [False])


@pytest.mark.skipif(not office.converts(DOC), reason="LibreOffice is not installed")
def test_a_file_of_the_older_kind_is_renewed_first(tmp_path):
    source = tmp_path / "source.docx"
    source.write_bytes(docx(TCVN3, font=".VnTime"))
    old = office._converted(source, DOC.extension, tmp_path / "old")

    new, kind = build._in_unicode(old, DOC)

    with zipfile.ZipFile(new) as archive:
        words = archive.read("word/document.xml").decode()
    # A soft hyphen, which these fonts draw as ư, stands apart in Word's file.
    assert "".join(re.findall("<w:t[^>]*>(.*?)</w:t>", words)) == MEANT
    assert kind is DOCX
