"""Request an extension, and the department's refusal; to grant one, it records an extension [R1, R2]."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes import notices, policies
from communes.models import ExtensionRequest, Registration
from communes.services.locks import lock_registration
from kernel.problems import required
from kernel.refusals import refuse_if


@transaction.atomic
def ask_extension(*, registration: Registration, step: str, reason: str, by: User, now: datetime) -> ExtensionRequest:
    """Request an extension at one step from the department, with the reason.

    Raises:
        Refused: nothing is to be sent at that step, a request is open, no day could be granted, or no reason is given.
    """
    registration = lock_registration(registration)
    refuse_if(policies.asking_problems(registration, step=step, reason=reason, now=now))
    request = ExtensionRequest(registration=registration, step=step, reason=reason.strip(), asked_at=now, asked_by=by)
    request.full_clean()
    request.save()
    record("communes.ask_extension", by=by, now=now, on=registration, step=step, reason=request.reason)
    notices.extension_asked(request, now=now)
    return request


@transaction.atomic
def refuse_extension(*, registration: Registration, step: str, note: str, by: User, now: datetime) -> ExtensionRequest:
    """Refuse the requested extension, with a reason.

    Raises:
        Refused: no request is open, or the reply is empty.
    """
    registration = lock_registration(registration)
    request = registration.extension_requests.filter(step=step, answer="").first()
    refuse_if(policies.refusing_problems(request, note=note))
    request = required(request)
    _answer(request, ExtensionRequest.Answer.REFUSED, note=note.strip(), by=by, now=now)
    record("communes.refuse_extension", by=by, now=now, on=registration, step=step, note=request.note)
    notices.extension_refused(request, now=now)
    return request


def answer_request(registration: Registration, step: str, *, by: User, now: datetime) -> None:
    """Close the open request, in the transaction that grants an extension."""
    for request in registration.extension_requests.filter(step=step, answer=""):
        _answer(request, ExtensionRequest.Answer.GRANTED, note="", by=by, now=now)
        notices.extension_answered(request, now=now)


def _answer(request: ExtensionRequest, answer: str, *, note: str, by: User, now: datetime) -> None:
    request.answer, request.note, request.answered_by, request.answered_at = answer, note, by, now
    request.full_clean(exclude=["registration"])
    request.save()
