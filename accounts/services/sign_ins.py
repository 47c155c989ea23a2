"""Records of sign-ins, separate from the trail: limited in time, and without secrets (decision 0023)."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import SignInEvent, SupportView, Throttle, User
from accounts.request_origin import Place
from accounts.services.support_views import close_support_views_of, close_support_views_of_session
from audit.services import record

_BLOCKED_ONCE_IN = timedelta(minutes=10)
Kind = SignInEvent.Kind
NOWHERE = Place()


def note_sign_in(
    kind: str, *, person: User | None, now: datetime, place: Place = NOWHERE, by: User | None = None
) -> None:
    """Write one record."""
    SignInEvent.objects.create(
        person=person, kind=kind, happened_at=now, address=place.address or None, browser=place.browser, by=by
    )


def note_failure(*, email: str, now: datetime, place: Place) -> None:
    """A wrong password, for a person or an unknown address. Both take the same time."""
    note_sign_in(Kind.FAILED, person=_person(email), now=now, place=place)


def note_refusal(*, email: str, now: datetime, place: Place) -> None:
    """Refused attempts are recorded once in some minutes, so that an attack does not fill the table."""
    person = _person(email)
    recent = SignInEvent.objects.filter(person=person, kind=Kind.BLOCKED, happened_at__gt=now - _BLOCKED_ONCE_IN)
    if person is not None and not recent.exists():
        note_sign_in(Kind.BLOCKED, person=person, now=now, place=place)


@transaction.atomic
def end_sessions(*, person: User, by: User, now: datetime) -> User:
    """Sign a person out of every browser, at once; they may sign in again."""
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    close_support_views_of(person=person, now=now, how=SupportView.Ending.SIGNED_OUT)
    person.times_signed_out += 1
    person.save(update_fields=["times_signed_out"])
    note_sign_in(Kind.SESSIONS_ENDED, person=person, now=now, by=by)
    record("accounts.end_sessions", by=by, now=now, on=person)
    return person


def forget_sign_ins(*, now: datetime) -> tuple[int, int]:
    """Delete expired records, used-up limits that have recovered, and notes of sessions and views that are over.

    Returns how many records and limits there were.
    """
    past = now - timedelta(days=settings.SIGN_IN_TRACE_DAYS)
    events, _ = SignInEvent.objects.filter(happened_at__lt=past).delete()
    SupportView.objects.filter(asked_at__lt=past).delete()
    counts, _ = Throttle.objects.filter(clears_at__lt=now - timedelta(days=1)).delete()
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()
    return events, counts


def _person(email: str) -> User | None:
    return User.objects.filter(email__iexact=email).first()


@transaction.atomic
def end_session(*, session: UserSession, by: User, now: datetime) -> None:
    """A person signs out on another device of theirs."""
    close_support_views_of_session(session_key=session.session_key, running=None, now=now)
    record("accounts.end_session", by=by, now=now, on=by, address=session.ip)
    session.end()
