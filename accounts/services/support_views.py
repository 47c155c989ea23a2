"""Views by support: asked for, consented to, begun and ended; each step is on the trail (decision 0091)."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import notices, policies
from accounts.models import SupportView, User
from audit.services import record, record_once
from kernel.problems import required
from kernel.refusals import refuse_if
from kernel.text import clean

# How long a request waits for its answer, and for how long attempts to change something count as one.
WAITS = timedelta(days=1)
State, Ending = SupportView.State, SupportView.Ending


@transaction.atomic
def ask_support_view(*, person: User, reason: str, minutes: int, by: User, now: datetime) -> SupportView:
    """Ask a person to let the administrator see the portal as they see it.

    Raises:
        Refused: the person is an administrator or disabled, the reason is missing, the time too long, a request is
            open already, or the administrator has no second step.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_if(policies.support_asking_problems(person, reason, minutes, by=by, now=now))
    facts = {"reason": clean(reason).strip(), "minutes": minutes, "asked_at": now, "lapses_at": now + WAITS}
    view = SupportView.objects.create(person=person, administrator=by, **facts)
    record("accounts.ask_support_view", by=by, now=now, on=person, reason=view.reason, minutes=minutes)
    notices.support_asked(view, now=now)
    return view


@transaction.atomic
def consent_to_support_view(*, view: SupportView, session: UserSession | None, by: User, now: datetime) -> SupportView:
    """The person lets the administrator look, from now until the end of the time asked for.

    Raises:
        Refused: it is answered, withdrawn or lapsed, or the administrator may no longer look.
    """
    view = _locked(view)
    refuse_if(policies.support_consent_problems(view, session, now=now))
    view.state, view.session = State.CONSENTED, session
    view.consented_at, view.ends_at = now, now + timedelta(minutes=view.minutes)
    view.save(update_fields=["state", "session", "consented_at", "ends_at"])
    facts = {"administrator": view.administrator.full_name, "until": until_words(view)}
    record("accounts.consent_to_support_view", by=by, now=now, on=view.person, **facts)
    notices.support_answered(view, now=now)
    return view


@transaction.atomic
def refuse_support_view(*, view: SupportView, by: User, now: datetime) -> SupportView:
    """The person does not let the administrator look.

    Raises:
        Refused: it is answered or withdrawn.
    """
    view = _locked(view)
    refuse_if(policies.support_refusal_problems(view))
    view.state, view.ended_at, view.ending = State.REFUSED, now, Ending.PERSON
    view.save(update_fields=["state", "ended_at", "ending"])
    administrator = view.administrator.full_name
    record("accounts.refuse_support_view", by=by, now=now, on=view.person, administrator=administrator)
    notices.support_answered(view, now=now)
    return view


@transaction.atomic
def begin_support_view(*, view: SupportView, by: User, now: datetime) -> SupportView:
    """The administrator begins to look, in one session; once it is ended it must be asked for again.

    Raises:
        Refused: the person has not consented, it is begun already, or it is over.
    """
    view = _locked(view)
    refuse_if(policies.support_beginning_problems(view, now=now))
    view.state = State.RUNNING
    view.save(update_fields=["state"])
    record("accounts.begin_support_view", by=by, now=now, on=view.person, until=until_words(view))
    notices.support_begun(view, now=now)
    return view


@transaction.atomic
def end_support_view(*, view: SupportView, by: User, now: datetime) -> SupportView:
    """Either of the two ends it; a request that nobody answered is withdrawn.

    Raises:
        Refused: it is over.
    """
    view = _locked(view)
    refuse_if(policies.support_ending_problems(view))
    return _end(view, Ending.PERSON if by == view.person else Ending.ADMINISTRATOR, by=by, now=now)


@transaction.atomic
def close_support_view(*, view: SupportView, now: datetime) -> str:
    """End a view that no longer holds of itself; returns how it ended, "" where it still holds."""
    view = _locked(view)
    if view.state == State.ASKED:
        how = Ending.TIME if view.lapses_at <= now else ""
    elif view.state in policies.SUPPORT_OPEN:
        how = policies.support_ending(view, now=now)
    else:
        return view.ending
    if how:
        _end(view, how, by=None, now=now)
    return how


@transaction.atomic
def close_support_views_of(*, person: User, now: datetime, how: str = Ending.ACCOUNT) -> None:
    """End every open view of this person's portal and by this person: their password or account has changed."""
    for view in _lock(Q(person=person) | Q(administrator=person)):
        _end(view, how, by=None, now=now)


@transaction.atomic
def close_support_views_of_session(*, session_key: str, running: int | None, now: datetime) -> None:
    """End the views that were consented to, or run, in a session that ends now."""
    sessions = UserSession.objects.filter(session_key=session_key)
    for view in _lock(Q(session__in=sessions) | Q(pk=running)):
        _end(view, Ending.SIGNED_OUT, by=None, now=now)


def close_support_views(*, now: datetime) -> None:
    """End what nobody has ended: views whose time is over, requests that nobody answered."""
    for view in SupportView.objects.filter(state__in=policies.SUPPORT_OPEN).order_by("pk"):
        close_support_view(view=view, now=now)


def note_refused_act(*, view: SupportView, now: datetime) -> None:
    """The administrator tried to change something, which nobody may who only looks."""
    record_once("accounts.note_refused_act", by=view.administrator, now=now, on=view.person)


def until_words(view: SupportView) -> str:
    """The end of the consent, for a sentence of the trail and of messages."""
    return f"{timezone.localtime(required(view.ends_at)):%H:%M %d/%m/%Y}"


def _views() -> QuerySet[SupportView]:
    views = SupportView.objects.select_related("person", "administrator", "session")
    return views.select_for_update(of=("self",))


def _locked(view: SupportView) -> SupportView:
    return _views().get(pk=view.pk)


def _lock(which: Q) -> list[SupportView]:
    """Lock those that are open."""
    return list(_views().filter(which, state__in=policies.SUPPORT_OPEN).order_by("pk"))


def _end(view: SupportView, how: str, *, by: User | None, now: datetime) -> SupportView:
    was_begun = view.state == State.RUNNING
    view.state, view.ended_at, view.ending = State.ENDED, now, how
    view.save(update_fields=["state", "ended_at", "ending"])
    facts = {"administrator": view.administrator.full_name, "ending": how}
    record("accounts.end_support_view", by=by, now=now, on=view.person, **facts)
    if was_begun:
        notices.support_ended(view, now=now)
    return view
