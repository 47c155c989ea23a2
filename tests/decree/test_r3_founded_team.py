"""[R3] The team appraises only once it is founded (Điều 3.1b; procedure, step 3).

The city's decision that founds the team, with its number, its date and its signed file, is on record before every verb
of appraisal. That the file must be there is the portal's own reading, marked so.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal import services
from appraisal.models import AppraisalTeam, Review
from audit.models import Entry
from scoring.addresses import DossierAddress
from tests.decree.acts import a_commune_ready_to_send, midday, refusal_codes, send_dossier
from tests.factories.accounts import appraiser, officer, team_lead
from tests.factories.appraisal import (
    AppraisalTeamFactory,
    ReviewFactory,
    SecondReviewFactory,
    TeamMemberFactory,
    VisitFactory,
)
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.factories.scoring import FULL_TABLE, SelfAssessmentFactory

NOW = midday(12, 11)
GONE = [{"decision_number": ""}, {"decision_date": None}, {"decision_file": None}]


def unfound(**gone):
    AppraisalTeam.objects.update(**gone or {"decision_file": None})


def refused(verb, **facts):
    return refusal_codes(getattr(services, verb), **{"by": officer(), "now": NOW} | facts)


def fresh(review):
    return Review.objects.get(pk=review.pk)


# -- Every verb ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", GONE, ids=["number", "date", "file"])
def test_no_dossier_is_given_out_before_the_team_is_founded(gone):
    assessment = a_commune_ready_to_send()
    send_dossier(assessment, at=midday(11, 20))
    member = TeamMemberFactory(team__cycle=assessment.registration.cycle, person=appraiser())
    unfound(**gone)
    team = AppraisalTeam.objects.get()
    member = team.members.get()

    assert refused("assign_review", assessment=assessment, member=member) == ["team_not_founded"]
    assert refused("distribute_reviews", team=team) == ["team_not_founded"]
    assert not Review.objects.exists()


def points(review):
    address = DossierAddress.of(review.assessment)
    typed = {"criterion": "I.1", "points": Decimal(9), "comment": "Thiếu", "seen_version": 0}
    return typed | {"address": address, "by": review.appraiser.person}


@pytest.mark.parametrize(
    ("verb", "state", "facts"),
    [
        ("enter_review_score", {}, points),
        ("complete_review", {"in_progress": True, "scores": "agree"}, lambda review: {"review": review}),
        ("ask_supplement", {}, lambda review: {"review": review, "criterion": "I.1", "wanted": "Biên bản"}),
        (
            "open_explanation",
            {"completed": True, "scores": FULL_TABLE | {"I.1": "4"}},
            lambda review: {"review": review, "before": date(2026, 12, 20), "note": ""},
        ),
        ("send_back_review", {"completed": True}, lambda review: {"review": review, "reason": "Xem lại"}),
        ("reconcile_review", {"completed": True, "scores": "agree"}, lambda review: {"review": review}),
        (
            "write_minutes",
            {"completed": True},
            lambda review: {"review": review, "held_on": date(2026, 12, 11), "place": "Sở", "present": []},
        ),
        ("reopen_review", {"reconciled": True}, lambda review: {"review": review, "reason": "Xem lại"}),
        (
            "plan_visit",
            {},
            lambda review: {
                "review": fresh(review),
                "starts_at": datetime(2026, 12, 14, 1, tzinfo=UTC),
                "place": "Sở",
                "members": [review.appraiser],
                "criteria": {"I.1": ""},
            },
        ),
    ],
)
def test_no_verb_on_a_review_goes_before_the_founding(verb, state, facts):
    review = ReviewFactory(appraiser__person=appraiser(), **state)
    unfound()

    assert refused(verb, **facts(review)) == ["team_not_founded"]


def test_a_letter_that_was_collected_waits_for_the_founding():
    review = ReviewFactory(appraiser__person=appraiser())
    services.ask_supplement(review=review, criterion="I.1", wanted="Biên bản", by=review.appraiser.person, now=NOW)
    unfound()

    facts = {"review": fresh(review), "before": date(2026, 12, 20), "note": ""}
    assert refused("send_supplement_request", **facts) == ["team_not_founded"]


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        ("note_visit_item", {"criterion": "I.1", "seen": "yes", "remark": "", "seen_version": 0}),
        ("remark_on_visit", {"remarks": "Đã xem", "seen_version": 0}),
        ("finish_visit", {}),
    ],
)
def test_nothing_is_noted_of_a_visit_before_the_founding(verb, facts):
    visit = VisitFactory()
    unfound()

    assert "team_not_founded" in refused(verb, visit=visit, **facts)


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        ("enter_independent_score", {"criterion": "I.1", "points": Decimal(9), "comment": "Thiếu", "seen_version": 0}),
        ("complete_independent_scores", {}),
        ("resolve_difference", {"criterion": "I.1", "points": Decimal(9), "justification": "Theo biên bản"}),
    ],
)
def test_a_second_look_waits_for_the_founding(verb, facts):
    second = SecondReviewFactory()
    unfound()
    by = second.review.appraiser.person

    assert "team_not_founded" in refusal_codes(getattr(services, verb), review=second.review, by=by, now=NOW, **facts)


def test_no_second_look_is_given_out_before_the_founding():
    second = SecondReviewFactory(appraiser=None)
    other = TeamMemberFactory(team=second.review.appraiser.team, person=appraiser())
    unfound()

    assert refused("assign_second_review", assessment=second.review.assessment, member=other) == ["team_not_founded"]
    assert refused("distribute_second_reviews", team=AppraisalTeam.objects.get()) == ["team_not_founded"]


# -- The decision's day --------------------------------------------------------------------------------------------


def form_team_codes(cycle, *, number="1234/QĐ-UBND", dated=date(2026, 11, 25), file=True, now=NOW):
    upload = SimpleUploadedFile("quyet-dinh.pdf", PDF) if file else None
    facts = {"decision_number": number, "decision_date": dated, "decision_file": upload}
    people = {"lead": team_lead(), "members": [appraiser()]}
    return refusal_codes(services.form_team, cycle=cycle, **facts, **people, by=officer(), now=now)


@pytest.mark.parametrize(
    ("dated", "codes"),
    [
        (date(2026, 12, 11), []),
        (date(2026, 12, 12), ["founding_in_the_future"]),
        (date(2026, 1, 1), []),
        (date(2025, 12, 31), ["founding_of_another_year"]),
    ],
)
def test_the_team_is_founded_in_the_year_and_not_in_the_future(dated, codes):
    assert form_team_codes(CycleFactory(), dated=dated) == codes


def test_a_correction_does_not_date_the_founding_after_the_first_dossier():
    review = ReviewFactory(assigned_at=midday(12, 2))
    keep = {"lead": team_lead(), "members": [review.appraiser.person], "by": officer(), "now": NOW}

    def corrected(dated):
        facts = {"decision_number": "1235/QĐ-UBND", "decision_date": dated}
        cycle = review.assessment.registration.cycle
        return refusal_codes(services.form_team, cycle=cycle, **facts, **keep)

    assert (corrected(date(2026, 12, 3)), corrected(date(2026, 12, 2))) == (["founding_after_appraisal"], [])
    assert Entry.objects.get(verb="appraisal.found_team").facts["decision"] == "1235/QĐ-UBND"


def test_a_founding_on_record_is_not_taken_away():
    cycle = AppraisalTeamFactory().cycle

    assert form_team_codes(cycle, number=" ", file=False) == ["founding_stays"]


# -- What people read ----------------------------------------------------------------------------------------------


def test_the_pages_say_what_is_missing(client):
    review = ReviewFactory(appraiser__person=appraiser())
    registration = review.assessment.registration
    SelfAssessmentFactory(registration__cycle=registration.cycle, submitted=True, scores="full")
    unfound(decision_date=None, decision_file=None)
    client.force_login(officer())
    team = client.get(reverse("appraisal:team", args=[2026])).text
    client.force_login(review.appraiser.person)
    desk = client.get(reverse("appraisal:review", args=[2026, registration.commune.code]))
    rows = client.get(reverse("appraisal:reviews", args=[2026])).text

    words = "còn thiếu: ngày và bản ký"
    assert [words in page for page in (team, desk.text, rows)] == [True, True, True]
    assert not desk.context["may_enter"]


def test_a_refused_decision_is_reported_at_its_field(client):
    cycle = CycleFactory()
    client.force_login(officer())
    typed = {"decision_number": "1/QĐ", "decision_date": "2025-11-25", "lead": team_lead().pk}

    answer = client.post(reverse("appraisal:form_team", args=[cycle.year]), typed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["decision_date"])


def test_spreading_before_the_founding_is_refused_in_words(client):
    team = TeamMemberFactory(person=team_lead(), part="lead").team
    SelfAssessmentFactory(registration__cycle=team.cycle)
    unfound()
    client.force_login(officer())

    page = client.post(reverse("appraisal:distribute", args=[team.cycle.year]), follow=True)

    assert (page.status_code, "Tổ thẩm định chỉ thẩm định" in page.text) == (200, True)
