"""The dossier as one PDF: order, figures, outline, stamps; what cannot be included; digest, resuming, progress."""

import io
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from audit.models import Entry
from documents.models import Inspection, Preview
from documents.previews import storage_paths
from documents.readers.inspection import content_flags_of
from evidence import services
from evidence.dossier_pdf import build
from evidence.dossier_pdf.contents import contents_of
from evidence.dossier_pdf.states import dossier_pdf_of, dossier_pdf_state
from evidence.models import DossierPart, DossierPdf, EvidenceItem
from evidence.services import dossier_pdf
from tests.factories.accounts import editor_of, officer
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import ADDED, DossierPartFactory, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.once


def pdf(*words: str, size=(300, 400), rotate=0, change=None) -> bytes:
    """A small PDF, a word a page."""
    made = pikepdf.new()
    for word in words:
        page = made.add_blank_page(page_size=size)
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=made.make_indirect(font)))
        page.Contents = made.make_stream(f"2 0 0 2 50 50 cm BT /F1 12 Tf 20 100 Td ({word}) Tj ET".encode())
        page.Rotate = rotate
    if change:
        change(made)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def jpeg(*, turn=1, size=(60, 40)) -> bytes:
    """A picture, red at its left, blue at its right, held as EXIF says."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = picture.getexif()
    exif[0x0112] = turn
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, quality=95)
    return written.getvalue()


@pytest.fixture
def work(db):
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores={"I.1": "10", "I.2": "14"})


def put(work, criterion, body, name="a.pdf", media_type="application/pdf", position=1, **fields):
    file = StoredFileFactory(name=name, body=body, media_type=media_type)
    return EvidenceItemFactory(score=work.scores.get(criterion__code=criterion), position=position, file=file, **fields)


def bound(work, folder: Path, progress=lambda done, units: None) -> pikepdf.Pdf:
    folder.mkdir(exist_ok=True)
    return pikepdf.open(build.bind(contents_of(work), folder=folder, progress=progress, now=ADDED).path)


def text_of(folder: Path) -> list[str]:
    """What each page of the bound book says, its stamp in the last line."""
    text = subprocess.run(["pdftotext", "-layout", folder / "dossier.pdf", "-"], capture_output=True, check=True).stdout
    return [page.strip() for page in text.decode().split("\f")[:-1]]


def outline_of(document: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """Depth, words and page of each bookmark."""
    pages = {page.obj.objgen: place for place, page in enumerate(document.pages, start=1)}

    def below(node, depth):
        mark = node.get("/First")
        while mark is not None:
            yield depth, str(mark.Title), pages[mark.Dest[0].objgen]
            yield from below(mark, depth + 1)
            mark = mark.get("/Next")

    return list(below(document.Root.Outlines, 0))


def test_the_pdf_is_in_the_decrees_order_and_lists_the_right_pages(work, tmp_path):
    DossierPartFactory(assessment=work, kind="letter", signed_copy=True, signed=StoredFileFactory(body=pdf("TO-TRINH")))
    DossierPartFactory(
        assessment=work,
        kind="report",
        rendered=StoredFileFactory(body=pdf("BAO-CAO")),
        rendered_at=work.registration.submitted_at,
    )
    put(work, "I.1", pdf("HAI"), position=2)
    put(work, "I.1", pdf("MOT", "MOT-TIEP"), position=1, number="12/QĐ-UBND", issuer="UBND xã An Lão")

    document, pages = bound(work, tmp_path), text_of(tmp_path)

    first = {
        word: next(place for place, page in enumerate(pages, 1) if re.search(rf"\b{word}\b", page))
        for word in ("TO-TRINH", "BAO-CAO", "MOT", "MOT-TIEP", "HAI")
    }
    assert list(first.values()) == sorted(first.values())
    assert [mark for mark in outline_of(document) if mark[2] <= first["HAI"]][:8] == [
        (0, "Tờ trình", first["TO-TRINH"]),
        (0, "Báo cáo", first["BAO-CAO"]),
        (0, "Bảng tự chấm điểm", first["BAO-CAO"] + 1),
        (0, "Tài liệu minh chứng", first["BAO-CAO"] + 2),
        (1, "I. Nội dung I", first["BAO-CAO"] + 2),
        (2, "I.1. Nội dung I.1", first["MOT"] - 1),
        (3, "1. Quyết định số 12/QĐ-UBND của UBND xã An Lão", first["MOT"]),
        (3, "2. a.pdf", first["HAI"]),
    ]
    assert re.search(rf"I\.1\. Nội dung I\.1 +\(2 tài liệu\) +{first['MOT'] - 1}\n", pages[1])
    divider = pages[first["MOT"] - 2]
    assert re.search(rf"1\. +Quyết định số 12/QĐ-UBND của UBND xã An Lão +{first['MOT']}\n", divider)
    assert "Điểm tự chấm" in divider
    assert "Đã thực hiện I.1" in divider
    assert pages[first["MOT-TIEP"] - 1].endswith(f"I.1 · Tài liệu 1 · {first['MOT-TIEP']}/{len(pages)}")
    assert "dự thảo, chưa ký" in pages[first["BAO-CAO"] - 1]
    assert "dự thảo" not in pages[first["TO-TRINH"] - 1]
    links = [note.Dest[0].objgen for note in document.pages[1].Annots]
    assert links[0] == document.pages[first["TO-TRINH"] - 1].obj.objgen
    assert tuple(map(float, document.pages[first["MOT"] - 1].MediaBox)) == (0, 0, 300, 400)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_stamp_stands_at_the_foot_of_a_page_however_it_is_turned(work, tmp_path, rotate):
    put(work, "I.1", pdf("MOT", rotate=rotate))
    bound(work, tmp_path)

    shown = subprocess.run(["pdftotext", "-bbox", tmp_path / "dossier.pdf", "-"], capture_output=True, check=True)
    page = next(part for part in shown.stdout.decode().split("<page ")[1:] if ">MOT<" in part)
    wide, high = (400, 300) if rotate in (90, 270) else (300, 400)
    stamp = re.search(r'xMax="([\d.]+)" yMax="([\d.]+)">\d+/\d+<', page)

    assert high * 0.9 < float(stamp[2]) <= high
    assert wide * 0.9 < float(stamp[1]) <= wide


@pytest.mark.parametrize(("turn", "red"), [(1, "left"), (6, "top"), (3, "right"), (8, "bottom")])
def test_a_picture_is_upright_on_its_sheet_and_kept_byte_for_byte(work, tmp_path, turn, red):
    body = jpeg(turn=turn)
    put(work, "I.1", body, name="anh.jpg", media_type="image/jpeg")
    document = bound(work, tmp_path)
    place = next(
        n
        for n, page in enumerate(document.pages, 1)
        if "/XObject" in page.Resources and "/Im0" in page.Resources.XObject
    )

    assert document.pages[place - 1].Resources.XObject.Im0.read_raw_bytes() == body
    subprocess.run(
        ["pdftoppm", "-r", "36", "-png", "-singlefile", "-f", str(place), tmp_path / "dossier.pdf", tmp_path / "seen"],
        check=True,
    )
    seen = Image.open(tmp_path / "seen.png").convert("RGB")
    points = {
        (x, y)
        for x in range(seen.width)
        for y in range(seen.height)
        if seen.getpixel((x, y))[0] > 200 > 90 > seen.getpixel((x, y))[1]
    }
    blue = {
        (x, y)
        for x in range(seen.width)
        for y in range(seen.height)
        if seen.getpixel((x, y))[2] > 200 > 90 > seen.getpixel((x, y))[1]
    }
    middle = [sum(axis) / len(axis) for axis in zip(*points, strict=True)]
    other = [sum(axis) / len(axis) for axis in zip(*blue, strict=True)]
    by_key = {
        "left": middle[0] < other[0] - 5,
        "right": middle[0] > other[0] + 5,
        "top": middle[1] < other[1] - 5,
        "bottom": middle[1] > other[1] + 5,
    }
    assert [side for side, is_so in by_key.items() if is_so] == [red]


def test_what_cannot_be_bound_is_replaced_by_a_page_that_says_why(work, tmp_path, at):
    secret = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf("KIN"))).save(secret, encryption=pikepdf.Encryption(owner="a", user="b"))
    put(work, "I.1", b"%PDF-1.7 rac ruoi", name="hong.pdf", position=1)
    put(work, "I.1", secret.getvalue(), name="khoa.pdf", position=2)
    put(work, "I.1", b"PK\x03\x04 word", name="bang.docx", media_type="application/msword", position=3)
    put(work, "I.1", b"\xff\xd8\xff anh hong", name="anh.jpg", media_type="image/jpeg", position=4)
    lost = put(work, "I.1", pdf("MAT"), name="mat.pdf", position=5)
    lost.file.content.storage.delete(lost.file.content.name)
    infected = put(work, "I.1", pdf("VIRUS"), name="virus.pdf", position=6)
    Inspection.objects.filter(pk=infected.file.inspection_id).update(
        state=Inspection.State.INFECTED, reason="Eicar", scanned_at=at(2026, 11, 21)
    )
    put(work, "I.2", pdf("LANH"))

    bound(work, tmp_path)
    pages = text_of(tmp_path)

    notices = [page for page in pages if "không có trong quyển này" in page]
    reasons = ["bị hỏng", "khóa bằng mật khẩu", "không phải PDF", "bị hỏng", "không còn trong kho", "mã độc"]
    # The three papers, which nobody has begun, come first.
    assert len(notices) == 3 + len(reasons)
    for notice, reason in zip(notices[3:], reasons, strict=True):
        assert reason in notice
        assert ("Trong tệp ZIP" in notice) == (reason not in ("không còn trong kho", "mã độc"))
    assert any("LANH" in page for page in pages)
    assert not any("VIRUS" in page for page in pages)


def act_up(made):
    """Everything that a PDF does by itself."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    attached = made.make_stream(b"MZ", Type=pikepdf.Name.EmbeddedFile)
    file = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, EF=pikepdf.Dictionary(F=attached))
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=["a", made.make_indirect(file)]))
    page = made.pages[0]
    page.AA = pikepdf.Dictionary(O=script)
    looks = made.make_stream(b"0 0 5 5 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    looks.AF = pikepdf.Array([file])
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    web = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://haiphong.gov.vn/"))
    rect = [10, 10, 60, 60]
    notes = [
        pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=rect, A=launch),
        pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=rect, A=web),
        pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment, Rect=rect, FS=file),
        pikepdf.Dictionary(
            Subtype=pikepdf.Name.Widget, Rect=rect, A=script, AA=page.AA, AP=pikepdf.Dictionary(N=looks)
        ),
    ]
    page.Annots = pikepdf.Array([made.make_indirect(note) for note in notes])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[page.Annots[3]])


def test_nothing_that_acts_by_itself_comes_along_while_links_and_seals_stay(work, tmp_path):
    body = pdf("MOT", change=act_up)
    assert len(content_flags_of(io.BytesIO(body), "application/pdf")) == 3
    put(work, "I.1", body)

    document = bound(work, tmp_path)

    with (tmp_path / "dossier.pdf").open("rb") as content:
        assert content_flags_of(content, "application/pdf") == []
    page = next(page for page in document.pages if "/F1" in page.Resources.Font)
    assert [(str(note.Subtype), str(note.get("/A", {}).get("/URI", ""))) for note in page.Annots] == [
        ("/Link", "https://haiphong.gov.vn/"),
        ("/Stamp", ""),
    ]


def test_a_public_page_comes_with_its_address_before_its_proof(work, tmp_path, at):
    link = {"kind": EvidenceItem.Kind.LINK, "address": "https://xa.gov.vn/tin/1", "seen_at": at(2026, 11, 2)}
    put(work, "I.1", pdf("CHUP"), **link)
    bound(work, tmp_path)
    pages = text_of(tmp_path)

    place = next(place for place, page in enumerate(pages) if "Trang thông tin công khai" in page)

    assert "https://xa.gov.vn/tin/1" in pages[place]
    assert "09:00 ngày 02/11/2026" in pages[place]
    assert "CHUP" in pages[place + 1]


def test_an_office_file_stands_in_it_as_the_pdf_that_was_made_of_it(work, tmp_path, at):
    item = put(work, "I.1", b"PK\x03\x04 bang tinh", name="bang.xlsx", media_type="application/vnd.ms-excel")
    before = contents_of(work).digest
    preview = Preview(inspection=item.file.inspection)
    preview.make(at=at(2026, 11, 3), pages=1, has_thumbnail=False, has_paper=True, source="none", text="", key="")
    preview.save()
    storage_paths.put(storage_paths.paper_address(item.file.sha256), pdf("BANG-TINH"))

    bound(work, tmp_path)

    assert contents_of(work).digest != before
    assert any("BANG-TINH" in page for page in text_of(tmp_path))


@pytest.mark.parametrize("count", [1, 3])
def test_reading_what_stands_in_it_costs_five_queries_at_any_size(work, django_assert_num_queries, count):
    for place in range(count):
        put(work, "I.1", pdf(str(place)), position=place)

    contents_of(work)  # the table, which never changes, is read once

    with django_assert_num_queries(5):
        contents_of(work)


def test_the_digest_changes_with_what_shows_and_with_nothing_else(work, at):
    one, two = put(work, "I.1", pdf("A"), position=1), put(work, "I.1", pdf("B"), position=2)
    seen = [contents_of(work).digest]

    def changes(change) -> bool:
        change()
        work.refresh_from_db()
        seen.append(contents_of(work).digest)
        return seen[-1] != seen[-2]

    def update(row, **fields):
        return lambda: type(row).objects.filter(pk=row.pk).update(**fields)

    score = work.scores.get(criterion__code="I.1")
    same = one.file.inspection
    assert not changes(lambda: None)
    assert not changes(update(score, version=7))
    assert not changes(update(one, added_at=at(2026, 11, 3)))
    # With no scanner a clean file and a waiting one are read alike.
    assert not changes(update(same, state=Inspection.State.CLEAN, scanned_at=at(2026, 11, 5)))
    assert changes(update(same, state=Inspection.State.INFECTED, reason="Eicar"))
    assert changes(update(score, points="9"))
    assert changes(update(score, explanation="Khác"))
    assert changes(update(score, not_applicable=True, points="10", explanation="Không có"))
    assert changes(update(one, caption="Ảnh lễ ra quân"))
    assert changes(update(two, position=0))
    assert changes(update(two, removed_at=at(2026, 11, 6), removed_by=officer()))
    assert changes(lambda: DossierPartFactory(assessment=work, kind=DossierPart.Kind.LETTER, signed_copy=True))


class Cut(Exception):  # noqa: N818 (no error: the worker is killed)
    pass


def test_a_cut_book_goes_on_from_the_finished_chapters(work, tmp_path, monkeypatch):
    for place, criterion in enumerate(("I.1", "I.1", "I.2", "II.1"), start=1):
        put(work, criterion, pdf(f"TRANG-{place}"), position=place)
    listed = []

    def cut(done, units):
        listed.append((done, units))
        if done == 6:
            raise Cut

    with pytest.raises(Cut):
        bound(work, tmp_path, cut)
    asked = []
    ours = build.Binder.pages_of
    monkeypatch.setattr(build.Binder, "pages_of", lambda binder, one: asked.append(one.label) or ours(binder, one))
    with (tmp_path / "journal").open("a") as journal:
        journal.write('{"chapter": "torn')
    whole = bound(work, tmp_path, lambda done, units: listed.append((done, units)))

    # Three papers and both files of I.1 were noted; I.2 was cut off.
    assert len(asked) == 2
    assert listed[0] == (0, 9)
    assert listed[7] == (5, 9)
    assert listed[-1] == (9, 9)
    assert sum("TRANG" in page for page in text_of(tmp_path)) == 4
    assert len(whole.pages) == len(text_of(tmp_path))


def test_bytes_that_changed_after_the_cut_are_bound_again(work, tmp_path):
    put(work, "I.1", pdf("MOT"))
    before = bound(work, tmp_path)
    count = len(before.pages)
    before.close()
    written = bytearray((tmp_path / "dossier.pdf").read_bytes())
    place = written.index(b"2 0 0 2 50 50 cm") if b"2 0 0 2 50 50 cm" in written else 400
    written[place] ^= 1
    (tmp_path / "dossier.pdf").write_bytes(written)

    assert len(bound(work, tmp_path).pages) == count
    assert any("MOT" in page for page in text_of(tmp_path))


def test_asking_twice_is_one_work_and_a_change_makes_the_book_old(work, at):
    now = at(2026, 11, 22)
    put(work, "I.1", pdf("MOT"))
    person = editor_of(work.registration.commune)
    before = Entry.objects.count()

    first = services.request_dossier_pdf(assessment=work, by=person, now=now)
    again = services.request_dossier_pdf(assessment=work, by=officer(), now=at(2026, 11, 23))

    assert (first.made_at, again.made_at, again.notices) == (now, now, 0)
    entries = Entry.objects.order_by("pk")[before:].values_list("verb", flat=True)
    assert list(entries) == ["evidence.request_book", "evidence.bind_book"]
    assert dossier_pdf_state(work, dossier_pdf_of(work), now=now).state == "made"
    put(work, "I.2", pdf("HAI"))
    assert dossier_pdf_state(work, dossier_pdf_of(work), now=now).state == "outdated"
    kept = services.request_dossier_pdf(assessment=work, by=person, now=at(2026, 11, 24))
    assert not kept.file.storage.exists(first.file.name)
    assert kept.file.storage.exists(kept.file.name)
    assert list(Path(kept.file.storage.location).glob("dossier_pdfs/*")) == [Path(kept.file.path)]


def test_progress_is_reported_once_a_second_and_stops_with_the_request(work, at, monkeypatch):
    now = at(2026, 11, 22)
    document = DossierPdf.objects.create(assessment=work, asked_at=now, last_progress_at=now)
    clock = iter([0, 0.1, 0.5, 1.4, 9])
    monkeypatch.setattr(dossier_pdf, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    record_progress = dossier_pdf._progress_recorder(document.pk, now, now)
    seen = []
    for done in (1, 2, 3):
        record_progress(done, 9)
        document.refresh_from_db()
        seen.append((document.done, document.all))

    assert seen == [(1, 9), (1, 9), (3, 9)]
    assert dossier_pdf_state(work, dossier_pdf_of(work), now=now).percent == 33
    document.asked_at = at(2026, 11, 23)
    document.save()
    with pytest.raises(dossier_pdf._NoLongerWantedError):
        record_progress(9, 9)


def test_a_finished_request_is_not_made_again(work, at):
    now = at(2026, 11, 22)
    services.request_dossier_pdf(assessment=work, by=officer(), now=now)

    assert services.build_dossier_pdf(pdf_id=work.dossier_pdf.pk, since=now, now=now) is False


def test_a_quarantine_takes_the_book_away(work, at, django_capture_on_commit_callbacks):
    now = at(2026, 11, 22)
    item = put(work, "I.1", pdf("MOT"))
    document = services.request_dossier_pdf(assessment=work, by=officer(), now=now)
    inspection = item.file.inspection
    inspection.quarantine(signature="Eicar", scanner="", at=now)
    inspection.save()
    with django_capture_on_commit_callbacks(execute=True):
        services.quarantine.quarantine_evidence(inspection=inspection, now=now)

    assert not DossierPdf.objects.exists()
    assert not document.file.storage.exists(document.file.name)


def test_the_page_shows_where_the_book_stands_and_hands_it_out_while_it_is_true(client, work, at):
    now = at(2026, 11, 22)
    put(work, "I.1", pdf("MOT"))
    client.force_login(editor_of(work.registration.commune))
    where = [2026, work.registration.commune.code]
    DossierPdf.objects.create(assessment=work, asked_at=now, last_progress_at=now, done=3, all=12)

    making = client.get(reverse("evidence:dossier_pdf_state", args=where)).content.decode()
    assert 'hx-trigger="load delay:2s"' in making
    assert 'value="3" max="12"' in making
    assert client.get(reverse("evidence:dossier_pdf_file", args=where)).status_code == 404

    at(2026, 11, 23)
    lost = client.get(reverse("evidence:dossier_pdf_state", args=where)).content.decode()
    assert reverse("evidence:request_dossier_pdf", args=where) in lost
    assert "load delay" not in lost
    made = client.post(
        reverse("evidence:request_dossier_pdf", args=where), headers={"hx-request": "true"}
    ).content.decode()
    assert reverse("evidence:dossier_pdf_file", args=where) in made
    answer = client.get(reverse("evidence:dossier_pdf_file", args=where))
    assert answer["Content-Disposition"] == f'attachment; filename="ho-so-2026-{where[1]}.pdf"'
    assert len(pikepdf.open(io.BytesIO(b"".join(answer.streaming_content))).pages) > 10

    put(work, "I.2", pdf("HAI"))
    assert client.get(reverse("evidence:dossier_pdf_file", args=where)).status_code == 404
    assert (
        reverse("evidence:request_dossier_pdf", args=where)
        in client.get(reverse("evidence:dossier", args=where)).content.decode()
    )
