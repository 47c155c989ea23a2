"""The department signs a letter with the program on its own machine: refused, altered, then sound, on a real socket."""

from datetime import date

import pytest
from django.urls import reverse

from papers import services
from papers.models import Draft
from papers.queries import visible_paper
from results.paper_kinds import unit_key
from tests.browser.signing_agent import signing_agent
from tests.factories.accounts import officer
from tests.results.building import whole_year
from tests.results.test_services import brought_to

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_letter_is_signed_on_the_signers_machine(page_for, axe, shoot, authority, settings, at, tmp_path):
    now = at(2026, 12, 28)
    year, by = whole_year(), officer()
    brought_to(year, "published", now)
    key = unit_key(year.units["level_3"])
    typed = {"number": "12/SNV-CCHC", "dated": date(2026, 12, 28), "signer_title": "", "signer_name": "Người Thử"}
    paper = visible_paper(by, "results.result_letter", key, now=now)
    services.write_paper(paper=paper, **typed, texts={}, seen=0, by=by, now=now)
    settings.SIGNATURE_TRUST_DIR = str(authority.folder)
    answers = [{"Status": 11, "Message": "Người dùng hủy"}, {"Status": 0}]
    with signing_agent(tmp_path, authority.signer, answers=answers) as address:
        settings.SIGNING_AGENT_URL = address
        page = page_for(by, ignore_https_errors=True)
        page.goto(reverse("papers:sign", args=["results.result_letter", key]))
        page.get_by_role("button", name="Tạo bản PDF").click()
        page.get_by_role("link", name="Tải xuống tệp").wait_for()
        page.goto(reverse("papers:sign", args=["results.result_letter", key]))
        axe(page)
        shoot(page, "signing")

        page.get_by_role("button", name="Ký số", exact=True).click()
        page.get_by_text("Người dùng hủy").wait_for()
        page.get_by_role("button", name="Ký số", exact=True).click()
        page.get_by_text("Tệp không có chữ ký số.").wait_for()
        assert not Draft.objects.filter(kind="results.result_letter").exclude(issued_at=None).exists()
        page.get_by_role("button", name="Ký số", exact=True).click()
        page.get_by_text("Văn bản đã được ký số và ghi nhận ban hành.").wait_for()

    assert page.console_errors == []
    assert Draft.objects.get(kind="results.result_letter").signed.name.endswith(".pdf")
