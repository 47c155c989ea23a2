"""allauth's behaviour here: people are invited, attempts are counted by the portal, and events are recorded."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse

from accounts import secrets
from accounts.limits import password_uses
from accounts.models import SignInEvent, User
from accounts.request_origin import Place, place_of, remember_browser, remember_person
from accounts.services import renew_calendar_key
from accounts.services.sign_ins import note_failure, note_refusal, note_sign_in
from accounts.services.support_views import close_support_views_of_session
from accounts.services.throttles import give_back, spend
from accounts.session_store import BEGAN
from accounts.sessions import running_support_view
from kernel import clock


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """No open sign-up; wrong passwords are throttled (decision 0023); a new password revokes the calendar's URL."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """The second step is asked by `accounts.stages`."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.stages.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def set_password(self, user: User, password: str) -> None:
        if user.calendar_digest:
            renewed = renew_calendar_key(person=user, by=user, now=clock.now())
            user.calendar_digest, user.calendar_secret = renewed.calendar_digest, renewed.calendar_secret
        super().set_password(user, password)

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Count the attempt before it is made: in the database, whatever `Host` the request names."""
        email, place, now = credentials.get("email", ""), place_of(request), clock.running()
        self._uses = password_uses(email, place)
        if spend(self._uses, now=now):
            note_refusal(email=email, now=clock.now(), place=place)
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """Called by allauth once the password was right."""
        give_back(self._uses, now=clock.running())

    def authentication_failed(self, request: HttpRequest, **credentials) -> None:
        note_failure(email=credentials.get("email", ""), now=clock.now(), place=place_of(request))

    def post_login(self, request: HttpRequest, user: User, **facts) -> HttpResponse:
        response = super().post_login(request, user, **facts)
        request.session[BEGAN] = clock.running().timestamp()
        place = Place(place_of(request).address, remember_browser(request, response))
        remember_person(response, user)
        note_sign_in(SignInEvent.Kind.SIGNED_IN, person=user, now=clock.now(), place=place)
        return response

    def logout(self, request: HttpRequest) -> None:
        person = request.user if request.user.is_authenticated else None
        note_sign_in(SignInEvent.Kind.SIGNED_OUT, person=person, now=clock.now(), place=place_of(request))
        key, running = request.session.session_key or "", running_support_view(request)
        close_support_views_of_session(session_key=key, running=running, now=clock.now())
        super().logout(request)


class EncryptingAdapter(DefaultMFAAdapter):
    """The secrets of the second factor are encrypted in the database (decision 0024)."""

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)
