"""Describing a file, using it elsewhere, and hints at the desk, in a real browser."""

import pytest
from playwright.sync_api import expect

from audit.models import Entry
from evidence.models import EvidenceItem, Hint
from tests.factories.accounts import editor_of, officer
from tests.factories.evidence import ADDED, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_description_saves_itself_beside_the_file(page_for, axe, shoot, at, width):
    at(2026, 11, 20)
    assessment = SelfAssessmentFactory()
    commune = assessment.registration.commune
    item = EvidenceItemFactory(score=assessment.scores.get(criterion__code="I.1"))
    EvidenceItemFactory(score=assessment.scores.get(criterion__code="I.2"), caption="Bàn tiếp dân")
    page = page_for(editor_of(commune), width=width)
    page.goto(f"/evidence/2026/{commune.code}/self-assessment/I.1/")
    page.locator(f"[hx-get='/evidence/items/{item.pk}/describe/']").click()
    page.locator(f"#item-{item.pk}-number").fill("12/QĐ-UBND")
    page.locator(f"#item-{item.pk}-dated").press_sequentially("14/02/2026", delay=130)
    page.locator(f"#item-{item.pk}-issuer").fill("UBND xã")
    page.locator("#criterion h2").first.click()
    cited = "Quyết định số 12/QĐ-UBND ngày 14/02/2026 của UBND xã"
    expect(page.locator(f"#cited-{item.pk}")).to_contain_text(cited, timeout=20_000)  # the file is read for hints first
    page.locator(".set-more a").first.click()
    with page.expect_response(lambda answer: answer.url.endswith(("q=tiep+dan", "q=tiep%20dan"))):
        page.locator(".chooser input[type=search]").press_sequentially("tiep dan")
    expect(page.locator(".chooser .choices li")).to_have_count(1)
    shoot(page, f"describe-{width}")
    axe(page)
    page.locator(".chooser .choices input[type=checkbox]").check()
    page.locator(".chooser .choices button").click()
    expect(page.locator(".file-set > .file-list > li")).to_have_count(2)
    assert page.console_errors == []
    assert EvidenceItem.objects.get(pk=item.pk).issuer == "UBND xã"
    assert Entry.objects.filter(verb="evidence.describe_evidence").count() == 1  # nothing half-typed was sent


@pytest.mark.parametrize("width", [1440, 390])
def test_a_hint_is_put_aside_in_its_place(page_for, axe, shoot, at, width):
    at(2026, 12, 5)
    assessment = SelfAssessmentFactory(submitted=True, scores="full")
    item = EvidenceItemFactory(score=assessment.scores.first())
    hint = Hint.objects.create(item=item, kind=Hint.Kind.BLANK, found_at=ADDED)
    page = page_for(officer(), width=width)
    page.goto(f"/evidence/2026/{assessment.registration.commune.code}/dossier/hints/")
    page.locator(f"#hint-{hint.pk} summary").click()
    page.locator(f"#reason-{hint.pk}").fill("Trang bìa để trống")
    shoot(page, f"hints-{width}")
    axe(page)
    page.locator(f"#hint-{hint.pk} form button").click()
    expect(page.locator(f"#hint-{hint.pk}.is-dismissed")).to_contain_text("Trang bìa để trống")
    assert page.console_errors == []
