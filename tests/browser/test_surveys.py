"""Citizen surveys on a phone: a citizen answers, the commune opens and hands in, an appraiser reads."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evidence.models import EvidenceItem
from surveys.models import Answer, ResponseHint, Survey
from tests.browser.layout import sticking_out
from tests.factories.accounts import appraiser, editor_of
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.factories.surveys import QuestionnaireFactory, SurveyFactory, published_version
from tests.surveys.test_figures import answer, moment

pytestmark = pytest.mark.django_db(transaction=True)
# The small table of tests has no II.7.1.
CRITERION = "I.1"
PHONE = {"width": 360, "height": 800, "has_touch": True, "is_mobile": True}
# A finger needs 24 px by WCAG 2.2; the portal gives 44.
TARGETS = "els => els.filter(e => e.offsetHeight < 44).map(e => `${e.tagName} ${e.offsetHeight}`)"


def test_a_citizen_answers_without_scripts_over_a_line_that_breaks(page_for, at, shoot):
    at(2026, 3, 9, 10)
    survey = SurveyFactory(opened=True)
    page = page_for(**PHONE, java_script_enabled=False)
    page.goto(reverse("answering:survey", args=[survey.slug]))
    shoot(page, "survey-start")
    page.get_by_role("button", name="Bắt đầu").tap()
    page.get_by_text("Hài lòng", exact=True).tap()
    assert page.locator("label.choice, main button").evaluate_all(TARGETS) == []
    shoot(page, "survey-question")

    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.locator("button[name=next]").tap()
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#progress")).to_have_text("Câu 2/5")
    page.get_by_text("Rất hài lòng", exact=True).tap()
    page.locator("button[name=next]").tap()
    page.locator("label.choice").first.tap()
    page.locator("button[name=back]").tap()
    expect(page.get_by_role("radio", name="Rất hài lòng", exact=True)).to_be_checked()
    page.locator("button[name=next]").tap()
    page.locator("label.choice").first.tap()
    page.locator("button[name=next]").tap()
    page.locator("label.choice").nth(2).tap()
    page.locator("button[name=next]").tap()
    page.locator("textarea").fill("Cán bộ nhiệt tình")
    at(2026, 3, 9, 10, 1)
    page.locator("button[name=next]").tap()

    expect(page.locator("h1")).to_contain_text("cảm ơn")
    assert page.context.cookies() == []
    given = Answer.objects.order_by("question__position").values_list("value", "choice__position", "text")
    assert list(given) == [
        (4, None, ""),
        (5, None, ""),
        (None, 1, ""),
        (None, 3, ""),
        (None, None, "Cán bộ nhiệt tình"),
    ]


def test_a_button_pressed_before_the_scripts_are_loaded_asks_all_the_same(page_for, at):
    at(2026, 3, 9, 10)
    survey = SurveyFactory()
    entry = RegistrationFactory(accepted=True, commune=survey.commune, cycle=survey.cycle)
    page, held = page_for(editor_of(entry.commune), **PHONE), []
    page.route("**/js/portal*.js", lambda route: held.append(route))
    page.goto(reverse("surveys:survey", args=[survey.slug]), wait_until="commit")
    page.get_by_role("button", name="Mở cuộc khảo sát").tap(no_wait_after=True)
    expect(page.locator("#confirm")).to_be_hidden()
    assert Survey.objects.get().state == Survey.State.DRAFT

    held[0].continue_()
    page.locator("#confirm button[value=yes]").tap()
    expect(page.locator(".page-head")).to_contain_text("đang mở")

    page.unroute("**/js/portal*.js")
    page.route("**/js/portal*.js", lambda route: route.abort())
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.reload()
    page.get_by_role("button", name="Đóng cuộc khảo sát").tap()
    expect(page.locator(".page-head")).to_contain_text("đang mở")
    assert "không mở lại được" in asked[0]
    assert Survey.objects.get().state == Survey.State.OPEN


def test_a_commune_opens_a_survey_and_hands_its_summary_in(page_for, at, axe, shoot):
    at(2026, 11, 16)
    entry = RegistrationFactory(accepted=True)
    SelfAssessmentFactory(registration=entry)
    published_version(QuestionnaireFactory(criterion_code=CRITERION))
    page = page_for(editor_of(entry.commune), **PHONE)
    page.goto(reverse("surveys:own", args=[2026, entry.commune.code]))
    page.locator("#id_version").select_option(index=1)
    page.locator("#id_purpose").fill("Quý IV")
    page.locator("#id_place_name").fill("Quầy số 1")
    page.locator("main button.btn-primary", has_text="Chuẩn bị").tap()
    page.get_by_role("button", name="Mở cuộc khảo sát").tap()
    page.locator("#confirm button[value=yes]").tap()
    expect(page.locator(".page-head")).to_contain_text("đang mở")
    axe(page)
    shoot(page, "survey-commune-360")
    assert sticking_out(page) == []

    survey = Survey.objects.get()
    for number in range(12):
        answer(survey, {1: 5 if number < 9 else 2, 3: (1,)}, received_at=moment(11))
    page.goto(reverse("evidence:criterion", args=[2026, entry.commune.code, CRITERION]))
    page.get_by_role("button", name="Đưa Bảng tổng hợp").tap()
    expect(page.locator(".file-list a").first).to_be_visible(timeout=40_000)  # a PDF is made
    shoot(page, "survey-evidence-360")

    item = EvidenceItem.objects.get()
    assert (item.kind, item.file.media_type) == ("statistics", "application/pdf")
    assert sticking_out(page) == []
    assert page.console_errors == []


def test_an_appraiser_sees_the_figures_beside_the_evidence(page_for, at, axe, shoot):
    at(2026, 12, 5)
    member = TeamMemberFactory(team=AppraisalTeamFactory(cycle__year=2026), person=appraiser())
    review = ReviewFactory(assessment__registration__cycle=member.team.cycle, appraiser=member)
    entry = review.assessment.registration
    version = published_version(QuestionnaireFactory(criterion_code=CRITERION))
    survey = SurveyFactory(opened=True, commune=entry.commune, cycle=entry.cycle, version=version)
    for number in range(25):
        response = answer(survey, {1: 5 if number < 18 else 2, 3: (1,), 5: "Cô Mai"}, received_at=moment(3))
        ResponseHint.objects.create(response=response, kind="burst")
    page = page_for(member.person, **PHONE)
    page.goto(reverse("appraisal:criterion", args=[2026, entry.commune.code, CRITERION]))

    panel = page.locator(".survey-panel")
    panel.scroll_into_view_if_needed()
    expect(panel).to_contain_text("72,0 % hài lòng (52,4–85,7 %)")
    axe(page)
    shoot(page, "survey-desk-360")
    assert sticking_out(page) == []
    panel.get_by_role("link").first.tap()
    expect(page.locator("h1")).to_contain_text("hảo sát")
    shoot(page, "survey-figures-360")
    assert sticking_out(page) == []
