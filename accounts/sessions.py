"""The sessions of one person: where they are signed in (allauth notes each sign-in)."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import SupportView, User
from accounts.session_store import SessionStore

# The first that fits: Edge and Cốc Cốc name Chrome too, Chrome names Safari.
_BROWSERS = {"Edg": "Edge", "coc_coc": "Cốc Cốc", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS"}

_ELSEWHERE = "second_step_elsewhere"
# In an administrator's session: the view of another person's portal that runs in it (decision 0091).
_SUPPORT_VIEW = "support_view"


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One place where a person is signed in."""

    pk: int
    since: datetime
    address: str
    device: str
    is_current: bool


def own_sessions(user: User) -> QuerySet[UserSession]:
    """The noted sessions of this person, on any device."""
    return UserSession.objects.filter(user=user)


def sessions_of(user: User, *, current: str | None, now: datetime) -> list[OwnSession]:
    """The sessions that still hold, the newest first; `current` is the key of the reader's own."""
    noted = own_sessions(user).order_by("-pk")
    alive = Session.objects.filter(session_key__in=noted.values("session_key"), expire_date__gt=now)
    # A change of the password, or signing out everywhere, ends a session without deleting its row.
    valid = {
        one.session_key for one in alive if one.get_decoded().get(HASH_SESSION_KEY) == user.get_session_auth_hash()
    }
    return [
        OwnSession(one.pk, one.created_at, one.ip, device_of(one.user_agent), one.session_key == current)
        for one in noted
        if one.session_key in valid
    ]


def device_of(user_agent: str) -> str:
    """ "Chrome, Windows" from what a browser says of itself; "" where it says nothing known."""
    known = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return ", ".join(name for name in known if name)


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for sign, name in names.items() if sign in user_agent), "")


def note_second_step_elsewhere(request: HttpRequest, person: User) -> None:
    """The single sign-on has asked this person for a second step; it holds for this session (decision 0090)."""
    request.session[_ELSEWHERE] = person.pk


def had_second_step_elsewhere(request: HttpRequest, person) -> bool:
    """True where this session began with a second step at the single sign-on."""
    return person is not None and person.pk is not None and request.session.get(_ELSEWHERE) == person.pk


def current_session(request: HttpRequest) -> UserSession | None:
    """What was noted of this request's session; None where nothing was."""
    return UserSession.objects.filter(user=request.user.pk, session_key=request.session.session_key or "").first()


def sessions_through_single_sign_on(user: User) -> list[UserSession]:
    """Those that began at the provider of single sign-on."""
    return [one for one in UserSession.objects.filter(user=user) if _began_elsewhere(one)]


def _began_elsewhere(session: UserSession) -> bool:
    methods = SessionStore(session.session_key).load().get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return any(method.get("method") == "socialaccount" for method in methods)


def is_alive(session: UserSession, user: User) -> bool:
    """True while this person is signed in there: neither run out, nor ended, nor from before a new password."""
    data = SessionStore(session.session_key).load()
    return (data.get(SESSION_KEY), data.get(HASH_SESSION_KEY)) == (str(user.pk), user.get_session_auth_hash())


def running_support_view(request: HttpRequest) -> int | None:
    """The key of the view that runs in this session."""
    return request.session.get(_SUPPORT_VIEW)


def note_support_view(request: HttpRequest, view: SupportView) -> None:
    request.session[_SUPPORT_VIEW] = view.pk


def forget_support_view(request: HttpRequest) -> None:
    request.session.pop(_SUPPORT_VIEW, None)
