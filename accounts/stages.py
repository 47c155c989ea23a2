"""The steps of a sign-in that differ from allauth's."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from accounts.sessions import had_second_step_elsewhere


class SecondStep(AuthenticateStage):
    """The portal's own second step, not asked of who has just passed one at the single sign-on."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not had_second_step_elsewhere(request, self.login.user) and super()._should_handle(request)
