"""A commune prepares, opens, prints and closes its surveys; the department keeps the questionnaires."""

import re

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from surveys import services
from surveys.models import Questionnaire, Survey, SurveyCode
from tests.factories.accounts import editor_of, officer
from tests.factories.communes import RegistrationFactory
from tests.factories.surveys import SurveyFactory, draft_version, published_version
from tests.surveys.test_services import WHOLE, form

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CODE = re.compile(r"\b[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}\b")


@pytest.fixture
def registration(at):
    at(2026, 3, 9)
    return RegistrationFactory()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response) -> tuple[list[tuple[float, float]], str]:
    """The sizes of the pages in millimetres, and the text of a PDF."""
    assert response.headers["Content-Type"] == "application/pdf"
    pages = list(pypdfium2.PdfDocument(response.content))
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pages]
    return sizes, "\n".join(page.get_textpage().get_text_range() for page in pages)


def test_a_clerk_prepares_opens_and_closes_a_survey(registration):
    draft_version()
    version = published_version()
    client = signed_in(editor_of(registration.commune))
    own = reverse("surveys:own", args=[2026, registration.commune.code])
    page = client.get(own)
    assert [one.pk for one in page.context["form"].fields["version"].queryset] == [version.pk]

    typed = {"version": version.pk, "purpose": "Quý I", "place_kind": "village", "place_name": ""}
    refused = client.post(own, typed)
    assert (refused.status_code, "Ghi tên quầy" in refused.content.decode()) == (422, True)
    assert 'value="Quý I"' in refused.content.decode()
    made = client.post(own, typed | {"place_name": "Thôn Đoài"})
    survey = Survey.objects.get()
    assert made.url == reverse("surveys:survey", args=[survey.slug])
    assert "khi cuộc khảo sát đã mở" in client.get(made.url).content.decode()

    for verb, state in (("open", "open"), ("close", "closed"), ("close", "closed"), ("discard", "closed")):
        client.post(reverse(f"surveys:{verb}", args=[survey.slug]))
        survey = Survey.objects.get()
        assert survey.state == state
    assert "Thôn Đoài" in client.get(own).content.decode()


def test_posters_fit_their_paper_and_lead_to_the_survey(settings):
    settings.PORTAL_URL = "https://khaosat.example.test"
    survey = SurveyFactory(opened=True)
    client = signed_in(officer())

    for size, sides in (("a4", (210, 297)), ("a5", (148, 210))):
        sizes, text = text_of(client.get(reverse("surveys:poster", args=[survey.slug, size])))
        assert sizes == [sides]
        assert f"khaosat.example.test/k/{survey.slug}" in text
        assert "31/12/2028" in text
        assert survey.purpose in text
    assert client.get(reverse("surveys:poster", args=[survey.slug, "a3"])).status_code == 404


def test_slips_show_each_code_once(registration):
    survey = SurveyFactory(opened=True, commune=registration.commune)
    client = signed_in(editor_of(registration.commune))
    url = reverse("surveys:codes", args=[survey.slug])

    assert client.post(url, {"size": "1001"}).status_code == 422
    sizes, text = text_of(client.post(url, {"size": "10"}))
    codes = CODE.findall(text)
    assert (len(sizes), len(set(codes)), SurveyCode.objects.count()) == (2, 10, 10)
    assert all(
        services.take_response(
            survey=survey, given=WHOLE, language="vi", now=survey.opened_at, form=form(code), code=code
        )
        for code in codes
    )
    page = client.get(reverse("surveys:survey", args=[survey.slug]))
    assert page.context["channels"][1] == ("mã dùng một lần", 10)
    assert ("trả lời giống hệt nhau trong một giờ", 5) in page.context["hints"]
    assert not CODE.search(page.content.decode())


def test_the_department_drafts_a_questionnaire_and_publishes_it(at):
    at(2026, 3, 9)
    client = signed_in(officer())
    typed = {"title_vi": "Phiếu hỏi", "title_en": "", "criterion_code": "II.7.2", "key": "phieu-hoi"}
    made = client.post(reverse("surveys:questionnaires"), typed)
    assert client.post(reverse("surveys:questionnaires"), typed).status_code == 422
    version = Questionnaire.objects.get(key="phieu-hoi").versions.get()
    place = ["phieu-hoi", 1]
    assert made.url == reverse("surveys:version", args=place)

    added = reverse("surveys:question", args=[*place, 0])
    choice = {"kind": "single_choice", "text_vi": "Chọn", "is_required": "on", "measures_satisfaction": "on"}
    few = client.post(added, choice | {"choices_vi": "Một"})
    assert (few.status_code, "ít nhất hai lựa chọn" in few.content.decode()) == (422, True)
    client.post(added, choice | {"choices_vi": "Một\nHai", "choices_en": "One\nTwo"})
    publish = reverse("surveys:publish_version", args=place)
    assert "ít nhất một câu đo mức độ hài lòng" in client.post(publish, follow=True).content.decode()
    client.post(added, {"kind": "likert5", "text_vi": "Hài lòng?", "measures_satisfaction": "on"})
    client.post(reverse("surveys:move_question", args=[*place, 2]))
    assert [one.text_vi for one in version.questions.all()] == ["Hài lòng?", "Chọn"]
    assert "Một\nHai" in client.get(reverse("surveys:question", args=[*place, 2])).content.decode()
    client.post(publish)

    version.refresh_from_db()
    assert version.published_at
    assert client.get(added).status_code == 404
    client.post(reverse("surveys:draft_version", args=["phieu-hoi"]))
    client.post(reverse("surveys:delete_question", args=["phieu-hoi", 2, 1]))
    draft = version.questionnaire.versions.get(number=2)
    assert [one.text_vi for one in draft.questions.all()] == ["Chọn"]
    assert "phiên bản 2" in client.get(reverse("surveys:questionnaires")).content.decode()
