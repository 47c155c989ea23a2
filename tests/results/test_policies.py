"""What each step towards the year's result still waits for, each reason at its boundary [R1-R5, S3, S4]."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from appraisal.models import AppraisalTeam, Breach, Review
from communes.models import Extension, Registration
from kernel.deadlines import deadline
from results import policies
from results.models import CityDecision, Commendation, Outcome, Recognition
from scoring.models import SelfAssessment
from tests.factories.accounts import UserFactory
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.results import (
    CONCLUDED,
    CityDecisionFactory,
    DepartmentReportFactory,
    OutcomeFactory,
    RecognitionFactory,
)
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SECOND = timedelta(seconds=1)
BEFORE_R1, R1 = deadline(date(2026, 2, 15)) - SECOND, deadline(date(2026, 2, 15))
BEFORE_R2, R2 = deadline(date(2026, 12, 1)) - SECOND, deadline(date(2026, 12, 1))
DATED, NOW = date(2026, 12, 28), datetime(2026, 12, 28, 4, tzinfo=R1.tzinfo)
State = Outcome.State


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


# -- What the draft waits for ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("entry", "now", "expected"), [
    ({}, BEFORE_R1, ["registration_still_awaited"]),
    ({}, R1, []),
    ({"withdrawn": True}, BEFORE_R1, ["registration_still_awaited"]),
    ({"refused": True}, BEFORE_R1, []),
    ({"sent": True}, R1, ["registration_waits"]),
    ({"returned": True}, R2, ["registration_waits"]),
    ({"late": True}, R2, ["registration_waits"]),
    ({"accepted": True}, BEFORE_R2, ["dossier_still_awaited"]),
    ({"accepted": True}, R2, []),
])  # fmt: skip
def test_the_draft_waits_for_an_entry_until_its_day(entry, now, expected):
    registration = RegistrationFactory(**entry)
    assert codes(policies.drafting_problems(registration.cycle, now=now)) == expected


def test_an_extension_is_waited_for_by_its_own_unit():
    registration, other = RegistrationFactory(accepted=True), RegistrationFactory(accepted=True)
    facts = {"before": date(2026, 12, 5), "reason": "Bão", "granted_at": BEFORE_R2, "granted_by": UserFactory()}
    Extension.objects.create(registration=registration, step=Extension.Step.SUBMISSION, **facts)
    problems = list(policies.drafting_problems(registration.cycle, now=R2))
    assert [(one.code, one.where, one.params["before"]) for one in problems] == [
        ("dossier_still_awaited", registration.commune.code, "05/12/2026")
    ]
    assert other.commune.code not in [one.where for one in problems]


@pytest.mark.parametrize(("state", "now", "expected"), [
    ("open", BEFORE_R2, ["dossier_still_awaited"]),
    ("open", R2, []),
    ("late", R2, ["dossier_waits"]),
    ("incomplete", R2, ["dossier_waits"]),
    ("returned", BEFORE_R2, ["dossier_waits"]),
    ("refused", BEFORE_R2, []),
])  # fmt: skip
def test_the_draft_waits_for_a_dossier_until_somebody_has_decided_on_it(state, now, expected):
    work = SelfAssessmentFactory()
    if state != "open":
        sent = {"sent_at": R1, "sent_by": UserFactory(), "shortcoming": "Thiếu", "sent_reason": "Bão"}
        decided = {"decided_at": R1, "decided_by": sent["sent_by"], "decision_note": "Không có lý do"}
        decided = decided if state in ("returned", "refused") else {}
        SelfAssessment.objects.filter(pk=work.pk).update(state=state, **sent, **decided)
    assert codes(policies.drafting_problems(work.registration.cycle, now=now)) == expected


def test_where_nothing_new_was_sent_in_time_the_former_dossier_is_counted_first():
    former = SelfAssessmentFactory(submitted=True)
    entry, by = former.registration, former.submitted_by
    aside = {"former_registration": entry, "set_aside_at": BEFORE_R2, "set_aside_by": by}
    rows = SelfAssessment.with_set_aside.filter(pk=former.pk)
    rows.update(registration=None, set_aside_for=former.rubric, set_aside_reason="Sửa báo cáo", **aside)
    SelfAssessmentFactory(registration=entry, rubric=former.rubric, replaces=former)

    assert codes(policies.drafting_problems(entry.cycle, now=BEFORE_R2)) == ["dossier_still_awaited"]
    assert codes(policies.drafting_problems(entry.cycle, now=R2)) == ["former_dossier_to_count"]


def test_every_dossier_is_confirmed_or_closed_for_a_breach():
    work = SelfAssessmentFactory(submitted=True)
    cycle = work.registration.cycle
    assert codes(policies.drafting_problems(cycle, now=NOW)) == ["review_not_reconciled"]
    SelfAssessment.objects.filter(pk=work.pk).update(state=SelfAssessment.State.NOT_CONSIDERED)
    assert codes(policies.drafting_problems(cycle, now=NOW)) == ["dossier_to_be_considered"]
    BreachFactory(registration=work.registration, confirmed=True)
    assert codes(policies.drafting_problems(cycle, now=NOW)) == []


@pytest.mark.parametrize("state", State)
def test_past_the_draft_nothing_that_it_stands_on_changes(state):
    outcome = OutcomeFactory(**{} if state == State.DRAFTED else {state: True})
    cycle, review = outcome.registration.cycle, Review.objects.get()
    expected = [] if state == State.DRAFTED else ["outcomes_past_the_draft"]
    assert codes(policies.drafting_problems(cycle, now=NOW)) == expected
    assert codes(policies.holding_problems(review)) == codes(policies.closing_problems(cycle)) == expected
    is_sent_back = state in (State.CONFIRMED, State.APPROVED)
    assert codes(policies.sending_back_problems(cycle)) == ([] if is_sent_back else ["outcomes_not_confirmed"])


# -- The steps ---------------------------------------------------------------------------------------------------------


def test_the_lead_confirms_a_draft_of_a_founded_team_and_the_city_approves_what_was_reported():
    outcome = OutcomeFactory()
    cycle = outcome.registration.cycle
    AppraisalTeam.objects.filter(cycle=cycle).update(decision_number="")
    assert codes(policies.confirming_problems(cycle, now=NOW)) == ["team_not_founded"]
    AppraisalTeam.objects.filter(cycle=cycle).update(decision_number="1/QĐ-UBND")
    assert codes(policies.confirming_problems(cycle, now=NOW)) == []
    assert codes(policies.approving_problems(cycle, now=NOW)) == ["outcomes_not_confirmed"]
    outcome.confirm(by=UserFactory(), at=CONCLUDED)
    outcome.save()
    assert codes(policies.confirming_problems(cycle, now=NOW)) == ["outcomes_not_drafted"]
    assert codes(policies.approving_problems(cycle, now=NOW)) == ["report_missing"]
    DepartmentReportFactory(cycle=cycle)
    assert codes(policies.approving_problems(cycle, now=NOW)) == []


def test_a_year_without_a_single_outcome_takes_no_step():
    cycle = CycleFactory()
    assert codes(policies.confirming_problems(cycle, now=NOW)) == ["outcomes_not_drafted"]
    assert codes(policies.publishing_problems(cycle)) == ["outcomes_not_approved"]
    assert codes(policies.stale_problems(cycle, now=NOW)) == []
    assert codes(policies.recognising_problems([], dated=DATED, now=NOW)) == ["nobody_to_recognise"]
    assert codes(policies.commending_problems([], dated=DATED, now=NOW)) == ["nobody_to_commend"]


def test_an_open_breach_is_decided_first_while_the_report_has_time():
    outcome = OutcomeFactory()
    cycle = outcome.registration.cycle
    BreachFactory(registration=outcome.registration)
    open_one = ["breach_not_settled"]
    assert codes(policies.drafting_problems(cycle, now=NOW)) == open_one
    assert "breach_not_settled" in codes(policies.confirming_problems(cycle, now=NOW))
    assert "breach_not_settled" in codes(policies.approving_problems(cycle, now=NOW))
    assert codes(policies.drafting_problems(cycle, now=deadline(date(2026, 12, 30)))) == []


@pytest.mark.parametrize(("step", "is_reconcluded", "expected"), [
    ("drafted", False, ["outcome_not_approved"]),
    ("confirmed", True, ["outcome_not_approved"]),
    ("approved", False, []),
    ("published", False, ["outcome_not_approved"]),
    ("published", True, []),
])  # fmt: skip
def test_what_is_approved_is_recognised_once(step, is_reconcluded, expected):
    outcome = OutcomeFactory(**{} if step == "drafted" else {step: True})
    outcome.reconcluded_at = CONCLUDED if is_reconcluded else None
    assert codes(policies.recognising_problems([outcome], dated=DATED, now=NOW)) == expected
    outcome.level = Outcome.Level.NOT_QUALIFIED
    assert codes(policies.recognising_problems([outcome], dated=DATED, now=NOW)) == ["unit_not_qualified", *expected]


def test_neither_a_breach_nor_an_open_one_is_recognised_and_nothing_twice():
    outcome = OutcomeFactory(approved=True)
    BreachFactory(registration=outcome.registration)
    assert codes(policies.recognising_problems([outcome], dated=DATED, now=NOW)) == ["breach_not_settled"]
    assert codes(policies.publishing_problems(outcome.registration.cycle)) == []
    dismissed = {
        "state": Breach.State.DISMISSED,
        "settled_at": NOW,
        "settled_by": UserFactory(),
        "justification": "Không có",
    }
    Breach.objects.update(**dismissed)
    assert codes(policies.publishing_problems(outcome.registration.cycle)) == ["unit_not_recognised"]
    BreachFactory(registration=outcome.registration, confirmed=True)
    assert codes(policies.recognising_problems([outcome], dated=DATED, now=NOW)) == ["unit_in_breach"]
    RecognitionFactory(outcome=outcome)
    twice = ["unit_in_breach", "unit_already_recognised"]
    assert codes(policies.recognising_problems([outcome], dated=DATED, now=NOW)) == twice
    assert codes(policies.sending_back_problems(outcome.registration.cycle)) == ["outcomes_recognised"]


def test_a_recognition_at_level_four_is_commended_once_while_it_stands():
    recognition = RecognitionFactory(outcome__appraised_total=Decimal("96.00"))

    def codes_of(**changed):
        for name, value in changed.items():
            Recognition.objects.filter(pk=recognition.pk).update(**{name: value})
        again = Recognition.objects.select_related("outcome__registration").get()
        return codes(policies.commending_problems([again], dated=DATED, now=NOW))

    assert codes_of() == []
    assert codes_of(state=Recognition.State.REVOKED) == ["recognition_already_revoked"]
    assert codes_of(state=Recognition.State.ISSUED) == []
    decision = CityDecisionFactory(cycle=recognition.outcome.registration.cycle, kind=CityDecision.Kind.COMMENDATION)
    facts = {"decision": decision, "recorded_at": NOW, "recorded_by": UserFactory()}
    Commendation.objects.create(recognition=recognition, **facts)
    assert codes_of() == ["unit_already_commended"]
    assert codes(policies.commending_problems([RecognitionFactory()], dated=DATED, now=NOW)) == ["unit_below_level_4"]


@pytest.mark.parametrize(("settled", "expected"), [
    (CONCLUDED - SECOND, ["breach_known_before"]),
    (CONCLUDED, []),
])  # fmt: skip
def test_a_recognition_is_revoked_for_a_breach_confirmed_after_it(settled, expected):
    recognition = RecognitionFactory()
    breach = BreachFactory(registration=recognition.outcome.registration, confirmed=True, settled_at=settled)
    assert codes(policies.revoking_problems(recognition, breach, dated=DATED, now=NOW)) == expected
    of_another = BreachFactory(registration__commune__code="39999")
    problems = codes(policies.revoking_problems(recognition, of_another, dated=DATED, now=NOW))
    assert problems == ["breach_of_another_unit", "breach_not_confirmed"]
    Recognition.objects.update(state=Recognition.State.REVOKED)
    again = Recognition.objects.get()
    assert codes(policies.revoking_problems(again, breach, dated=DATED, now=NOW)) == [
        "recognition_already_revoked",
        *expected,
    ]


def test_a_registration_that_no_draft_knows_makes_the_draft_stale():
    outcome = OutcomeFactory()
    cycle = outcome.registration.cycle
    known = codes(policies.stale_problems(cycle, now=NOW))
    entry = RegistrationFactory(cycle=cycle, sent=True)
    assert Registration.objects.filter(cycle=cycle).count() == 2
    problems = list(policies.stale_problems(cycle, now=NOW))
    assert [one.where for one in problems][-1] == entry.commune.code
    assert codes(problems) == [*known, "outcome_out_of_date"]
    assert {"outcome_out_of_date", "registration_waits"} <= set(codes(policies.confirming_problems(cycle, now=NOW)))
    assert "outcome_out_of_date" in codes(policies.approving_problems(cycle, now=NOW))


def test_no_decision_is_of_a_day_ahead():
    recognition, ahead = RecognitionFactory(), {"dated": DATED + timedelta(days=1), "now": NOW}
    breach = BreachFactory(registration=recognition.outcome.registration, confirmed=True, settled_at=CONCLUDED)
    for problems in (
        policies.recognising_problems([recognition.outcome], **ahead),
        policies.commending_problems([recognition], **ahead),
        policies.revoking_problems(recognition, breach, **ahead),
    ):
        assert "decision_in_future" in codes(problems)
