"""Who has to act: exactly one side at every moment, with the day that counts for it [R2, R3]."""

from datetime import date, datetime, timedelta

import pytest

from evidence.current_holder import Holder, HolderAction, Side, current_holder
from kernel.deadlines import deadline
from scoring.models import SelfAssessment

SUBMIT, REPORT, ASKED = date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 12)
IN_TIME, OVER = deadline(ASKED) - timedelta(seconds=1), deadline(ASKED)


def holder(state, *, now=IN_TIME, asked=None):
    return current_holder(state, submit_before=SUBMIT, report_before=REPORT, asked_before=asked, now=now)


@pytest.mark.parametrize(
    ("state", "asked", "now", "expected"),
    [
        ("open", None, IN_TIME, Holder(Side.COMMUNE, HolderAction.PREPARE, SUBMIT)),
        ("submitted", None, IN_TIME, Holder(Side.TEAM, HolderAction.APPRAISE, REPORT)),
        ("under_appraisal", None, IN_TIME, Holder(Side.TEAM, HolderAction.APPRAISE, REPORT)),
        ("under_appraisal", ASKED, IN_TIME, Holder(Side.TEAM, HolderAction.APPRAISE, REPORT)),
        ("supplement_requested", ASKED, IN_TIME, Holder(Side.COMMUNE, HolderAction.SUPPLEMENT, ASKED)),
        ("supplement_requested", ASKED, OVER, Holder(Side.TEAM, HolderAction.APPRAISE, REPORT)),
        ("explaining", ASKED, IN_TIME, Holder(Side.COMMUNE, HolderAction.EXPLAIN, ASKED)),
        ("explaining", ASKED, OVER, Holder(Side.TEAM, HolderAction.APPRAISE, REPORT)),
        ("closed", None, IN_TIME, Holder(Side.TEAM, HolderAction.NOTHING, None)),
    ],
)
def test_each_state_has_one_side_and_its_day(state, asked, now, expected):
    assert holder(state, asked=asked, now=now) == expected


def test_every_state_of_a_dossier_is_known():
    assert {holder(state, asked=ASKED).side for state in SelfAssessment.State.values} == {Side.COMMUNE, Side.TEAM}


@pytest.mark.parametrize(("state", "asked"), [("lost", ASKED), ("supplement_requested", None), ("explaining", None)])
def test_what_cannot_be_is_an_error(state, asked):
    with pytest.raises(ValueError, match=state):
        holder(state, asked=asked, now=datetime(2026, 12, 5).astimezone())
