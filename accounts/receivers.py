"""Record events of passwords and second factors that allauth only reports by signals."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.models import SignInEvent
from accounts.request_origin import place_of
from accounts.services.sign_ins import note_sign_in
from accounts.services.support_views import close_support_views_of
from kernel import clock

Kind = SignInEvent.Kind


def _note(kind: str, request, user) -> None:
    note_sign_in(kind, person=user, now=clock.now(), place=place_of(request))


def note_changed_password(sender, request, user, **_facts):
    _note(Kind.PASSWORD_CHANGED, request, user)
    close_support_views_of(person=user, now=clock.now())


def note_reset_password(sender, request, user, **_facts):
    _note(Kind.PASSWORD_RESET, request, user)
    close_support_views_of(person=user, now=clock.now())


def note_wrong_code(sender, request, user, **_facts):
    _note(Kind.SECOND_FAILED, request, user)


def note_recovery_code(sender, request, user, authenticator, **_facts):
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _note(Kind.CODE_USED, request, user)


def renew_session_key(sender, request, user, reauthenticated=False, **_facts):
    """Who has proved once more who they are gets a new key for the session, as at the sign-in."""
    if not reauthenticated:
        return
    noted = UserSession.objects.filter(user=user, session_key=request.session.session_key or "")
    keys = list(noted.values_list("pk", flat=True))
    request.session.cycle_key()
    UserSession.objects.filter(pk__in=keys).update(session_key=request.session.session_key)


_ON = {Authenticator.Type.TOTP: Kind.SECOND_ON, Authenticator.Type.WEBAUTHN: Kind.PASSKEY_ADDED}
_OFF = {Authenticator.Type.TOTP: Kind.SECOND_OFF, Authenticator.Type.WEBAUTHN: Kind.PASSKEY_REMOVED}


def note_second_step_on(sender, request, user, authenticator, **_facts):
    if kind := _ON.get(authenticator.type):
        _note(kind, request, user)


def note_second_step_off(sender, request, user, authenticator, **_facts):
    if kind := _OFF.get(authenticator.type):
        _note(kind, request, user)


def note_new_codes(sender, request, user, **_facts):
    _note(Kind.CODES_RENEWED, request, user)
