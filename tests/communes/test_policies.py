"""Why a registration cannot change state, each reason at its boundary [R1]."""

from datetime import timedelta

import pytest

from communes import policies
from communes.models import ExtensionRequest, Registration
from documents.kinds import FileKind
from documents.services import Incoming
from kernel.deadlines import deadline
from tests.factories.accounts import UserFactory, editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.results import OutcomeFactory

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


def _reminded(registration, *, is_done=False, is_reminded=False):
    facts = {"step": "submission", "is_done": is_done, "is_reminded": is_reminded}
    return codes(policies.reminder_problems(registration, **facts))


def test_a_reminder_is_for_people_who_wait_and_from_two_weeks_before():
    registration = _kept(State.DRAFT)
    before, closes = registration.cycle.register_before, closing(registration)
    assert _reminded(registration) == ["nobody_to_remind"]
    editor_of(registration.commune)
    assert _reminded(registration) == []
    assert _reminded(registration, is_reminded=True) == ["reminded_already"]
    assert _reminded(registration, is_reminded=True, is_done=True) == ["reminder_not_due"]
    near = [policies.is_near(before, now=closes - timedelta(days=days, seconds=1)) for days in (13, 14, 15)]
    assert near == [True, True, False]


def test_what_a_unit_holds_needs_no_more_room_and_what_it_is_sending_does(settings):
    entry = RegistrationFactory(sent=True)
    settings.UPLOAD_QUOTA_BYTES = entry.plan.size + 10

    def room(**facts):
        return codes(policies.quota_problems(entry, name="a.pdf", **facts))

    assert room(size=10) == room(size=8, waiting=2) == room(size=11, sha256=entry.plan.sha256) == []
    for facts in ({"size": 11}, {"size": 9, "waiting": 2}, {"size": 11, "sha256": "0" * 64}):
        assert room(**facts) == ["quota_exceeded"]


@pytest.mark.parametrize("state", State)
def test_an_entry_is_prepared_until_it_is_sent_or_its_day_is_over(state):
    registration = _kept(state)
    before = closing(registration) - timedelta(seconds=1)
    is_open = state in (State.DRAFT, State.RETURNED, State.WITHDRAWN)
    expected = [] if is_open else ["registration_already_sent"]
    assert codes(policies.preparation_problems(registration, now=before)) == expected


def test_an_entry_is_decided_on_once_and_as_it_was_seen():
    entry = RegistrationFactory(sent=True)
    earlier = entry.submitted_at - timedelta(seconds=1)
    assert codes(policies.decision_problems(entry)) == []
    assert codes(policies.decision_problems(entry, seen_at=entry.submitted_at)) == []
    assert codes(policies.decision_problems(entry, seen_at=earlier)) == ["registration_sent_again"]
    for trait in ("accepted", "returned"):
        decided = RegistrationFactory(**{trait: True})
        assert codes(policies.decision_problems(decided, seen_at=earlier)) == ["registration_decided_already"]
    assert codes(policies.decision_problems(RegistrationFactory())) == ["registration_not_waiting"]


@pytest.mark.parametrize(("step", "trait", "until"), [
    ("registration", {}, "submit_before"),
    ("registration", {"returned": True}, "submit_before"),
    ("submission", {"accepted": True}, "report_before"),
])  # fmt: skip
def test_an_extension_is_asked_for_until_the_next_step_is_due(step, trait, until):
    entry = RegistrationFactory(**trait)
    due = deadline(getattr(entry.cycle, until))

    def asking(now, reason="Bão"):
        return codes(policies.asking_problems(entry, step=step, reason=reason, now=now))

    assert asking(due - timedelta(days=2)) == []
    assert asking(due - timedelta(days=2), reason=" ") == ["extension_reason_missing"]
    assert asking(due) == ["extension_not_ahead"]
    facts = {"step": step, "reason": "Bão", "asked_at": due - timedelta(days=3), "asked_by": UserFactory()}
    ExtensionRequest.objects.create(registration=entry, **facts)
    assert asking(due - timedelta(days=2)) == ["extension_asked_already"]


def test_no_extension_is_asked_for_or_granted_once_the_results_are_confirmed():
    entry = OutcomeFactory(confirmed=True).registration
    facts = {"step": "submission", "reason": "Bão", "now": deadline(entry.cycle.report_before) - timedelta(days=2)}
    assert "outcomes_past_the_draft" in codes(policies.asking_problems(entry, **facts))
    assert "outcomes_past_the_draft" in codes(
        policies.extension_problems(entry, **facts, before=entry.cycle.report_before)
    )
