"""[S4] A unit in confirmed breach is not considered (I.2, third dash; read as "theo quy định của cổng").

It need not be appraised on: a person closes its dossier as "không xét đánh giá", with a justification. Every other verb
of the dossier then says so. Where the breach is undone the dossier is taken up again, and the outcome is concluded
again.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal import services
from appraisal.models import NotConsidered, Review
from appraisal.queries import member_loads
from audit.models import Entry
from evidence.models import Inquiry
from results import services as results
from results.models import Outcome
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment
from tests.decree.acts import conclude, establish_breach, midday, refusal_codes, standing_of
from tests.factories.accounts import head_of, officer
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.results.building import appraised, team_of

DECEMBER = midday(12, 15)
CLOSED = "dossier_not_considered"


@pytest.fixture
def year():
    """Hồng Bàng is appraised; Kiến An is half appraised and in confirmed breach."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    done = appraised(cycle, "1", "92", name="Hồng Bàng")
    unit = appraised(cycle, "2", "96", name="Kiến An", state="in_progress")
    breach = establish_breach(unit, "unresolved_cases", occurred_on=date(2026, 10, 1), at=midday(12, 10))
    return cycle, lead, done, unit, breach


def close(breach, lead, *, justification="Vi phạm đã được xác nhận."):
    return services.leave_unconsidered(breach=breach, justification=justification, by=lead, now=DECEMBER)


def undo(breach, lead, *, at=DECEMBER):
    return services.set_aside_breach(
        breach=breach,
        decision_number="15/QĐ-TAND",
        decision_date=at.date(),
        justification="Khiếu nại được chấp nhận.",
        file=SimpleUploadedFile("quyet-dinh.pdf", PDF),
        by=lead,
        now=at,
    )


def draft(cycle, *, at=DECEMBER):
    return refusal_codes(results.draft_outcomes, cycle=cycle, by=officer(), now=at)


def test_a_dossier_is_closed_only_in_confirmed_breach_and_with_a_justification(year):
    _cycle, lead, done, _unit, breach = year
    proposed = BreachFactory(registration=done)

    refused = refusal_codes(close, breach=proposed, lead=lead)
    bare = refusal_codes(close, breach=breach, lead=lead, justification=" ")

    assert "breach_not_confirmed_yet" in refused
    assert (bare, NotConsidered.objects.count()) == (["closing_without_justification"], 0)


def test_closed_it_no_more_holds_up_the_year_and_stays_apart_as_breach(year):
    cycle, lead, done, unit, breach = year
    before = draft(cycle)

    close(breach, lead)

    assert (before, draft(cycle)) == (["review_not_reconciled"], [])
    row = standing_of(unit)
    assert (row.level, row.reason, row.rank, standing_of(done).rank) == (0, "breach", None, 1)
    entry = Entry.objects.get(verb="appraisal.leave_unconsidered")
    assert (entry.actor, entry.facts["ground"]) == (lead, "Vi phạm đã được xác nhận.")


def test_every_other_verb_of_the_dossier_says_why_it_is_closed(year):
    _cycle, lead, _done, unit, breach = year
    close(breach, lead)
    review = Review.objects.get(assessment__registration=unit)
    score, member = review.scores.get(criterion__code="I.1"), review.appraiser
    verdict = {"points": Decimal(1), "comment": "x", "seen_version": score.version}
    address = DossierAddress.of(review.assessment)

    refused = {
        "score": refusal_codes(
            services.enter_review_score, address=address, criterion="I.1", by=member.person, now=DECEMBER, **verdict
        ),
        "complete": refusal_codes(services.complete_review, review=review, by=member.person, now=DECEMBER),
        "confirm": refusal_codes(services.reconcile_review, review=review, by=lead, now=DECEMBER),
        "ask": refusal_codes(
            services.ask_supplement, review=review, criterion="I.1", wanted="Ảnh", by=member.person, now=DECEMBER
        ),
        "assign": refusal_codes(
            services.assign_review, assessment=review.assessment, member=member, by=lead, now=DECEMBER
        ),
        "again": refusal_codes(close, breach=breach, lead=lead),
    }

    assert {verb: codes[0] for verb, codes in refused.items()} == dict.fromkeys(refused, CLOSED) | {
        "again": "dossier_not_closable"
    }


def test_lists_and_loads_leave_it_out_and_its_letters_end(year):
    cycle, lead, _done, unit, breach = year
    assessment = SelfAssessment.objects.get(registration=unit)
    review = assessment.review
    services.ask_supplement(review=review, criterion="I.1", wanted="Ảnh", by=review.appraiser.person, now=DECEMBER)
    letter = services.send_supplement_request(
        review=review, before=date(2026, 12, 20), note="", by=review.appraiser.person, now=DECEMBER
    )

    close(breach, lead)

    letter = Inquiry.objects.get(pk=letter.pk)
    assessment = SelfAssessment.objects.get(pk=assessment.pk)
    assert (letter.state, assessment.state, assessment.review.state) == ("lapsed", "not_considered", "not_considered")
    assert sum(load.all for load in member_loads(cycle.appraisal_team)) == 1


def test_taken_up_again_the_review_goes_on_where_it_stood(year):
    _cycle, lead, _done, unit, breach = year
    close(breach, lead)
    assessment = SelfAssessment.objects.get(registration=unit)
    scored = assessment.review.scored_count
    bare = refusal_codes(services.consider_again, assessment=assessment, justification="", by=lead, now=DECEMBER)

    services.consider_again(assessment=assessment, justification="Khiếu nại được chấp nhận.", by=lead, now=DECEMBER)

    assessment = SelfAssessment.objects.get(pk=assessment.pk)
    assert bare == ["closing_without_justification"]
    assert (assessment.state, assessment.review.state) == ("under_appraisal", "in_progress")
    assert (assessment.review.scored_count, NotConsidered.objects.get().reopened_by) == (scored, lead)


def test_a_breach_undone_leaves_the_year_waiting_until_the_dossier_is_taken_up(year):
    cycle, lead, _done, _unit, breach = year
    close(breach, lead)
    undo(breach, lead)

    assert draft(cycle) == ["dossier_to_be_considered"]


def test_undone_after_the_approval_the_unit_is_appraised_after_all_and_concluded_again(year):
    cycle, lead, done, unit, breach = year
    close(breach, lead)
    conclude(cycle, lead, at=midday(12, 20), until="approved")
    still = refusal_codes(
        services.consider_again,
        assessment=SelfAssessment.objects.get(registration=unit),
        justification="Xem lại",
        by=lead,
        now=midday(12, 21),
    )
    undo(breach, lead, at=midday(12, 22))
    waiting = Outcome.objects.get(registration=unit).reason
    assessment = SelfAssessment.objects.get(registration=unit)
    services.consider_again(
        assessment=assessment, justification="Khiếu nại được chấp nhận.", by=lead, now=midday(12, 22)
    )
    review = Review.objects.get(assessment=assessment)
    services.complete_review(review=review, by=review.appraiser.person, now=midday(12, 23))
    services.reconcile_review(review=review, by=lead, now=midday(12, 23))

    own, other = Outcome.objects.get(registration=unit), Outcome.objects.get(registration=done)
    assert (still, waiting) == (["outcomes_past_the_draft"], "breach")
    assert (own.reason, own.level, own.rank, other.rank) == ("by_points", 4, 1, 2)


def test_the_lead_closes_it_on_the_page_of_the_breach_and_the_commune_reads_why(client, year, on):
    _cycle, lead, _done, unit, breach = year
    on(DECEMBER)
    client.force_login(lead)
    url = reverse("appraisal:leave_unconsidered", args=[2026, breach.pk])

    bare = client.post(url, {"justification": ""})
    justified = client.post(url, {"justification": "Vi phạm đã được xác nhận."})
    page = client.get(reverse("appraisal:breach", args=[2026, breach.pk])).text
    client.force_login(head_of(unit.commune))
    own = client.get(reverse("evidence:dossier", args=[2026, "2"])).text
    client.get("/")

    assert (bare.status_code, justified.status_code) == (422, 302)
    assert "Vi phạm đã được xác nhận." in page
    assert "Không xét đánh giá." in own


def test_the_lead_takes_it_up_again_on_the_page_of_the_breach(client, year, on):
    _cycle, lead, _done, unit, breach = year
    on(DECEMBER)
    close(breach, lead)
    undo(breach, lead)
    client.force_login(lead)
    assert "1 hồ sơ cần mở lại" in client.get("/").text
    again = reverse("appraisal:consider_again", args=[2026, breach.pk])
    assert f'action="{again}"' in client.get(reverse("appraisal:breach", args=[2026, breach.pk])).text

    answer = client.post(
        reverse("appraisal:consider_again", args=[2026, breach.pk]), {"justification": "Khiếu nại được chấp nhận."}
    )

    assert answer.status_code == 302
    assert SelfAssessment.objects.get(registration=unit).state == SelfAssessment.State.UNDER_APPRAISAL
    assert "cần mở lại" not in client.get("/").text
