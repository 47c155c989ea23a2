"""Each step of the year notifies exactly the people who have to act."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from appraisal.models import TeamMember
from appraisal.services import assign_review, complete_review, record_breach, send_back_review
from communes.services import grant_extension
from evidence.services import submit_dossier
from notifications.models import Message
from results.services import publish_outcomes
from tests.factories.accounts import appraiser, city_leader, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory, elements_of
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import complete_dossier
from tests.factories.results import OutcomeFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def named() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("kind", "person__full_name"))


@pytest.fixture
def team():
    appraisal_team = AppraisalTeamFactory()
    TeamMemberFactory(team=appraisal_team, person=team_lead(full_name="Tổ trưởng"), part=TeamMember.Part.LEAD)
    return appraisal_team


@pytest.fixture
def member(team):
    return TeamMemberFactory(team=team, person=appraiser(full_name="Tổ viên"))


def test_a_sent_dossier_is_reported_to_the_department():
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)
    officer(full_name="Chuyên viên")

    head = head_of(assessment.registration.commune, full_name="Chủ tịch")
    submit_dossier(assessment=assessment, by=head, now=NOW)

    assert named() == [("evidence.dossier_received", "Chủ tịch"), ("evidence.dossier_sent", "Chuyên viên")]
    path = f"/evidence/2026/{assessment.registration.commune.code}/dossier/"
    paths = dict(Message.objects.values_list("kind", "path"))
    assert paths == {"evidence.dossier_sent": path, "evidence.dossier_received": f"{path}receipt/"}


def test_an_assigned_review_is_reported_to_its_appraiser_alone(member):
    TeamMemberFactory(team=member.team, person=appraiser(full_name="Người khác"))
    assessment = SelfAssessmentFactory(scores="full", submitted=True, registration__cycle=member.team.cycle)

    assign_review(assessment=assessment, member=member, by=officer(), now=NOW)

    assert named() == [("appraisal.review_assigned", "Tổ viên")]


def test_a_completed_review_is_reported_to_the_lead_and_comes_back_to_its_appraiser(member):
    review = ReviewFactory(appraiser=member, in_progress=True, scores="agree")

    complete_review(review=review, by=member.person, now=NOW)
    assert named() == [("appraisal.review_completed", "Tổ trưởng")]

    Message.objects.all().delete()
    send_back_review(review=review, reason="Xem lại I.1", by=officer(), now=NOW)
    assert named() == [("appraisal.review_sent_back", "Tổ viên")]
    assert Message.objects.get().facts["reason"] == "Xem lại I.1"


def test_a_proposed_breach_is_reported_to_the_lead(team):
    registration = RegistrationFactory(cycle=team.cycle, accepted=True)

    record_breach(
        registration=registration,
        kind="discipline_or_prosecution",
        facts="Có kết luận",
        source="Số 12/KL",
        occurred_on=date(2026, 5, 1),
        decided_on=date(2026, 6, 1),
        elements=elements_of("discipline_or_prosecution"),
        by=officer(),
        now=NOW,
    )

    assert named() == [("appraisal.breach_proposed", "Tổ trưởng")]


def test_published_results_are_reported_to_every_commune():
    outcome = OutcomeFactory(approved=True, appraised_total=Decimal(79))
    commune = outcome.registration.commune
    head_of(commune, full_name="Chủ tịch")
    editor_of(commune, full_name="Công chức")

    publish_outcomes(cycle=outcome.registration.cycle, by=city_leader(), now=NOW)

    assert named() == [("results.results_published", "Chủ tịch"), ("results.results_published", "Công chức")]
    assert {message.path for message in Message.objects.all()} == {"/results/public/2026/"}


def test_the_commune_is_notified_of_more_time():
    registration = RegistrationFactory(accepted=True)
    head_of(registration.commune, full_name="Chủ tịch")

    grant_extension(
        registration=registration, step="submission", before=date(2026, 12, 10), reason="Bão", by=officer(), now=NOW
    )

    assert named() == [("communes.extension_granted", "Chủ tịch")]
