"""A visit on site, on a phone: notes and photos criterion by criterion, also without a connection [R3, S8]."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from appraisal.models import Visit, VisitItem, VisitPhoto
from tests.browser.layout import sticking_out
from tests.factories.accounts import appraiser
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory, VisitFactory
from tests.factories.communes import CycleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(at):
    at(2026, 12, 8, 9, 30)
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    member = TeamMemberFactory(team=team, person=appraiser())
    return VisitFactory(review=ReviewFactory(assessment__registration__cycle=team.cycle, appraiser=member))


def test_a_visit_is_recorded_on_a_phone(visit, page_for, axe, shoot, tmp_path):
    page = page_for(visit.review.appraiser.person, width=390, height=800, has_touch=True, is_mobile=True)
    page.goto(f"/appraisal/2026/visits/{visit.pk}/change/")
    for box in page.locator("[name=criteria]").all():
        box.uncheck()
    page.locator(".plan-end .btn-primary").click()
    # Refused without anything to look at: the page opens there.
    expect(page.locator("[name=criteria]").first).to_be_focused()

    page.goto(f"/appraisal/2026/visits/{visit.pk}/")
    card = page.locator(".visit-card").first
    photo = tmp_path / "anh.jpg"
    Image.effect_noise((3200, 2400), 120).convert("RGB").save(photo, "JPEG", quality=92)

    card.locator("input[type=file]").first.set_input_files(photo)
    expect(card.locator(".photo-grid img")).to_have_count(1)
    page.context.set_offline(True)
    card.get_by_role("radio", name="Một phần").check()
    card.locator("textarea").fill("Thiếu bảng niêm yết mức phí.")
    expect(card.locator(".save-answer")).to_contain_text("mất kết nối")
    page.context.set_offline(False)
    expect(card.locator(".save-answer")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#seen-count")).to_have_text("1")
    axe(page)
    shoot(page, "visit-390")

    page.get_by_role("button", name="Kết thúc kiểm tra").click()
    page.locator("#confirm button[value=yes]").click()
    expect(page.locator(".visit-form")).to_have_count(0)

    item = VisitItem.objects.get(visit=visit, seen="partly")
    [taken] = VisitPhoto.objects.all()
    with taken.file.content.open("rb") as content, Image.open(content) as sent:
        assert sent.size == (3200, 2400)
    assert (item.remark, taken.item, Visit.objects.get().state) == ("Thiếu bảng niêm yết mức phí.", item, "done")
    assert sticking_out(page) == []
    assert page.console_errors == []
