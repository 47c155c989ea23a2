"""Files of evidence in a real browser, over an interrupted connection: nothing is sent twice, nothing is lost."""

import hashlib
import os
import re
from pathlib import Path

import pillow_heif
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from PIL import Image
from playwright.sync_api import expect

from evidence.models import EvidenceItem, PartialUpload
from tests.browser.layout import sticking_out
from tests.browser.line import Line
from tests.factories.accounts import editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import PDF
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.waiting import comes

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTE = 1024 * 1024
INPUT = ".file-choice:first-child input"


@pytest.fixture
def desk(at):
    at(2026, 11, 22)
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True))


@pytest.fixture
def editor(desk):
    return editor_of(desk.registration.commune)


@pytest.fixture
def line(live_server):
    line = Line(live_server.url)
    yield line
    line.close()


def address(desk, criterion="I.2"):
    return f"/evidence/{desk.registration.cycle.year}/{desk.registration.commune.code}/self-assessment/{criterion}/"


def paper(folder: Path, name="bien-ban.pdf", size=1000) -> Path:
    """A file that neither compression nor chance makes equal to another."""
    path = folder / name
    path.write_bytes(PDF + b"%" + os.urandom(size))
    return path


def row(page, name="bien-ban.pdf"):
    return page.locator("#sending .upload").filter(has_text=name)


def listed(page, name="bien-ban.pdf"):
    return page.locator(".file-set .file-name", has_text=name)


def sums():
    return sorted(EvidenceItem.objects.values_list("file__sha256", flat=True))


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("width", [1440, 390])
def test_several_files_at_once_join_the_set_in_their_order(desk, editor, page_for, axe, shoot, tmp_path, width):
    page = page_for(editor, width=width, has_touch=width == 390, is_mobile=width == 390)
    page.goto(address(desk))
    axe(page)
    shoot(page, f"uploads-empty-{width}")

    files = [paper(tmp_path, f"{number}.pdf", 3000) for number in (1, 2, 3)]
    page.locator(INPUT).set_input_files(files)
    for number in (1, 2, 3):
        expect(listed(page, f"{number}.pdf")).to_be_visible()

    assert list(EvidenceItem.objects.values_list("file__name", flat=True)) == ["1.pdf", "2.pdf", "3.pdf"]
    expect(page.locator("#row-I-2")).to_have_class(re.compile("mark-begun"))
    expect(page.locator("#sending .upload")).to_have_count(0)
    expect(page.locator(".quota")).to_contain_text("/")
    assert sticking_out(page) == []
    assert page.console_errors == []
    shoot(page, f"uploads-done-{width}")


def test_a_cut_line_costs_nothing_and_the_file_goes_on_by_itself(desk, editor, page_for, line, axe, shoot, tmp_path):
    page, path = page_for(editor), paper(tmp_path, size=12 * MEGABYTE)
    page.goto(line.url + address(desk))
    line.let(5 * MEGABYTE)

    page.locator(INPUT).set_input_files(path)
    assert line.is_cut.wait(30)
    expect(row(page)).to_have_class(re.compile("is-lost"))
    expect(row(page)).to_contain_text("Mất kết nối")
    came = PartialUpload.objects.get().offset
    assert 2 * MEGABYTE <= came < 5 * MEGABYTE
    axe(page)
    shoot(page, "uploads-lost")
    line.restore()
    sent_before = line.sent
    # The checks of the file run within its last request here, and are slow on a busy machine.
    expect(listed(page)).to_be_visible(timeout=60_000)

    assert sums() == [digest(path)]
    assert line.sent - sent_before < 12 * MEGABYTE - came + MEGABYTE
    assert page.console_errors == []


def test_a_connection_without_data_is_replaced_by_a_new_one(desk, editor, page_for, line, tmp_path):
    page, path = page_for(editor), paper(tmp_path, size=6 * MEGABYTE)
    page.clock.install()
    page.goto(line.url + address(desk))
    line.let(3 * MEGABYTE, mute=True)
    page.locator(INPUT).set_input_files(path)
    assert line.is_cut.wait(30)
    line.restore()

    for _ in range(8):  # the browser may try other silent connections that it still holds for open
        page.clock.fast_forward(50_000)
        if comes(EvidenceItem.objects.exists, within=2):
            break
    # The checks of the file run within its last request here, and are slow on a busy machine.
    expect(listed(page)).to_be_visible(timeout=60_000)

    assert sums() == [digest(path)]


def test_without_a_worker_files_are_sent_all_the_same(desk, editor, page_for, tmp_path):
    page = page_for(editor)
    page.route("**/file-hash-worker.js", lambda route: route.abort())
    page.goto(address(desk))

    page.locator(INPUT).set_input_files([paper(tmp_path, "1.pdf"), paper(tmp_path, "2.pdf")])
    expect(listed(page, "1.pdf")).to_be_visible()
    expect(listed(page, "2.pdf")).to_be_visible()

    assert EvidenceItem.objects.count() == 2


def test_a_closed_tab_is_gone_on_with_when_the_file_is_chosen_again(desk, editor, page_for, line, axe, shoot, tmp_path):
    page, path = page_for(editor), paper(tmp_path, size=9 * MEGABYTE)
    page.goto(line.url + address(desk))
    line.let(5 * MEGABYTE)
    page.locator(INPUT).set_input_files(path)
    assert line.is_cut.wait(30)
    expect(row(page)).to_have_class(re.compile("is-lost"))
    page.close()
    line.restore()
    upload = PartialUpload.objects.get()

    page = page.context.new_page()
    page.goto(line.url + address(desk, "I.1"))
    page.locator("#uploads-begun a", has_text="I.2").click()
    expect(page.locator(".unfinished")).to_contain_text("bien-ban.pdf")
    axe(page)
    shoot(page, "uploads-unfinished")
    before = line.sent
    page.locator(INPUT).set_input_files(path)
    expect(page.locator(".file-list a", has_text="bien-ban.pdf")).to_be_visible(timeout=30_000)

    assert sums() == [digest(path)]
    assert line.sent - before < 9 * MEGABYTE - upload.offset + MEGABYTE
    expect(page.locator(".unfinished")).to_have_count(0)


def test_the_same_file_in_two_tabs_becomes_one_item(desk, editor, page_for, line, tmp_path):
    first, path = page_for(editor), paper(tmp_path, size=8 * MEGABYTE)
    first.goto(line.url + address(desk))
    line.let(3 * MEGABYTE)
    first.locator(INPUT).set_input_files(path)
    assert line.is_cut.wait(30)
    line.restore()
    second = first.context.new_page()
    second.goto(line.url + address(desk))
    second.locator(INPUT).set_input_files(path)

    for page in (first, second):
        expect(page.locator(".file-list a", has_text="bien-ban.pdf")).to_be_visible(timeout=40_000)

    assert sums() == [digest(path)]
    assert PartialUpload.objects.filter(item=None).count() == 0


def test_a_file_that_another_tab_has_sent_meanwhile_is_shown_where_it_is_refused(desk, editor, page_for, tmp_path):
    first, path = page_for(editor), paper(tmp_path)
    first.goto(address(desk))
    second = first.context.new_page()
    second.goto(address(desk))
    second.locator(INPUT).set_input_files(path)
    expect(second.locator(".file-list a", has_text="bien-ban.pdf")).to_be_visible()
    expect(first.locator(".file-list a", has_text="bien-ban.pdf")).to_have_count(0)

    first.locator(INPUT).set_input_files(path)

    expect(row(first)).to_contain_text("đã có ở đây")
    expect(first.locator(".file-list a", has_text="bien-ban.pdf")).to_be_visible()


def test_an_unfinished_upload_can_be_discarded(desk, editor, page_for):
    score = desk.scores.get(criterion__code="I.2")
    upload = PartialUpload.objects.create(
        score=score, owner=editor, name="cu.pdf", length=10, offset=4, begun_at=desk.registration.cycle.opened_at,
        expires_at="2026-12-30T00:00:00Z",
    )  # fmt: skip
    page = page_for(editor)
    page.goto(address(desk))

    page.get_by_role("button", name="Bỏ cu.pdf").click()
    expect(page.locator(".unfinished")).to_have_count(0)

    assert not PartialUpload.objects.filter(pk=upload.pk).exists()


def test_a_paused_file_goes_on_where_it_stopped_while_others_pass(desk, editor, page_for, line, tmp_path, shoot):
    page = page_for(editor)
    big, small = paper(tmp_path, "lon.pdf", 9 * MEGABYTE), paper(tmp_path, "nho.pdf")
    page.goto(line.url + address(desk))
    line.let(4 * MEGABYTE)
    page.locator(INPUT).set_input_files([big, small])
    assert line.is_cut.wait(30)
    row(page, "lon.pdf").get_by_role("button", name="Tạm dừng").click()
    expect(row(page, "lon.pdf")).to_contain_text("Đã tạm dừng")
    expect(row(page, "lon.pdf").get_by_role("button", name="Tiếp tục")).to_be_focused()

    line.restore()
    expect(page.locator(".file-list a", has_text="nho.pdf")).to_be_visible(timeout=30_000)
    shoot(page, "uploads-paused")
    expect(page.locator(".unfinished")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".file-list a", has_text="lon.pdf")).to_be_visible(timeout=30_000)

    assert sums() == sorted([digest(big), digest(small)])


def test_a_cancelled_file_leaves_nothing_at_the_portal(desk, editor, page_for, line, tmp_path):
    page = page_for(editor)
    page.goto(line.url + address(desk))
    line.let(4 * MEGABYTE)
    page.locator(INPUT).set_input_files(paper(tmp_path, size=9 * MEGABYTE))
    assert line.is_cut.wait(30)
    row(page).get_by_role("button", name="Tạm dừng").click()
    line.restore()

    with page.expect_response(lambda answer: answer.request.method == "DELETE") as answer:
        row(page).get_by_role("button", name="Hủy").click()

    assert (answer.value.status, PartialUpload.objects.count()) == (204, 0)
    expect(row(page)).to_have_count(0)


def test_a_file_goes_on_while_another_criterion_is_in_hand(desk, editor, page_for, line, tmp_path, shoot):
    page, path = page_for(editor), paper(tmp_path, size=6 * MEGABYTE)
    page.goto(line.url + address(desk))
    line.let(3 * MEGABYTE)
    page.locator(INPUT).set_input_files(path)
    assert line.is_cut.wait(30)
    line.restore()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "II.1")
    expect(page.locator("#uploads-elsewhere")).to_contain_text("I.2 (1)")
    shoot(page, "uploads-elsewhere")

    expect(page.locator("#row-I-2")).to_have_class(re.compile("mark-begun"), timeout=30_000)
    expect(page.locator("#uploads-elsewhere")).to_be_hidden()
    assert sums() == [digest(path)]


def test_content_that_the_commune_has_is_linked_and_twice_in_a_criterion_is_said(
    desk, editor, page_for, tmp_path, shoot
):
    known = EvidenceItemFactory(score=desk.scores.get(criterion__code="I.1"))
    path = tmp_path / "ban-sao.pdf"
    with known.file.content.open("rb") as content:
        path.write_bytes(content.read())
    page, sent = page_for(editor), []
    page.on("request", lambda request: sent.append(request.method) if "/uploads/" in request.url else None)
    page.goto(address(desk))

    page.locator(INPUT).set_input_files(path)
    expect(row(page, "ban-sao.pdf")).to_contain_text(known.file.name)
    expect(page.locator(".file-list a", has_text=known.file.name)).to_be_visible()
    page.locator(INPUT).set_input_files(path)
    expect(row(page, "ban-sao.pdf")).to_have_count(2)
    expect(page.locator(".is-twice")).to_contain_text("không được thêm lần nữa")

    shoot(page, "uploads-linked")
    assert (EvidenceItem.objects.count(), sent) == (2, [])


def test_on_a_phone_every_line_is_whole_and_a_photo_is_one_tap_away(desk, editor, page_for, line, axe, shoot, tmp_path):
    page = page_for(editor, width=390, has_touch=True, is_mobile=True)
    page.goto(line.url + address(desk))
    expect(page.get_by_text("Chụp ảnh")).to_be_visible()
    line.let(4 * MEGABYTE)
    long = "Biên bản kiểm tra việc niêm yết công khai thủ tục hành chính quý IV.pdf"
    page.locator(INPUT).set_input_files([paper(tmp_path, long, 9 * MEGABYTE), paper(tmp_path, "hai.pdf")])
    assert line.is_cut.wait(30)
    expect(row(page, "Biên bản")).to_have_class(re.compile("is-lost"))

    axe(page)
    page.locator(".file-set").scroll_into_view_if_needed()
    page.locator(".sending").scroll_into_view_if_needed()
    page.screenshot(path=shoot(page, "uploads-phone"))
    assert sticking_out(page) == []


def test_a_wrong_kind_is_refused_at_the_end_beside_its_file(desk, editor, page_for, axe, shoot, tmp_path):
    page = page_for(editor)
    wrong = tmp_path / "don-thu.pdf"
    wrong.write_bytes(b"<html>" + os.urandom(5000))
    page.goto(address(desk))

    page.locator(INPUT).set_input_files([wrong, paper(tmp_path)])
    expect(listed(page)).to_be_visible()
    expect(row(page, "don-thu.pdf")).to_contain_text("PDF, JPEG")
    axe(page)
    shoot(page, "uploads-refused")
    row(page, "don-thu.pdf").get_by_role("button", name="Đóng").click()

    expect(row(page, "don-thu.pdf")).to_have_count(0)
    assert EvidenceItem.objects.count() == 1


def test_over_the_quota_the_page_says_how_much_is_left(desk, editor, page_for, settings, tmp_path, shoot):
    settings.UPLOAD_QUOTA_BYTES = 2 * MEGABYTE
    page = page_for(editor)
    page.goto(address(desk))

    page.locator(INPUT).set_input_files(paper(tmp_path, size=3 * MEGABYTE))
    expect(row(page)).to_contain_text("Không đủ chỗ")

    shoot(page, "uploads-quota")
    assert EvidenceItem.objects.count() == 0


def test_an_ended_session_keeps_the_file_until_the_next_sign_in(desk, editor, page_for, live_server, tmp_path):
    page, path = page_for(editor), paper(tmp_path)
    page.goto(address(desk))
    Session.objects.all().delete()

    page.locator(INPUT).set_input_files(path)
    expect(row(page)).to_contain_text("Phiên làm việc đã hết")
    client = Client()
    client.force_login(editor)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(listed(page)).to_be_visible()
    assert sums() == [digest(path)]


def test_without_scripts_the_form_sends_the_files(desk, editor, page_for, shoot, tmp_path):
    page = page_for(editor, java_script_enabled=False)
    page.goto(address(desk))
    shoot(page, "uploads-no-script")

    page.locator(INPUT).set_input_files(paper(tmp_path))
    page.locator("form.drop noscript button, form.drop > button").click()
    expect(listed(page)).to_be_visible()

    assert EvidenceItem.objects.count() == 1


# -- photos -----------------------------------------------------------------------------------------------------------
TAKEN = "2026:11:03 08:15:00"


def photo(folder: Path, name="IMG_2026.jpg", *, turned=6) -> Path:
    """A phone's photo: large, rotated, with the time it was taken; red at the top when upright."""
    noise = Image.frombytes("RGB", (750, 1000), os.urandom(750 * 1000 * 3)).resize((3000, 4000))
    noise.paste("red", (0, 0, 3000, 1000))
    exif = Image.Exif()
    exif[0x0112], exif[0x0132] = turned, TAKEN
    path = folder / name
    noise.transpose(Image.Transpose.ROTATE_90).save(path, "JPEG", quality=92, exif=exif.tobytes())
    return path


SMALLER = "Gửi bản thu nhỏ của ảnh lớn"


def test_a_photo_is_made_smaller_where_the_person_asks_upright_and_keeps_its_moment(desk, editor, page_for, tmp_path):
    page, path = page_for(editor), photo(tmp_path)
    page.goto(address(desk))

    page.get_by_label(SMALLER).check()
    page.locator(INPUT).set_input_files(path)
    expect(listed(page, "IMG_2026.jpg")).to_be_visible(timeout=30_000)

    stored = EvidenceItem.objects.get().file
    with stored.content.open("rb") as content, Image.open(content) as picture:
        facts = dict(picture.getexif())
        red = picture.getpixel((picture.width // 2, 60))
        assert picture.size == (1920, 2560)
    assert (facts[0x0132], facts[0x0112], stored.size < path.stat().st_size) == (TAKEN, 1, True)
    assert red[0] > 200
    assert red[1] < 60


def test_a_photo_is_sent_as_it_is_unless_the_person_asks_otherwise(desk, editor, page_for, tmp_path):
    page, path = page_for(editor), photo(tmp_path)
    page.goto(address(desk))

    expect(page.get_by_label(SMALLER)).not_to_be_checked()
    page.locator(INPUT).set_input_files(path)
    expect(listed(page, "IMG_2026.jpg")).to_be_visible(timeout=30_000)

    assert sums() == [digest(path)]


def test_a_heic_photo_is_taken_and_shown(desk, editor, page_for, tmp_path):
    path = tmp_path / "IMG_0001.HEIC"
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "red")).save(path)
    page = page_for(editor)
    page.goto(address(desk))
    page.locator(INPUT).set_input_files(path)
    expect(listed(page, "IMG_0001.HEIC")).to_be_visible()

    page.goto(listed(page, "IMG_0001.HEIC").get_attribute("href"))
    picture = page.locator(".file-viewer-picture img")
    expect(picture).to_be_visible()
    assert picture.evaluate("picture => picture.naturalWidth") == 64
    shown = page.context.request.get(picture.evaluate("picture => picture.src"))
    assert shown.headers["content-type"] == "image/jpeg"


DROPPED = """([selector, names]) => {
  const held = new DataTransfer();
  for (const name of names) held.items.add(new File([`%PDF-1.4 ${name}`], name, {type: "application/pdf"}));
  for (const kind of ["dragover", "drop"])
    document.querySelector(selector).dispatchEvent(
      new DragEvent(kind, {dataTransfer: held, bubbles: true, cancelable: true}));
}"""


def test_files_may_be_dropped_anywhere_on_the_criterion_and_elsewhere_do_no_harm(desk, editor, page_for):
    page = page_for(editor)
    page.goto(address(desk))

    page.evaluate(DROPPED, [".top", ["lac.pdf"]])
    page.evaluate(DROPPED, ["#id_explanation", ["mot.pdf", "hai.pdf"]])
    expect(listed(page, "mot.pdf")).to_be_visible()
    expect(listed(page, "hai.pdf")).to_be_visible()

    expect(page.locator("#upload-news")).to_contain_text("đã vào danh sách")
    assert EvidenceItem.objects.count() == 2


def test_by_keyboard_files_are_chosen_and_listed(desk, editor, page_for, tmp_path):
    page, path = page_for(editor), paper(tmp_path)
    # Asked for before the page opens: a chooser that opens earlier would be missed.
    page.on("filechooser", lambda chooser: chooser.set_files(path))
    page.goto(address(desk))

    page.locator("#id_explanation").focus()
    page.keyboard.press("Tab")
    expect(page.locator(INPUT)).to_be_focused()
    page.keyboard.press("Enter")

    expect(listed(page)).to_be_visible()
    expect(page.locator(INPUT)).to_be_focused()
