"""Whose turn it is: exactly one side at every moment, with the day that counts for it [R2, R3]."""

from datetime import date, datetime, timedelta

import pytest

from evidence.current_holder import Doing, Side, Turn, whose_turn
from kernel.deadlines import deadline
from scoring.models import SelfAssessment

SUBMIT, REPORT, ASKED = date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 12)
IN_TIME, OVER = deadline(ASKED) - timedelta(seconds=1), deadline(ASKED)


def turn(state, *, now=IN_TIME, asked=None):
    return whose_turn(state, submit_before=SUBMIT, report_before=REPORT, asked_before=asked, now=now)


@pytest.mark.parametrize(
    ("state", "asked", "now", "expected"),
    [
        ("open", None, IN_TIME, Turn(Side.COMMUNE, Doing.PREPARE, SUBMIT)),
        ("submitted", None, IN_TIME, Turn(Side.TEAM, Doing.APPRAISE, REPORT)),
        ("under_appraisal", None, IN_TIME, Turn(Side.TEAM, Doing.APPRAISE, REPORT)),
        ("under_appraisal", ASKED, IN_TIME, Turn(Side.TEAM, Doing.APPRAISE, REPORT)),
        ("supplement_requested", ASKED, IN_TIME, Turn(Side.COMMUNE, Doing.SUPPLEMENT, ASKED)),
        ("supplement_requested", ASKED, OVER, Turn(Side.TEAM, Doing.APPRAISE, REPORT)),
        ("explaining", ASKED, IN_TIME, Turn(Side.COMMUNE, Doing.EXPLAIN, ASKED)),
        ("explaining", ASKED, OVER, Turn(Side.TEAM, Doing.APPRAISE, REPORT)),
        ("closed", None, IN_TIME, Turn(Side.TEAM, Doing.NOTHING, None)),
    ],
)
def test_each_state_has_one_side_and_its_day(state, asked, now, expected):
    assert turn(state, asked=asked, now=now) == expected


def test_every_state_of_a_dossier_is_known():
    assert {turn(state, asked=ASKED).side for state in SelfAssessment.State.values} == {Side.COMMUNE, Side.TEAM}


@pytest.mark.parametrize(("state", "asked"), [("lost", ASKED), ("supplement_requested", None), ("explaining", None)])
def test_what_cannot_be_is_an_error(state, asked):
    with pytest.raises(ValueError, match=state):
        turn(state, asked=asked, now=datetime(2026, 12, 5).astimezone())
