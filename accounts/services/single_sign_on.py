"""Connect a person to their account at the provider of single sign-on (decision 0090)."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.models import SignInEvent, User
from accounts.policies import connecting_problems
from accounts.request_origin import Place
from accounts.services.sign_ins import note_sign_in
from audit.services import record
from kernel.refusals import refuse_if


@transaction.atomic
def connect_single_sign_on(*, person: User, account: SocialAccount, now: datetime, place: Place) -> None:
    """From now on the subject alone says who it is, whatever becomes of the mail address there.

    Raises:
        Refused: the person may not sign in, or is connected to another subject.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_if(connecting_problems(person))
    account.user = person
    account.save()
    note_sign_in(SignInEvent.Kind.CONNECTED, person=person, now=now, place=place)
    record("accounts.connect_single_sign_on", by=person, now=now, on=person)
