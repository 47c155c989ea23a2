"""Administrators' actions on mails that did not arrive."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policies import retry_problems
from audit.services import record
from kernel.refusals import refuse_if
from notifications.models import Mailing
from notifications.services import try_again


@transaction.atomic
def retry_mail(*, mailing: Mailing, by: User, now: datetime) -> Mailing:
    """Send a mail again that did not arrive.

    Raises:
        Refused: it was sent meanwhile, or its person may no longer sign in.
    """
    mailing = Mailing.objects.select_for_update(of=("self",)).select_related("person").get(pk=mailing.pk)
    refuse_if(retry_problems(mailing))
    record("accounts.retry_mail", by=by, now=now, on=mailing.person, message=mailing.last_error)
    try_again(mailing=mailing, now=now)
    return mailing
