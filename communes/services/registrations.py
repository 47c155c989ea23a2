"""Register for the year, and the department's answers [R1]."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes import notices, policies
from communes.deadlines import completion_before, day_words
from communes.models import Extension, HandOff, Registration
from communes.services.extension_requests import answer_request
from communes.services.hand_offs import end_hand_offs
from communes.services.locks import lock_cycle, lock_registration
from documents.models import StoredFile
from documents.services import discard_replaced
from kernel.problems import Problem, required
from kernel.refusals import refuse_if


@transaction.atomic
def save_registration_draft(
    *, registration: Registration, aimed_level: int | None, plan: StoredFile | None, by: User, now: datetime
) -> Registration:
    """Save a commune's draft: the level it aims at and its plan; None leaves the plan unchanged.

    Raises:
        Refused: the entry was already sent, or its deadline has passed [R1].
    """
    registration = lock_registration(registration)
    refuse_if(policies.preparation_problems(registration, now=now))
    before, registration.aimed_level = registration.plan, aimed_level
    registration.plan = plan or registration.plan
    registration.full_clean()
    registration.save(update_fields=["aimed_level", "plan"])
    discard_replaced(before, unless=registration.plan, now=now)
    record("communes.save_registration_draft", by=by, now=now, on=registration)
    return registration


@transaction.atomic
def submit_registration(
    *, registration: Registration, aimed_level: int | None, plan: StoredFile | None, by: User, now: datetime
) -> Registration:
    """Send the commune's entry with its plan to the department [R1]; without a new plan the stored one is used.

    Raises:
        Refused: its deadline has passed, it was already sent, or the plan or the level is missing [R1].
    """
    registration = lock_registration(registration)
    plan = plan or registration.plan
    problems = policies.registration_problems(registration, aimed_level=aimed_level, has_plan=plan is not None, now=now)
    refuse_if(problems)
    before, registration.aimed_level, registration.plan = registration.plan, aimed_level, plan
    registration.submit(by=by, at=now)
    registration.full_clean()
    registration.save()
    discard_replaced(before, unless=plan, now=now)
    record("communes.submit_registration", by=by, now=now, on=registration, aimed_level=aimed_level)
    end_hand_offs(registration, HandOff.Subject.REGISTRATION, by=by, now=now)
    notices.registration_sent(registration, now=now)
    return registration


@transaction.atomic
def submit_registration_late(
    *,
    registration: Registration,
    aimed_level: int | None,
    plan: StoredFile | None,
    reason: str,
    by: User,
    now: datetime,
) -> Registration:
    """Send the entry after its deadline, with the reason: it counts once the department admits it [R1].

    Raises:
        Refused: it may still be sent in time, was already sent, the dossier's deadline has passed too, or something is
            missing.
    """
    registration = lock_registration(registration)
    before, plan = registration.plan, plan or registration.plan
    has_plan = plan is not None
    refuse_if(policies.late_problems(registration, aimed_level=aimed_level, has_plan=has_plan, reason=reason, now=now))
    registration.aimed_level, registration.plan = aimed_level, plan
    registration.submit_late(by=by, at=now, reason=reason.strip())
    registration.full_clean()
    registration.save()
    discard_replaced(before, unless=plan, now=now)
    record("communes.submit_registration_late", by=by, now=now, on=registration, reason=registration.late_reason)
    end_hand_offs(registration, HandOff.Subject.REGISTRATION, by=by, now=now)
    notices.registration_sent_late(registration, now=now)
    return registration


@transaction.atomic
def accept_registration(
    *, registration: Registration, by: User, now: datetime, note: str = "", seen_at: datetime | None = None
) -> Registration:
    """The department confirms receipt of the entry; this is no approval, because a timely entry counts [R1, S3].

    `seen_at` is the sending that the officer saw: an entry sent again meanwhile is not accepted unread.

    Raises:
        Refused: the entry was sent again, or is not waiting; the problem names the person who has already decided.
    """
    registration = lock_registration(registration)
    refuse_if(policies.decision_problems(registration, seen_at=seen_at))
    registration.accept(by=by, at=now, note=note.strip())
    registration.full_clean()
    registration.save()
    record("communes.accept_registration", by=by, now=now, on=registration)
    notices.registration_decided(registration, now=now)
    return registration


@transaction.atomic
def return_registration(
    *, registration: Registration, note: str, by: User, now: datetime, seen_at: datetime | None = None
) -> Registration:
    """The department returns the entry for completion, says what is missing, and grants working days for it [R1].

    These days may end after the year's date; `seen_at` as in `accept_registration`.

    Raises:
        Refused: the entry was sent again or is not waiting, or the note is empty.
    """
    registration = lock_registration(registration)
    problems = list(policies.decision_problems(registration, seen_at=seen_at))
    if not note.strip():
        problems.append(Problem("return_note_missing", where="note", clause="R1"))
    refuse_if(problems)
    registration.return_(by=by, at=now, note=note.strip(), complete_before=completion_before(now))
    registration.full_clean()
    registration.save()
    days = day_words(required(registration.complete_before))
    record("communes.return_registration", by=by, now=now, on=registration, note=registration.note, last=days["last"])
    notices.registration_decided(registration, now=now)
    return registration


@transaction.atomic
def admit_registration(*, registration: Registration, reason: str, by: User, now: datetime) -> Registration:
    """The department admits a late entry, or an incomplete one as it is, with a reason [R1].

    Raises:
        Refused: the entry is neither late nor incomplete, its days still run, or no reason is given.
    """
    registration = lock_registration(registration)
    refuse_if(policies.admission_problems(registration, reason=reason, now=now))
    registration.accept(by=by, at=now, note=reason.strip())
    registration.full_clean()
    registration.save()
    record("communes.admit_registration", by=by, now=now, on=registration, reason=registration.note)
    notices.registration_decided(registration, now=now)
    return registration


@transaction.atomic
def refuse_registration(*, registration: Registration, reason: str, by: User, now: datetime) -> Registration:
    """The department rejects a late or incomplete entry, with a reason: the unit is not registered [R1, S3].

    Raises:
        Refused: the entry is neither late nor incomplete, its days still run, or no reason is given.
    """
    registration = lock_registration(registration)
    refuse_if(policies.admission_problems(registration, reason=reason, now=now, refusing=True))
    registration.refuse(by=by, at=now, note=reason.strip())
    registration.full_clean()
    registration.save()
    record("communes.refuse_registration", by=by, now=now, on=registration, reason=registration.note)
    notices.registration_decided(registration, now=now)
    return registration


@transaction.atomic
def withdraw_registration(*, registration: Registration, by: User, now: datetime) -> Registration:
    """The commune withdraws its entry; it may send it again before the deadline.

    Raises:
        Refused: the entry is neither with the department nor returned to the commune.
    """
    registration = lock_registration(registration)
    refuse_if(policies.withdrawal_problems(registration))
    registration.withdraw()
    registration.full_clean()
    registration.save()
    record("communes.withdraw_registration", by=by, now=now, on=registration)
    notices.registration_withdrawn(registration, now=now)
    return registration


@transaction.atomic
def grant_extension(
    *, registration: Registration, step: str, before: date, reason: str, by: User, now: datetime
) -> Extension:
    """Grant one commune an extension at one step, with a reason, on record [R1, R2].

    Raises:
        Refused: no reason, no later day in the future, a day after the next step, or a year whose outcomes are
            confirmed [R2, R3].
    """
    lock_cycle(registration.cycle_id)
    registration = lock_registration(registration)
    refuse_if(policies.extension_problems(registration, step=step, before=before, reason=reason, now=now))
    extension = Extension(
        registration=registration, step=step, before=before, reason=reason.strip(), granted_at=now, granted_by=by
    )
    extension.full_clean()
    extension.save()
    facts = {"step": step, "before": f"{before:%d/%m/%Y}", "reason": extension.reason}
    record("communes.grant_extension", by=by, now=now, on=registration, **facts)
    answer_request(registration, step, by=by, now=now)
    notices.extension_granted(extension, now=now)
    return extension
