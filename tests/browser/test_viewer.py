"""Files beside the score, in a real browser: pages drawn, sized and turned by key, and searched."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from playwright.sync_api import expect
from weasyprint import HTML

from documents.services import store_file
from tests.browser.layout import sticking_out
from tests.browser.test_desk import opened
from tests.factories.accounts import UserFactory
from tests.factories.evidence import ADDED, EvidenceItemFactory
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = '<p style="page-break-after: always">'
PAPER = f"{PAGE}Báo cáo kết quả tiếp công dân</p>{PAGE}Trang hai: đối thoại với Nhân dân</p><p>Hết</p>"


def picture():
    body = io.BytesIO()
    Image.linear_gradient("L").resize((1200, 600)).save(body, "PNG")
    return body.getvalue()


@pytest.fixture
def desk(page_for, settings):
    """`desk(width)` is an appraiser's desk with a PDF and a picture, and what the browser complained of."""
    settings.PREVIEWS = True

    def open_desk(width):
        page, review = opened(page_for, width=width)
        page.complaints = []
        page.on(
            "console",
            lambda line: (
                line.type in ("error", "warning") and "422" not in line.text and page.complaints.append(line.text)
            ),
        )
        score = review.assessment.scores.get(criterion__code="I.1")
        for name, body in (("bao-cao.pdf", HTML(string=PAPER).write_pdf()), ("anh.png", picture())):
            file = store_file(upload=SimpleUploadedFile(name, body), by=UserFactory(), now=ADDED)
            EvidenceItemFactory(score=score, file=file)
        page.reload()
        return page

    return open_desk


def width_of(page, selector):
    return page.locator(selector).first.bounding_box()["width"]


def test_pages_are_drawn_sized_turned_and_searched_by_key_beside_the_score(desk, axe, shoot):
    page = desk(1440)
    expect(page.locator(".file-viewer-page canvas").first).to_be_visible()
    expect(page.locator("[data-part=pages]")).to_have_text("/ 3")
    page.keyboard.press("n")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.2")
    page.keyboard.press("p")
    expect(page.locator(".file-viewer-page canvas").first).to_be_visible()
    assert len(page.workers) == 1
    fitted = width_of(page, ".file-viewer-page")
    shoot(page, "viewer-pdf-1440")
    axe(page)

    page.keyboard.press("+")
    until(lambda: width_of(page, ".file-viewer-page") > fitted * 1.2)
    page.keyboard.press("w")
    page.keyboard.press("r")
    box = page.locator(".file-viewer-page").first.bounding_box()
    assert box["width"] > box["height"]
    page.keyboard.press("PageDown")
    expect(page.locator("[data-part=page]")).to_have_value("2")

    page.keyboard.press("/")
    page.keyboard.type("doi thoai")
    expect(page.locator("[data-part=matches]")).to_have_text("1/1")
    current = "[...CSS.highlights.get('search-match-current') ?? []].join('')"
    until(lambda: page.evaluate(current) == "đối thoại")
    page.locator("#id_points").fill("1")
    page.keyboard.press("0")
    expect(page.locator("#id_points")).to_have_value("10")

    page.keyboard.press("f")
    expect(page.locator(".file-viewer-picture img")).to_be_visible()
    expect(page.locator("#id_points")).to_be_focused()
    before = page.locator(".file-viewer-picture img").bounding_box()
    page.keyboard.press("r")
    after = page.locator(".file-viewer-picture img").bounding_box()
    assert (before["width"] > before["height"], after["width"] < after["height"]) == (True, True)
    axe(page)
    assert (page.console_errors, page.complaints) == ([], [])


def test_letters_can_be_switched_off_beside_the_viewer(desk):
    page = desk(1440)
    page.goto(page.locator("[data-part=own-page]").get_attribute("href"))
    expect(page.locator(".file-viewer-page canvas").first).to_be_visible()

    page.locator("#keys-letters").uncheck()
    page.locator("#viewer-stage").focus()
    page.keyboard.press("f")
    expect(page.locator("h1")).to_have_text("bao-cao.pdf")
    page.locator("#keys-letters").check()
    page.keyboard.press("f")
    expect(page.locator("h1")).to_have_text("anh.png")


def test_on_a_phone_the_viewer_stands_alone_and_fits(desk, axe, shoot):
    page = desk(390)
    page.goto(page.locator("[data-part=own-page]").get_attribute("href"))
    expect(page.locator(".file-viewer-page canvas").first).to_be_visible()
    shoot(page, "viewer-alone-390")
    axe(page)

    page.get_by_role("link", name="anh.png").click()
    expect(page.locator(".file-viewer-picture img")).to_be_visible()
    expect(page.locator("h1")).to_have_text("anh.png")
    assert sticking_out(page) == []
    assert (page.console_errors, page.complaints) == ([], [])
