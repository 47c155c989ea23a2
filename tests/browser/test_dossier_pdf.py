"""Requesting a dossier's PDF and watching its progress, in a real browser."""

import pytest
from playwright.sync_api import expect

from evidence import services
from evidence.models import DossierPdf
from tests.factories.accounts import editor_of
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_book_is_asked_for_watched_and_taken_home(page_for, axe, shoot, at, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    now = at(2026, 11, 20)
    work = SelfAssessmentFactory(scores={"I.1": "10"})
    EvidenceItemFactory(score=work.scores.get(criterion__code="I.1"))
    page = page_for(editor_of(work.registration.commune), width=390)
    page.goto(f"/evidence/2026/{work.registration.commune.code}/dossier/")
    panel = page.locator("#dossier-pdf")

    panel.get_by_role("button", name="Đóng thành quyển").click()
    expect(panel.get_by_role("status")).to_contain_text("chờ đến lượt")
    DossierPdf.objects.update(done=3, all=12)
    expect(panel.get_by_role("status")).to_contain_text("Xong 3/12 phần")
    shoot(page, "dossier-pdf-making-390")
    axe(page)
    services.build_dossier_pdf(pdf_id=work.dossier_pdf.pk, since=now, now=now)
    expect(panel.get_by_role("status")).to_contain_text("đóng lúc 20/11/2026 09:00")
    shoot(page, "dossier-pdf-made-390")
    with page.expect_download() as download:
        panel.get_by_role("link", name="Tải về quyển hồ sơ").click()

    assert download.value.suggested_filename == f"ho-so-2026-{work.registration.commune.code}.pdf"
    assert page.console_errors == []
