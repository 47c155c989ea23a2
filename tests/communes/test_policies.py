"""Why a registration cannot change state, each reason at its boundary [R1]."""

from datetime import timedelta

import pytest

from communes import policies
from communes.models import Registration
from documents.kinds import FileKind
from documents.services import Incoming
from kernel.deadlines import deadline
from tests.factories.communes import RegistrationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

State = Registration.State


def codes(problems):
    return [problem.code for problem in problems]


def _kept(state: str) -> Registration:
    """An entry in a state, as it would be read: judged and never written."""
    kept = RegistrationFactory(cycle__year=2026)
    return Registration(pk=kept.pk, commune=kept.commune, cycle=kept.cycle, state=state)


def closing(registration):
    return deadline(registration.cycle.register_before)


@pytest.mark.parametrize(("state", "refusing", "expected"), [
    (State.LATE, False, []),
    (State.LATE, True, []),
    (State.RETURNED, False, []),
    (State.RETURNED, True, []),
    (State.REFUSED, False, []),
    (State.REFUSED, True, ["registration_not_late_or_incomplete"]),
    (State.ACCEPTED, False, ["registration_not_late_or_incomplete"]),
    (State.ACCEPTED, True, ["registration_not_late_or_incomplete"]),
])  # fmt: skip
def test_only_what_is_late_or_incomplete_is_decided_on_and_a_refusal_may_be_taken_back(state, refusing, expected):
    registration = _kept(state)
    now = closing(registration)
    assert codes(policies.admission_problems(registration, reason="Mưa bão", now=now, refusing=refusing)) == expected


def test_nothing_is_decided_while_the_days_of_completion_run_or_without_a_reason():
    registration = _kept(State.RETURNED)
    before = closing(registration) - timedelta(seconds=1)
    assert codes(policies.admission_problems(registration, reason=" ", now=before)) == [
        "completion_awaited",
        "admission_reason_missing",
    ]


@pytest.mark.parametrize(("state", "seconds", "expected"), [
    (State.DRAFT, 0, []),
    (State.WITHDRAWN, 0, []),
    (State.DRAFT, -1, ["registration_not_late"]),
    (State.SUBMITTED, 0, ["registration_already_sent"]),
    (State.RETURNED, 0, ["registration_already_sent"]),
])  # fmt: skip
def test_an_entry_is_sent_late_only_after_its_day_and_once(state, seconds, expected):
    registration = _kept(state)
    now = closing(registration) + timedelta(seconds=seconds)
    facts = {"aimed_level": 4, "has_plan": True, "reason": "Mưa bão", "now": now}
    assert codes(policies.late_problems(registration, **facts)) == expected


def test_a_late_entry_is_as_whole_as_one_in_time_and_comes_before_the_dossiers_day():
    registration = _kept(State.DRAFT)
    nothing = {"aimed_level": None, "has_plan": False, "reason": "  "}
    lacking = ["aimed_level_missing", "plan_missing", "late_reason_missing"]
    assert codes(policies.late_problems(registration, **nothing, now=closing(registration))) == lacking
    after = deadline(registration.cycle.submit_before)
    assert codes(policies.late_problems(registration, **nothing, now=after)) == ["registration_after_dossier", *lacking]


def test_a_plan_is_accepted_while_the_entry_is_open_and_within_the_quota(settings):
    registration = _kept(State.DRAFT)
    incoming = Incoming("ke-hoach.pdf", FileKind("application/pdf", "pdf"), "0" * 64, 11)
    in_time, late = closing(registration) - timedelta(seconds=1), closing(registration)
    settings.UPLOAD_QUOTA_BYTES = 11
    assert codes(policies.plan_problems(registration, incoming, by=None, now=in_time)) == []
    settings.UPLOAD_QUOTA_BYTES = 10
    assert codes(policies.plan_problems(registration, incoming, by=None, now=late)) == [
        "registration_too_late",
        "quota_exceeded",
    ]


def test_a_reminder_helps_from_two_weeks_before():
    registration = _kept(State.DRAFT)
    before, closes = registration.cycle.register_before, closing(registration)
    near = [policies.is_near(before, now=closes - timedelta(days=days, seconds=1)) for days in (13, 14, 15)]
    assert near == [True, True, False]
