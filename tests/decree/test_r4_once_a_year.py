"""[R4] Once a year, for those who registered (scoring principles, first dash).

Assessment and recognition take place once a year, in December, once the dossiers are in. Only units that registered for
that very year are assessed; the others are not qualified for the reason that they did not register.
"""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from communes.models import Cycle
from results.models import Outcome, Recognition
from scoring.core import Level
from scoring.services.cycles import open_cycle
from tests.decree.acts import conclude, midday, recognise, refusal_codes, score_itself, standing_of
from tests.factories.accounts import officer
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.scoring import RubricFactory, SelfAssessmentFactory
from tests.results.building import appraised, team_of


@pytest.mark.parametrize("trait", ["", "withdrawn", "late", "refused"])
def test_a_commune_that_is_not_registered_does_not_score(trait):
    assessment = SelfAssessmentFactory(registration=RegistrationFactory(**{trait: True} if trait else {}))

    refused = refusal_codes(score_itself, assessment=assessment, criterion="I.1", points="9", at=midday(6, 1))

    assert refused == ["not_registered"]


@pytest.mark.parametrize("trait", ["sent", "returned", "accepted"])
def test_what_was_sent_in_time_is_registered_and_scores(trait):
    assessment = SelfAssessmentFactory(registration=RegistrationFactory(**{trait: True}))

    assert refusal_codes(score_itself, assessment=assessment, criterion="I.1", points="9", at=midday(6, 1)) == []


def test_a_commune_that_did_not_register_is_not_qualified_for_that_reason():
    registration = SelfAssessmentFactory(registration=RegistrationFactory()).registration

    row = standing_of(registration)

    assert (row.level, row.reason, row.appraised_total, row.rank) == (Level.NOT_QUALIFIED, "not_registered", None, None)


def test_last_years_registration_does_not_carry_over():
    last = RegistrationFactory(cycle=CycleFactory(year=2026), accepted=True)
    this = RegistrationFactory(cycle=CycleFactory(year=2027), commune=last.commune)

    assert standing_of(this).reason == "not_registered"


def test_a_year_is_opened_once_and_none_before_2026():
    rubric = RubricFactory()
    CycleFactory(year=2026)

    def opening(year):
        return refusal_codes(open_cycle, year=year, rubric_code=rubric.code, by=officer(), now=midday(1, 5))

    assert (opening(2026), opening(2025)) == (["cycle_already_open"], ["cycle_before_2026", "rubric_applies_later"])
    assert Cycle.objects.count() == 1


def test_a_unit_enters_a_year_once():
    registration = RegistrationFactory()

    with pytest.raises(IntegrityError, match="UNIQUE|registration_once_a_year"), transaction.atomic():
        RegistrationFactory(cycle=registration.cycle, commune=registration.commune)


@pytest.mark.parametrize(
    ("dated", "codes"),
    [
        (date(2026, 11, 30), ["decision_before_assessment", "decision_before_approval"]),
        (date(2026, 12, 19), ["decision_before_approval"]),
        (date(2026, 12, 20), []),
        (date(2026, 12, 21), ["decision_in_future"]),
    ],
)
def test_a_recognition_is_dated_in_december_or_later_and_not_before_the_approval(dated, codes):
    cycle = CycleFactory()
    lead = team_of(cycle)
    appraised(cycle, "30001", "90")
    leader = conclude(cycle, lead, at=midday(12, 20), until="approved")

    refused = refusal_codes(recognise, outcomes=Outcome.objects.all(), leader=leader, at=midday(12, 20), dated=dated)

    assert (refused, Recognition.objects.count()) == (codes, 0 if codes else 1)


def test_a_unit_is_recognised_once_for_a_year():
    cycle = CycleFactory()
    lead = team_of(cycle)
    appraised(cycle, "30001", "90")
    leader = conclude(cycle, lead, at=midday(12, 28), until="recognised")

    again = refusal_codes(recognise, outcomes=Outcome.objects.all(), leader=leader, at=midday(12, 28))

    assert (again, Recognition.objects.count()) == (["unit_already_recognised"], 1)
