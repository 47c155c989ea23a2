"""The review page over an interrupted connection: scoring continues, all is sent once later, others are seen."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from audit.models import Entry
from tests.browser.line import Line
from tests.browser.test_desk import opened
from tests.factories.accounts import officer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line(live_server):
    line = Line(live_server.url)
    yield line
    line.close()


def in_hand(page, code):
    expect(page.locator("#criterion")).to_have_attribute("data-code", code)


def through(line, page, live_server):
    """The same page over this line, with the next criteria fetched ahead over it."""
    with page.expect_response(lambda answer: answer.url.startswith(line.url) and answer.url.endswith("/II.2/")):
        page.goto(line.url + page.url.removeprefix(live_server.url))


def test_scoring_goes_on_while_the_line_is_cut_and_each_verdict_is_stored_once(page_for, live_server, line):
    page, review = opened(page_for)
    through(line, page, live_server)

    line.cut()
    for code in ("I.1", "I.2"):
        in_hand(page, code)
        page.keyboard.press("a")
    in_hand(page, "II.1")
    page.keyboard.press("z")
    page.locator("#id_explanation").fill("Chưa có minh chứng.")
    expect(page.locator("#save-state.is-bad")).to_be_visible()
    assert review.scores.exclude(points=None).count() == 0

    line.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#save-state.is-saved")).to_be_visible(timeout=15_000)
    for row in ("I-1", "I-2"):  # sent in no order of their own
        expect(page.locator(f"#row-{row}.mark-done")).to_be_visible(timeout=15_000)

    stored = list(review.scores.exclude(points=None).values_list("criterion__code", "points", "comment", "version"))
    assert stored == [
        ("I.1", Decimal(10), "", 1),
        ("I.2", Decimal(14), "", 1),
        ("II.1", Decimal(0), "Chưa có minh chứng.", 1),
    ]
    assert Entry.objects.filter(verb="appraisal.enter_review_score").count() == 3


def test_a_connection_without_data_does_not_block_the_desk(page_for, live_server, line):
    page, _ = opened(page_for)
    through(line, page, live_server)

    line.let(0, mute=True)
    page.keyboard.press("n")

    in_hand(page, "I.2")


def test_two_people_on_a_dossier_see_one_another(page_for, axe):
    page, review = opened(page_for)
    expect(page.locator("#presence")).to_be_empty()

    other = page_for(officer(full_name="Người theo dõi"))
    other.goto(page.url)
    expect(other.locator("#presence")).to_contain_text(str(review.appraiser.person))
    expect(other.locator("#presence")).to_contain_text("I.1")

    page.keyboard.press("n")
    expect(page.locator("#presence")).to_contain_text("Người theo dõi")
    axe(page)
