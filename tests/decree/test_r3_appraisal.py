"""[R3] The appraisal (Điều 3.1b; procedure, step 3).

Before 31 December the department has the appraisal team set up by a decision of the city, has every self-assessment
appraised, and reports to the city. Nobody appraises a commune of their own; the report waits for every dossier.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.models import AppraisalTeam, TeamMember
from appraisal.services import assign_review, complete_review, enter_review_score, form_team, reconcile_review
from results.models import Outcome
from results.services import confirm_outcomes, draft_outcomes
from scoring.addresses import DossierAddress
from tests.decree.acts import (
    a_commune_ready_to_send,
    conclude,
    first_second_of,
    last_second_before,
    midday,
    refusal_codes,
    send_dossier,
)
from tests.factories.accounts import appraiser, head_of, officer, team_lead
from tests.factories.appraisal import BreachFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.factories.scoring import SelfAssessmentFactory
from tests.results.building import appraised, team_of


@pytest.fixture
def dossier():
    assessment = a_commune_ready_to_send()
    send_dossier(assessment, at=midday(11, 20))
    assessment.refresh_from_db()
    return assessment


def set_up(cycle, *, number="1234/QĐ-UBND", dated=date(2026, 11, 25)):
    return form_team(
        cycle=cycle,
        decision_number=number,
        decision_date=dated,
        decision_file=SimpleUploadedFile("quyet-dinh.pdf", PDF),
        lead=team_lead(),
        members=[appraiser()],
        by=officer(),
        now=midday(11, 26),
    )


def appraise_in_full(assessment, member, *, at):
    review = assign_review(assessment=assessment, member=member, by=officer(), now=at)
    for score in review.scores.select_related("criterion"):
        verdict = {"points": score.self_points, "comment": "", "seen_version": score.version}
        verdict |= {"criterion": score.criterion.code, "by": member.person, "now": at}
        enter_review_score(address=DossierAddress.of(review.assessment), **verdict)
    return complete_review(review=review, by=member.person, now=at)


def test_the_department_has_the_team_set_up_by_the_citys_decision(dossier):
    team = set_up(dossier.registration.cycle)

    assert (team.decision_number, team.decision_date) == ("1234/QĐ-UBND", date(2026, 11, 25))
    assert sorted(team.members.values_list("part", flat=True)) == ["lead", "member"]


@pytest.mark.parametrize("gone", [{"decision_number": ""}, {"decision_date": None}, {"decision_file": None}])
def test_nothing_is_reported_before_that_decision_is_on_record(gone):
    cycle = CycleFactory()
    lead = team_of(cycle)
    appraised(cycle, "30001", "90")
    AppraisalTeam.objects.update(**gone)
    draft_outcomes(cycle=cycle, by=officer(), now=midday(12, 18))

    refused = refusal_codes(confirm_outcomes, cycle=cycle, by=lead, now=midday(12, 18))

    assert (refused, Outcome.objects.get().state) == (["team_not_founded"], "drafted")


def test_a_dossier_that_was_not_sent_is_not_appraised():
    assessment = SelfAssessmentFactory(scores="full")
    member = TeamMemberFactory(team__cycle=assessment.registration.cycle)

    refused = refusal_codes(assign_review, assessment=assessment, member=member, by=officer(), now=midday(12, 2))

    assert refused == ["dossier_not_sent"]


def test_nobody_appraises_a_commune_of_their_own(dossier):
    set_up(dossier.registration.cycle)
    member = TeamMemberFactory(team=AppraisalTeam.objects.get(), person=head_of(dossier.registration.commune))

    refused = refusal_codes(assign_review, assessment=dossier, member=member, by=officer(), now=midday(12, 2))

    assert refused == ["member_of_that_commune"]


def test_every_criterion_is_appraised_before_the_lead_confirms(dossier):
    set_up(dossier.registration.cycle)
    member = TeamMember.objects.get(part=TeamMember.Part.MEMBER)
    begun = assign_review(assessment=dossier, member=member, by=officer(), now=midday(12, 2))

    early = refusal_codes(complete_review, review=begun, by=member.person, now=midday(12, 3))
    review = appraise_in_full(dossier, member, at=midday(12, 10))
    reconciled = reconcile_review(review=review, by=team_lead(), now=midday(12, 12))

    assert early == ["criterion_not_reviewed"] * 8
    assert (reconciled.state, reconciled.total, reconciled.assessment.state) == ("reconciled", Decimal(100), "closed")


def test_the_year_is_concluded_once_every_dossier_and_every_breach_is_settled():
    cycle = CycleFactory()
    appraised(cycle, "30001", "90")
    appraised(cycle, "30002", "90", state="completed")
    BreachFactory(registration=appraised(cycle, "30003", "90"))

    refused = refusal_codes(draft_outcomes, cycle=cycle, by=officer(), now=midday(12, 18))

    assert refused == ["review_not_reconciled", "breach_not_settled"]


def test_the_lead_reports_what_the_facts_come_to_and_nothing_else():
    cycle = CycleFactory()
    lead = team_of(cycle)
    registration = appraised(cycle, "30001", "90")
    draft_outcomes(cycle=cycle, by=officer(), now=midday(12, 18))
    BreachFactory(registration=registration, confirmed=True)

    assert refusal_codes(confirm_outcomes, cycle=cycle, by=lead, now=midday(12, 19)) == ["outcome_out_of_date"]


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (last_second_before(12, 31), "Hạn báo cáo UBND thành phố: hết ngày 30/12/2026"),
        (first_second_of(12, 31), "Đã quá hạn báo cáo UBND thành phố: ngày cuối là 30/12/2026"),
    ],
    ids=["due", "overdue"],
)
def test_the_report_is_due_before_31_12(client, on, instant, words):
    lead = team_of(CycleFactory())
    on(instant)
    client.force_login(lead)

    assert words in client.get("/results/2026/steps/").text


def test_a_late_report_is_accepted_and_says_so(client, on):
    cycle = CycleFactory()
    lead = team_of(cycle)
    ReviewFactory(assessment__registration__cycle=cycle, scores="agree", reconciled=True)
    conclude(cycle, lead, at=on(first_second_of(12, 31)), until="reported")
    client.force_login(lead)

    page = client.get("/results/2026/steps/").text

    assert Outcome.objects.get().state == "confirmed"
    assert "Báo cáo sau hạn" in page
