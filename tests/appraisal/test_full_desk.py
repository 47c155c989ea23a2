"""The review desk and the self-assessment, with all that they show beside one criterion, cost few queries."""

import pytest
from django.urls import reverse

from appraisal.services import send_back_review
from kernel import clock
from surveys.counting import add_to_counts
from tests.factories.accounts import appraiser, editor_of, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory, VisitFactory
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import FULL_TABLE, SelfAssessmentFactory
from tests.factories.surveys import HOUR, QuestionnaireFactory, SurveyFactory, published_version

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def commune():
    """A unit with a year behind it."""
    commune = CommuneFactory()
    entry = RegistrationFactory(cycle=CycleFactory(year=2026), commune=commune, accepted=True)
    work = SelfAssessmentFactory(registration=entry, submitted=True, scores=FULL_TABLE | {"I.1": "8"})
    ReviewFactory(assessment=work, reconciled=True, scores=FULL_TABLE | {"I.1": "6"})
    return commune


@pytest.fixture
def year():
    return CycleFactory(year=2027)


def asked_twice(commune, year) -> None:
    """Two versions of a questionnaire on I.1, each asked and answered in the year."""
    questionnaire = QuestionnaireFactory(criterion_code="I.1")
    for number in (1, 2):
        version = published_version(questionnaire, number)
        survey = SurveyFactory(cycle=year, commune=commune, version=version, opened=True)
        add_to_counts(survey, channel="open_link", received_at=HOUR, options={(0, 0): 12, (1, 5): 9, (1, 2): 3})


def page(client, path, limit_queries, limit, **headers):
    client.get(path, headers=headers)
    with limit_queries(limit):
        return client.get(path, headers=headers)


def test_the_desk_with_surveys_findings_the_year_before_and_a_return(
    client, at, commune, year, django_assert_max_num_queries
):
    at(2027, 12, 5)
    team = AppraisalTeamFactory(cycle=year)
    member = TeamMemberFactory(team=team, person=appraiser())
    lead = TeamMemberFactory(team=team, person=team_lead(), part="lead").person
    entry = RegistrationFactory(cycle=year, commune=commune, accepted=True)
    work = SelfAssessmentFactory(registration=entry, submitted=True, scores="full")
    review = ReviewFactory(assessment=work, appraiser=member, completed=True, scores="agree")
    asked_twice(commune, year)
    EvidenceItemFactory(score=review.assessment.scores.get(criterion__code="I.1"))
    VisitFactory(review=review, done=True)
    send_back_review(review=review, reason="Xem lại nhóm I.", by=lead, now=clock.now())
    client.force_login(member.person)
    path = reverse("appraisal:criterion", args=[2027, commune.code, "I.1"])

    whole = page(client, path, django_assert_max_num_queries, 13)
    piece = page(client, path, django_assert_max_num_queries, 12, **{"HX-Request": "true"})

    assert "Xem lại nhóm I." in whole.text
    for answer in (whole, piece):
        texts = [
            (question.text, [row.answers for row in question.rows])
            for question in answer.context["survey_panel"].questions
        ]
        assert texts == [("Câu 1", [12]), ("Câu 1", [12])]
        assert (len(answer.context["findings"]), answer.context["last_year"].year) == (1, 2026)


@pytest.mark.parametrize("sent", [False, True])
def test_the_self_assessment_with_surveys_and_the_year_before(
    client, at, commune, year, sent, django_assert_max_num_queries
):
    at(2027, 9, 5)
    entry = RegistrationFactory(cycle=year, commune=commune, accepted=True)
    work = SelfAssessmentFactory(registration=entry, **({"submitted": True, "scores": "full"} if sent else {}))
    asked_twice(commune, year)
    EvidenceItemFactory(score=work.scores.get(criterion__code="I.1"))
    client.force_login(editor_of(commune))

    answer = page(
        client, reverse("evidence:criterion", args=[2027, commune.code, "I.1"]), django_assert_max_num_queries, 12
    )

    assert len(answer.context["survey_panel"].questions) == 2
    assert answer.context["last_year"].year == 2026


def test_a_late_self_assessment_reads_its_extensions_once(client, at, commune, year, django_assert_max_num_queries):
    at(2027, 12, 20)
    work = SelfAssessmentFactory(registration=RegistrationFactory(cycle=year, commune=commune, accepted=True))
    client.force_login(editor_of(commune))
    path = reverse("evidence:criterion", args=[2027, commune.code, "I.1"])
    client.get(path)

    with django_assert_max_num_queries(12) as asked:
        client.get(path)

    read = [query["sql"] for query in asked.captured_queries if 'FROM "communes_extension"' in query["sql"][:400]]
    assert (work.state, len([sql for sql in read if "granted_at" in sql.partition(" FROM ")[0]])) == ("open", 1)
