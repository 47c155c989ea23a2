"""Previews with real programs: what is made of each kind of file, what is not, and that none of it does harm."""

import base64
import ctypes
import io
import socket
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont
from weasyprint import HTML

from documents import services
from documents.kinds import DOCX, PPT, XLSX
from documents.models import Discarded, FailedReading, Inspection, Preview, StoredFile
from documents.previews import build, ocr, office, storage_paths
from documents.queries import contents_to_preview
from documents.readers import NotReadError
from documents.readers.workbooks import keep_printable
from documents.sandbox import programs
from documents.services.deletion import GRACE
from tests.documents.test_pictures import encoded, is_red, scene
from tests.factories.accounts import UserFactory, administrator
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import ADDED
from tests.factories.office import docx, open_xml

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SENTENCE = "Báo cáo kết quả tiếp công dân của Ủy ban nhân dân phường"
# Landlock: not in every kernel and container.
KEEPS_FILES_APART = ctypes.CDLL(None).syscall(444, None, 0, 1) > 0
WRITER = any(Path("/usr/lib/libreoffice/program").glob("libswlo.so"))
needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
needs_ocr = pytest.mark.skipif(not ocr.is_on(), reason="OCRmyPDF or Tesseract's Vietnamese is not installed")


@pytest.fixture(autouse=True)
def previews_are_made(settings):
    settings.PREVIEWS = True


@pytest.fixture
def no_scans(monkeypatch):
    monkeypatch.setattr(ocr, "is_on", lambda: False)


@pytest.fixture(scope="module")
def typed():
    """Two pages of text, and a third without."""
    page = '<p style="page-break-after: always">'
    return HTML(string=f"{page}{SENTENCE}</p>{page}Trang thứ hai, số 15/BC-UBND ngày 3/9</p><p></p>").write_pdf()


def kept(body, name="van-ban.pdf"):
    """An uploaded file, after the worker has processed it."""
    stored = services.store_file(upload=SimpleUploadedFile(name, body), by=UserFactory(), now=ADDED)
    return stored, Preview.objects.filter(inspection=stored.inspection).first()


def thumbnail_of(stored):
    with default_storage.open(storage_paths.thumbnail_address(stored.sha256)) as content:
        return Image.open(io.BytesIO(content.read())).convert("RGB")


def drawn(*lines):
    font = ImageFont.truetype("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf", 34)
    page = Image.new("L", (1240, 500), 250)
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((80, 80 + 90 * number), line, fill=20, font=font)
    return page


def scanned(*lines):
    output = io.BytesIO()
    drawn(*lines).save(output, "PDF", resolution=150)
    return output.getvalue()


def test_a_pdf_gets_a_thumbnail_and_its_text_page_by_page(typed):
    stored, preview = kept(typed)

    assert (preview.state, preview.pages, preview.source) == ("made", 3, "inside")
    assert preview.text.split("\f") == [SENTENCE, "Trang thứ hai, số 15/BC-UBND ngày 3/9", ""]
    assert preview.key.split("\f")[0] == "bao cao ket qua tiep cong dan cua uy ban nhan dan phuong"
    assert max(thumbnail_of(stored).size) == 320


@pytest.mark.parametrize(("kind", "turned"), [("JPEG", 6), ("HEIF", 1), ("PNG", 1)])
def test_a_picture_stands_upright_in_its_thumbnail(kind, turned, no_scans):
    picture = scene(640, 320).transpose(Image.Transpose.ROTATE_90) if turned == 6 else scene(640, 320)
    stored, preview = kept(encoded(picture, kind, turned=turned), f"anh.{kind.lower()}")

    assert (preview.state, preview.pages, preview.source) == ("made", 1, "unread")
    assert thumbnail_of(stored).size == (320, 160)
    assert is_red(thumbnail_of(stored).getpixel((160, 20)))


@needs_office
def test_a_workbook_is_converted_to_pdf_and_can_be_searched():
    book, body = openpyxl.Workbook(), io.BytesIO()
    book.active.append([2026, "=1+1", "Thống kê hồ sơ trực tuyến của phường"])
    book.save(body)
    stored, preview = kept(body.getvalue(), "thong-ke.xlsx")

    assert (preview.state, preview.pages, preview.has_paper, preview.source) == ("made", 1, True, "inside")
    assert "thong ke ho so truc tuyen" in preview.key
    with default_storage.open(storage_paths.paper_address(stored.sha256)) as paper, pikepdf.open(paper) as read:
        assert len(read.pages) == 1


@needs_office
def test_a_workbook_of_millions_of_pages_is_not_laid_out():
    """A single value in the last row of twelve sheets: 5 KB that cost the converter seconds."""
    last_rows = with_values_at(*[2**20 - 1] * 12)
    _stored, preview = kept(last_rows, "lon.xlsx")

    assert (preview.state, preview.why) == ("cannot", "too_large")


@pytest.mark.parametrize(
    ("sheets", "height"),
    [
        ([b'<row r="7"><c r="A7"><v>1</v></c></row>'], 7),
        ([b'<row r="7"><c r="A7"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="3"/></row>'], 7),
        ([b'<x:row spans="1:2" r="9"><x:c><x:is><x:t>a</x:t></x:is></x:c></x:row><row r="12"/>'] * 2, 18),
        ([b'<row r="9"><c><f>1+1</f></c></row><row r="3"><c><v>1</v></c></row>'], 9),
        ([b'<row r="1048576"><c><v>1</v></c></row>'] * 2, 2 * 2**20),
        ([b'<row r="1048576"><c><v>1</v></c></row>'] * 2 + [b'<row r="1"><c><v>1</v></c></row>'], None),
        ([b"<row/>" + b" " * 3_000_000], None),
    ],
    ids=["list", "stray format", "prefix", "out of order", "at the bound", "beyond it", "packed"],
)
def test_how_far_down_the_values_of_a_workbook_reach(sheets, height):
    body = with_sheets(sheets)
    if height is None:
        with pytest.raises(NotReadError) as refused:
            keep_printable(io.BytesIO(body), io.BytesIO())
        assert refused.value.why == "too_large"
    else:
        assert keep_printable(io.BytesIO(body), io.BytesIO()) == {"height": height}


def with_values_at(*rows: int) -> bytes:
    return with_sheets([f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>'.encode() for row in rows])


def with_sheets(sheets: list[bytes]) -> bytes:
    """A workbook whose sheets hold these rows."""
    book, body, made = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for _sheet in sheets[1:]:
        book.create_sheet()
    book.save(body)
    with zipfile.ZipFile(body) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                rows = sheets[int(name.removeprefix("xl/worksheets/sheet").removesuffix(".xml")) - 1]
                data = data.replace(b"<sheetData>", b"<sheetData>" + rows)
            target.writestr(name, data)
    return made.getvalue()


@needs_office
@pytest.mark.skipif(not WRITER, reason="LibreOffice Writer is not installed")
def test_a_word_file_is_converted_and_fetches_nothing_from_outside():
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _stored, preview = kept(docx(SENTENCE, picture_at=f"http://127.0.0.1:{server.server_port}/a.png"), "bc.docx")
        server.shutdown()

    assert (preview.state, preview.pages, preview.text) == ("made", 1, SENTENCE)
    assert asked == []


@needs_ocr
def test_a_scan_under_a_signatures_stamp_is_read_too_and_typed_pages_stay_as_they_are():
    scan = io.BytesIO()
    drawn("Nghị quyết về chuyển đổi số của phường").save(scan, "PNG")
    image = f'<img width=600 src="data:image/png;base64,{base64.b64encode(scan.getvalue()).decode()}">'
    typed_page = f'<p style="page-break-after: always">{SENTENCE}, {SENTENCE}</p>'
    _stored, preview = kept(HTML(string=f"{typed_page}<p>Ký bởi: Văn phòng</p>{image}").write_pdf())

    first, second = preview.text.split("\f")
    assert (preview.source, first) == ("ocr", f"{SENTENCE}, {SENTENCE}")
    assert "chuyển đổi số" in second
    assert "Ký bởi" in second


@needs_ocr
def test_a_scan_is_read_in_vietnamese_and_the_file_stays_as_it_came():
    body = scanned("ỦY BAN NHÂN DÂN PHƯỜNG HỒNG BÀNG", "Kế hoạch cải cách hành chính năm nay")
    stored, preview = kept(body)

    assert (preview.state, preview.source) == ("made", "ocr")
    assert "uy ban nhan dan phuong hong bang" in preview.key
    assert "ke hoach cai cach hanh chinh" in preview.key
    with stored.content.open("rb") as content:
        assert content.read() == body


def test_without_ocr_a_scan_says_that_it_is_not_read(no_scans):
    _stored, preview = kept(scanned("Kế hoạch"))

    assert (preview.state, preview.source, preview.text) == ("made", "unread", "")


def test_what_cannot_be_shown_says_why_and_breaks_nothing(typed, monkeypatch):
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(typed)) as paper:
        paper.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    whys = {
        "broken": kept(b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj trailer <</Root 1 0 R>>")[1].why,
        "locked": kept(locked.getvalue())[1].why,
    }
    whys["bomb"] = kept(encoded(Image.new("1", (8000, 7600)), "PNG"), "anh.png")[1].why
    monkeypatch.setattr(office, "program", lambda: None)
    whys["no office"] = kept(docx(SENTENCE), "bc.docx")[1].why

    assert whys == {"broken": "unreadable", "locked": "locked", "bomb": "too_large", "no office": "no_converter"}


def test_a_page_as_large_as_a_field_is_drawn_small(typed):
    huge = io.BytesIO()
    with pikepdf.open(io.BytesIO(typed)) as paper:
        paper.pages[0].MediaBox = [0, 0, 2_000_000, 1_000_000]
        paper.save(huge)

    assert kept(huge.getvalue())[1].state == "made"


@pytest.fixture
def programs_at(monkeypatch, tmp_path):
    """`programs_at(soffice="script")` replaces the machine's programs by shell scripts."""

    def put(**scripts):
        for name, script in scripts.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return put


def test_a_failed_conversion_is_recorded_reported_and_tried_again_at_night(programs_at):
    programs_at(soffice="mkdir -p made/source.pdf")
    stored, preview = kept(docx(SENTENCE), "bc.docx")
    assert (preview.state, preview.why) == ("cannot", "failed")
    assert contents_to_preview() == [stored.inspection_id]

    programs_at(soffice="exit 1")
    call_command("make_previews", stdout=io.StringIO(), stderr=io.StringIO())
    preview.refresh_from_db()
    assert (preview.why, contents_to_preview()) == ("unreadable", [])


def test_a_program_that_cannot_be_started_is_no_fault_of_the_file(programs_at, tmp_path):
    programs_at(soffice="")
    (tmp_path / "soffice").write_text("#!/no/such/shell\n")

    assert kept(docx(SENTENCE), "bc.docx")[1].why == "failed"


@pytest.mark.parametrize("script", ["mkdir text.txt", "echo broken; exit 2"], ids=["unexpected", "not read"])
def test_a_scan_that_could_not_be_read_stays_unread_with_the_reason_until_asked_again(
    programs_at, monkeypatch, caplog, script
):
    monkeypatch.setattr(ocr, "is_on", lambda: True)
    programs_at(ocrmypdf=script)
    stored, preview = kept(scanned("Kế hoạch"))
    failed = FailedReading.objects.get()
    assert (preview.state, preview.source, failed.reader, failed.why) == ("made", "unread", "ocr", "broken")
    assert failed.message

    for options in ([], ["--again"]):
        call_command("make_previews", *options, stdout=io.StringIO(), stderr=io.StringIO())
    assert [line for line in caplog.messages if "could not be read (ocr)" in line][2:] == []
    programs_at(ocrmypdf="printf 'Kế hoạch năm nay' >text.txt")
    call_command("make_previews", "--again", stdout=io.StringIO(), stderr=io.StringIO())
    preview.refresh_from_db()
    assert (preview.source, preview.text, FailedReading.objects.count()) == ("ocr", "Kế hoạch năm nay", 0)
    assert stored.inspection_id not in contents_to_preview(again=True)


@needs_office
def test_an_empty_office_file_is_given_up():
    assert kept(open_xml("word/document.xml"), "bc.docx")[1].why == "unreadable"


def test_libreoffice_converts_what_its_installed_parts_can(monkeypatch, tmp_path):
    (tmp_path / "soffice").touch()
    monkeypatch.setattr(office, "program", lambda: str(tmp_path / "soffice"))
    unknown = office.converts(DOCX)
    (tmp_path / "libsclo.so").touch()

    assert (unknown, office.converts(XLSX), office.converts(DOCX), office.converts(PPT)) == (True, True, False, False)


def test_a_program_that_takes_too_long_or_too_much_is_ended(tmp_path):
    with pytest.raises(programs.TimedOutError):
        programs.run(["sleep", "30"], folder=tmp_path, seconds=0.2, megabytes=500)
    code, _printed = programs.run(["sh", "-c", "echo $SECRET_KEY; exit 3"], folder=tmp_path, seconds=9, megabytes=500)
    greedy = ["python3", "-c", "bytearray(10**9)"]
    greedy_code, printed = programs.run(greedy, folder=tmp_path, seconds=9, megabytes=300)

    assert (code, _printed.strip()) == (3, "")
    assert greedy_code
    assert "MemoryError" in printed


# Tries what an exploited converter would try, and reports what it could do.
_TAKEN_OVER = """
import os, socket, sys
def attempt(name, act):
    try:
        act()
        print(name)
    except OSError:
        pass
port, near, sent, elsewhere = sys.argv[1:]
attempt("inet", lambda: socket.create_connection(("127.0.0.1", int(port)), timeout=2))
attempt("inet6", lambda: socket.socket(socket.AF_INET6))
attempt("datagram", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
attempt("local", lambda: socket.socket(socket.AF_UNIX).connect(near))
attempt("reads the sent file", lambda: open(sent).read())
attempt("writes in its folder", lambda: open("made", "w"))
attempt("reads the portal's", lambda: open(elsewhere).read())
attempt("reads others' secrets", lambda: open(f"/proc/{os.getppid()}/environ").read())
attempt("writes elsewhere", lambda: open(elsewhere + ".x", "w"))
"""


def test_a_converter_opens_no_connection_and_uses_no_file_but_the_sent_one(tmp_path):
    folder, sent, elsewhere, near = (tmp_path / name for name in ("folder", "sent.docx", "settings.env", "s"))
    folder.mkdir()
    sent.touch()
    elsewhere.touch()
    with socket.create_server(("127.0.0.1", 0)) as inet, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(near))
        local.listen()
        command = ["python3", "-c", _TAKEN_OVER, inet.getsockname()[1], near, sent, elsewhere]
        code, printed = programs.run(command, folder=folder, seconds=9, megabytes=500, reads=[sent])

    could = set(printed.splitlines())
    assert (code, {"reads the sent file", "writes in its folder"} - could) == (0, set())
    assert not could & {"inet", "inet6", "datagram", "local"}
    if KEEPS_FILES_APART:
        assert could == {"reads the sent file", "writes in its folder"}


def test_text_and_key_have_the_same_places():
    text, key = build.aligned("Hải\x00 Phòng \ufb01n İ 각\r\n đường\fTrang  hai")

    assert len(text) == len(key)
    assert (text[:9], key[:9], text.count("\f")) == ("Hải Phòng", "hai phong", 1)


def test_before_the_scanner_has_spoken_nothing_is_made(settings, typed, no_scans):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    stored, preview = kept(typed)
    assert preview is None

    inspection = Inspection.objects.get(pk=stored.inspection_id)
    inspection.clear(scanner="clamd", at=ADDED)
    inspection.save()
    call_command("make_previews", stdout=io.StringIO(), stderr=io.StringIO())
    assert Preview.objects.get(inspection=inspection).state == "made"

    services.forget_preview(inspection=inspection)
    assert not default_storage.exists(storage_paths.thumbnail_address(stored.sha256))


def test_what_the_portal_made_itself_gets_no_preview(typed):
    services.store_file(upload=SimpleUploadedFile("giay.pdf", typed), by=None, now=ADDED)

    assert Preview.objects.count() == 0


def test_missing_previews_are_made_by_command_and_tried_again_on_demand(typed, monkeypatch, no_scans):
    stored = StoredFileFactory(body=typed, stored_by=UserFactory())
    output = io.StringIO()
    call_command("make_previews", stdout=output, stderr=io.StringIO())
    assert output.getvalue().strip() == "0 waiting, 1 made, 0 cannot, 0 unread"

    Preview.objects.all().delete()
    broken = Preview.objects.create(inspection=stored.inspection)
    broken.give_up(why="too_slow", at=ADDED)
    broken.save()
    call_command("make_previews", stdout=io.StringIO(), stderr=io.StringIO())
    broken.refresh_from_db()
    assert broken.state == "cannot"
    call_command("make_previews", "--again", stdout=io.StringIO(), stderr=io.StringIO())
    broken.refresh_from_db()
    assert (broken.state, broken.why, broken.pages) == ("made", "", 3)

    default_storage.delete(storage_paths.thumbnail_address(stored.sha256))
    call_command("make_previews", "--all", "--no-scans", stdout=io.StringIO(), stderr=io.StringIO())
    assert default_storage.exists(storage_paths.thumbnail_address(stored.sha256))


def test_what_was_derived_goes_with_the_content_and_is_no_orphan(typed):
    stored, _preview = kept(typed)
    verification = services.begin_verification(now=ADDED)
    while services.verify_next(verification=verification, now=ADDED.replace(year=2030)):
        pass
    assert verification.findings.count() == 0

    services.discard_files(files=[stored], now=ADDED)
    services.remove_discarded(now=ADDED + GRACE)
    assert [model.objects.count() for model in (StoredFile, Preview, Discarded, Inspection)] == [0, 0, 0, 0]
    assert not default_storage.exists(storage_paths.thumbnail_address(stored.sha256))


def test_in_a_bucket_it_is_the_same_and_the_store_answers_for_itself(bucket, typed, client):
    stored, preview = kept(typed)

    assert (preview.state, preview.pages) == ("made", 3)
    assert max(thumbnail_of(stored).size) == 320
    client.force_login(administrator())
    assert client.get(reverse("health")).json()["store"] == "up"
    storage_paths.remove(stored.sha256)
    assert storage_paths.thumbnail_of(stored) is None


@needs_office
def test_a_word_file_in_a_font_from_before_unicode_is_found_in_its_own_words():
    _stored, preview = kept(docx("H¶i Phßng", font=".VnTime"), "cu.docx")
    assert (preview.text, preview.key) == ("Hải Phòng", "hai phong")
