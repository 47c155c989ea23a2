"""Remind a commune that has not registered while the deadline approaches [R1]."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes import notices, policies
from communes.deadlines import effective_before
from communes.models import Extension, Registration
from kernel.deadlines import day_began
from kernel.refusals import refuse_if
from notifications.queries import messaged_paths


@transaction.atomic
def remind_registration(*, registration: Registration, by: User, now: datetime) -> Registration:
    """Tell the commune's people that its entry is missing; at most once a day [R1].

    Raises:
        Refused: the entry was sent, the deadline is far away, they were told today, or the unit has no people.
    """
    rows = Registration.objects.select_for_update(of=("self",)).select_related("commune", "cycle")
    registration = rows.get(pk=registration.pk)
    step = Extension.Step.REGISTRATION
    before = effective_before(registration, step)
    waits = registration.state in policies.UNSENT and policies.is_near(before, now=now)
    reminded = messaged_paths(notices.REMINDER, since=day_began(now))
    is_reminded = (notices.REMINDER, notices.registration_path(registration)) in reminded
    refuse_if(policies.reminder_problems(registration, step=step, is_done=not waits, is_reminded=is_reminded))
    record("communes.remind_registration", by=by, now=now, on=registration)
    notices.registration_reminded(registration, before=before, now=now)
    return registration
