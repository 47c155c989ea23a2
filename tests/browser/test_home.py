"""The first page and the frame in a real browser: accessible, nothing wider than a phone, both languages."""

import pytest

from accounts.models import Membership, Role
from tests.browser.layout import sticking_out
from tests.factories.accounts import GRANTED, head_of, officer
from tests.factories.communes import CommuneFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def first_task_is_in_view(page) -> bool:
    """Its deadline and its button are seen without scrolling, on a small laptop and on a phone."""
    sizes = [(1366, 768), (360, 740)]
    result = []
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        assert page.locator(".tour-steps > li").count() == 3
        for part in (".task .due", ".task .btn"):
            box = page.locator(part).first.bounding_box()
            result.append(box["y"] + box["height"] <= height)
    return all(result)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_first_page_of_a_commune(width, scheme, page_for, axe, shoot, at):
    at(2026, 11, 27)
    commune = CommuneFactory(name="Nguyễn Bỉnh Khiêm")
    SelfAssessmentFactory(scores={"I.1": "10"}, registration=RegistrationFactory(commune=commune, accepted=True))
    page = page_for(head_of(commune, full_name="Nguyễn Thị Thử Nghiệm"), width=width, color_scheme=scheme)
    page.goto("/")
    axe(page)
    shoot(page, f"home-commune-{width}-{scheme}")
    assert sticking_out(page) == []
    assert page.console_errors == []
    assert first_task_is_in_view(page)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_the_first_page_of_the_department(width, scheme, page_for, axe, shoot, at):
    at(2026, 11, 27)
    SelfAssessmentFactory(registration=RegistrationFactory(sent=True))
    SelfAssessmentFactory(scores={"I.1": "10"})
    SelfAssessmentFactory(scores="full", submitted=True)
    person = officer()
    Membership.objects.create(user=person, role=Role.TEAM_LEAD, granted_at=GRANTED)
    page = page_for(person, width=width, color_scheme=scheme)
    page.goto("/")
    axe(page)
    shoot(page, f"home-officer-{width}-{scheme}")
    assert sticking_out(page) == []


def test_the_language_switch_stays(page_for, at):
    at(2026, 11, 27)
    page = page_for(officer())
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "vi"
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/messages/")
    assert page.locator("html").get_attribute("lang") == "en"


def test_an_error_page_keeps_the_frame(page_for, axe, shoot):
    page = page_for(officer())
    answer = page.goto("/khong-co/")
    assert answer.status == 404
    axe(page)
    shoot(page, "error-404")
