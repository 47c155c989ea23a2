"""Figures on pages and in papers: who sees them, what is hidden, the summary as evidence, and the appraiser's view."""

from datetime import timedelta

import pytest
from django.urls import reverse

from evidence.models import EvidenceItem
from evidence.services import add_survey_summary, survey_summaries
from kernel.refusals import Refused
from papers.queries import described, visible_paper
from surveys.models import Answer, ResponseHint
from surveys.paper_kinds import SUMMARY, summary_key
from tests.factories.accounts import appraiser, city_leader, editor_of, head_of, officer
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.factories.surveys import QuestionnaireFactory, SurveyFactory, published_version
from tests.kept_rows import kept
from tests.papers.both_forms import assert_both_say_the_same
from tests.papers.reading import text_of
from tests.surveys.test_figures import answer, fill, moment

pytestmark = pytest.mark.django_db
# The small table of tests has no II.7.1.
CRITERION = "I.1"


@kept
def assessment():
    return SelfAssessmentFactory(scores="full")


def opened(entry):
    version = published_version(QuestionnaireFactory(criterion_code=CRITERION))
    return SurveyFactory(opened=True, commune=entry.commune, cycle=entry.cycle, version=version)


@kept(after=assessment)
def survey(assessment):
    entry = assessment.registration
    survey = opened(entry)
    for number in range(24):
        answer(survey, {1: 5 if number % 4 else 2, 3: (1,)}, received_at=moment(3 if number < 12 else 4))
    fill(survey, 9, 3, channel="paper")
    answer(survey, {1: 1, 5: "Cô Mai rất tận tình"}, received_at=moment(4))
    return survey


def year_page(survey):
    return reverse("surveys:year", args=[survey.cycle.year, survey.commune.code])


def words(page):
    return " ".join(page.content.decode().split())


def test_the_page_shows_figures_with_intervals_and_hides_small_groups(client, survey):
    client.force_login(editor_of(survey.commune))
    page = words(client.get(year_page(survey)))
    # 18 of 25 are satisfied: Wilson's interval is 52.4 to 85.7.
    assert "72,0 %" in page
    assert "52,4–85,7 %" in page
    assert "không nêu" in page
    own = words(client.get(reverse("surveys:figures", args=[survey.slug])))
    assert "52,4–85,7 %" in own
    assert reverse("surveys:texts", args=[survey.slug]) in own


def test_free_texts_are_for_the_commune_and_the_team(client, survey):
    texts = reverse("surveys:texts", args=[survey.slug])
    figures = reverse("surveys:figures", args=[survey.slug])
    for person in (officer(), city_leader()):
        client.force_login(person)
        assert client.get(texts).status_code == 403
        assert texts not in client.get(figures).content.decode()
    editor = editor_of(survey.commune)
    client.force_login(editor)
    assert "Cô Mai rất tận tình" in client.get(texts).content.decode()
    text = Answer.objects.exclude(text="").get()
    hide = reverse("surveys:hide_name", args=[survey.slug, text.pk])
    assert "Cô Mai" in client.get(hide).content.decode()
    changed = client.post(hide, {"shown": "Cô Mai rất chậm"})
    assert changed.status_code == 422
    assert "Cô Mai rất chậm" in changed.content.decode()
    assert client.post(hide, {"shown": "[…] rất tận tình"}).status_code == 302
    page = client.get(texts).content.decode()
    assert "Mai" not in page
    assert "[…] rất tận tình" in page


def summary(survey, person, now):
    key = summary_key(survey.cycle.year, survey.commune, CRITERION)
    return described(visible_paper(person, SUMMARY, key, now=now))


def test_the_summary_is_a_paper_in_both_forms(survey, at):
    head = head_of(survey.commune)
    text = text_of(assert_both_say_the_same(summary(survey, head, at(2026, 11, 20))))
    assert "72,0 (52,4–85,7)" in text
    assert "Phiếu giấy –" in text
    assert "Wilson" in text


def test_one_click_makes_the_summary_evidence_and_freezes_it(client, survey, assessment):
    editor = editor_of(survey.commune)
    client.force_login(editor)
    where = [survey.cycle.year, survey.commune.code, CRITERION]
    page = client.get(reverse("evidence:criterion", args=where)).content.decode()
    add = reverse("evidence:add_survey_summary", args=where)
    assert add in page
    assert client.post(add).status_code == 302
    item = EvidenceItem.objects.get(score__criterion__code=CRITERION, score__assessment=assessment)
    with item.file.content.open() as content:
        frozen = text_of(content.read())
    assert (item.kind, item.added_by) == ("statistics", editor)
    assert "72,0 (52,4–85,7)" in frozen
    fill(survey, 10, 9)
    item.file.refresh_from_db()
    with item.file.content.open() as content:
        assert text_of(content.read()) == frozen


def test_the_summary_is_no_evidence_while_the_dossier_is_not_with_the_commune(survey, assessment, at, monkeypatch):
    score = assessment.scores.select_related("criterion").get(criterion__code=CRITERION)
    other = assessment.scores.select_related("criterion").get(criterion__code="I.2")
    editor, now = editor_of(survey.commune), at(2026, 11, 20)
    with pytest.raises(Refused) as refusal:
        add_survey_summary(score=other, by=editor, now=now)
    assert [problem.code for problem in refusal.value.problems] == ["survey_summary_missing"]
    # What is refused costs no PDF.
    monkeypatch.setattr(survey_summaries, "paper_pdf", lambda _paper: pytest.fail("a PDF was made for nothing"))
    with pytest.raises(Refused):
        add_survey_summary(score=score, by=editor, now=now + timedelta(days=400))
    assert not EvidenceItem.objects.exists()


def test_the_appraiser_sees_the_figures_and_hints_beside_the_evidence(client, at):
    at(2026, 12, 5)
    member = TeamMemberFactory(team=AppraisalTeamFactory(cycle__year=2026), person=appraiser())
    review = ReviewFactory(assessment__registration__cycle=member.team.cycle, appraiser=member)
    survey = opened(review.assessment.registration)
    for number in range(25):
        response = answer(survey, {1: 5 if number < 18 else 2, 3: (1,), 5: "Cô Mai"}, received_at=moment(3))
        ResponseHint.objects.create(response=response, kind="burst")
    client.force_login(member.person)
    desk = words(client.get(reverse("appraisal:criterion", args=[2026, survey.commune.code, CRITERION])))
    assert "<strong>72,0 %</strong> hài lòng (52,4–85,7 %)" in desk
    assert "(25)" in desk
    assert year_page(survey) in desk
    assert client.get(year_page(survey)).status_code == 200
    assert "Cô Mai" in client.get(reverse("surveys:texts", args=[survey.slug])).content.decode()
    other = words(client.get(reverse("appraisal:criterion", args=[2026, survey.commune.code, "I.2"])))
    assert year_page(survey) not in other
