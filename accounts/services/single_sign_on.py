"""Connect a person to their account at the provider of single sign-on, and disconnect them (decision 0090)."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.models import SignInEvent, User
from accounts.notices import single_sign_on_disconnected
from accounts.policies import connecting_problems, disconnecting_problems
from accounts.request_origin import Place
from accounts.services.sign_ins import note_sign_in
from accounts.services.support_views import close_support_views_of_session
from accounts.sessions import sessions_through_single_sign_on
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


@transaction.atomic
def disconnect_single_sign_on(*, person: User, by: User, now: datetime) -> User:
    """The subject there no longer says who it is here; the sessions that came through it end.

    Raises:
        Refused: the account is not connected.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_if(disconnecting_problems(person))
    SocialAccount.objects.filter(user=person).delete()
    for session in sessions_through_single_sign_on(person):
        close_support_views_of_session(session_key=session.session_key, running=None, now=now)
        session.end()
    note_sign_in(SignInEvent.Kind.DISCONNECTED, person=person, now=now, by=by)
    record("accounts.disconnect_single_sign_on", by=by, now=now, on=person)
    single_sign_on_disconnected(person, by=by, now=now)
    return person
