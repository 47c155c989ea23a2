"""[S4] Breaches that disqualify (scoring principles, third dash).

A unit is not considered and is not qualified, whatever its points, where in the year (a) cases of its competence were
not settled in time and grew into hot spots, or into complaints that bypass levels with crowds, complex, prolonged; or
(b) a collective or a cadre or civil servant broke the rules in handling citizens' business so far as to be disciplined,
from reprimand upwards, or prosecuted.
"""

from datetime import date

import pytest

from appraisal.models import Breach
from appraisal.services import confirm_breach, dismiss_breach
from results.models import Outcome
from results.services import approve_outcomes, confirm_outcomes, draft_outcomes
from scoring.core import Level
from tests.decree.acts import (
    answer,
    conclude,
    establish_breach,
    midday,
    recognise,
    refusal_codes,
    report_breach,
    standing_of,
)
from tests.factories.accounts import officer, team_lead
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.results.building import appraised, team_of

KINDS = ["unresolved_cases", "discipline_or_prosecution"]
SEPTEMBER = date(2026, 9, 1)
DECEMBER = midday(12, 5)


@pytest.fixture
def the_best():
    """A unit at 100 of 100 points."""
    return appraised(CycleFactory(), "1", "100")


@pytest.mark.parametrize("kind", KINDS)
def test_either_kind_alone_disqualifies_whatever_the_points(the_best, kind):
    establish_breach(the_best, kind, occurred_on=SEPTEMBER, at=DECEMBER)

    row = standing_of(the_best)
    assert (row.level, row.reason, row.rank) == (Level.NOT_QUALIFIED, "breach", None)


def test_the_points_stay_on_record(the_best):
    establish_breach(the_best, KINDS[0], occurred_on=SEPTEMBER, at=DECEMBER)

    assert (standing_of(the_best).self_total, standing_of(the_best).appraised_total) == (100, 100)


def test_a_unit_in_breach_takes_no_rank_from_the_others(the_best):
    second = appraised(the_best.cycle, "2", "90")
    establish_breach(the_best, KINDS[0], occurred_on=SEPTEMBER, at=DECEMBER)

    assert standing_of(second).rank == 1


def test_a_breach_needs_no_dossier_to_count():
    registration = SelfAssessmentFactory().registration
    establish_breach(registration, KINDS[1], occurred_on=SEPTEMBER, at=DECEMBER)

    assert standing_of(registration).reason == "breach"


def test_who_did_not_register_stays_not_registered():
    registration = RegistrationFactory()
    establish_breach(registration, KINDS[1], occurred_on=SEPTEMBER, at=DECEMBER)

    assert standing_of(registration).reason == "not_registered"


def test_a_reported_breach_counts_once_the_lead_confirms_it_and_holds_up_the_conclusion(the_best):
    breach = report_breach(the_best, KINDS[0], occurred_on=SEPTEMBER, at=DECEMBER)

    before = standing_of(the_best).level
    held_up = refusal_codes(draft_outcomes, cycle=the_best.cycle, by=officer(), now=DECEMBER)
    unheard = refusal_codes(confirm_breach, breach=breach, justification="", by=team_lead(), now=DECEMBER)
    answer(breach, at=DECEMBER)
    confirm_breach(breach=breach, justification="", by=team_lead(), now=DECEMBER)

    assert (before, held_up, unheard, standing_of(the_best).level) == (
        Level.LEVEL_4, ["breach_not_settled"], ["breach_answer_awaited"], Level.NOT_QUALIFIED,
    )  # fmt: skip


@pytest.mark.parametrize("step", ["drafted", "reported", "approved"])
def test_a_breach_reported_at_any_step_before_recognition_holds_up_the_next(step):
    cycle = CycleFactory()
    lead = team_of(cycle)
    unit = appraised(cycle, "1", "100")
    leader = conclude(cycle, lead, at=midday(12, 20), until=step)
    report_breach(unit, KINDS[0], occurred_on=SEPTEMBER, at=midday(12, 20))

    following = {
        "drafted": lambda: confirm_outcomes(cycle=cycle, by=lead, now=midday(12, 20)),
        "reported": lambda: approve_outcomes(cycle=cycle, by=leader, now=midday(12, 20)),
        "approved": lambda: recognise(Outcome.objects.all(), leader, at=midday(12, 20)),
    }

    assert refusal_codes(following[step]) == ["breach_not_settled"]


def test_a_breach_dismissed_with_its_justification_does_not_count(the_best):
    breach = report_breach(the_best, KINDS[0], occurred_on=SEPTEMBER, at=DECEMBER)

    silent = refusal_codes(dismiss_breach, breach=breach, justification=" ", by=team_lead(), now=DECEMBER)
    dismiss_breach(breach=breach, justification="Vụ việc không thuộc thẩm quyền", by=team_lead(), now=DECEMBER)

    assert (silent, standing_of(the_best).level) == (["dismissal_justification_missing"], Level.LEVEL_4)


@pytest.mark.parametrize(
    ("occurred_on", "codes"),
    [
        (date(2025, 12, 31), ["breach_of_another_year"]),
        (date(2026, 1, 1), []),
        (date(2026, 12, 31), []),
        (date(2027, 1, 1), ["breach_of_another_year"]),
    ],
)
def test_what_counts_is_what_occurred_in_the_year(the_best, occurred_on, codes):
    refused = refusal_codes(
        report_breach, registration=the_best, kind=KINDS[0], occurred_on=occurred_on, at=midday(2, 1, year=2027)
    )

    assert (refused, Breach.objects.count()) == (codes, 0 if codes else 1)


def test_no_breach_is_recorded_before_its_day_and_that_day_is_the_citys(the_best):
    """At 06:00 in Hải Phòng it is still the day before in Greenwich."""
    morning = midday(12, 5).replace(hour=6)

    def occurring(day):
        return refusal_codes(report_breach, registration=the_best, kind=KINDS[0], occurred_on=day, at=morning)

    assert (occurring(date(2026, 12, 5)), occurring(date(2026, 12, 6))) == ([], ["breach_in_the_future"])


def test_the_register_has_these_two_kinds_and_no_others():
    assert list(Breach.Kind.values) == KINDS
