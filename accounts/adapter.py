"""How allauth behaves here: people are invited, never sign themselves up."""

from allauth.account.adapter import DefaultAccountAdapter

from accounts.services import renew_calendar_key
from kernel import clock


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """No open sign-up; a new password also closes the calendar's former address."""

    def is_open_for_signup(self, request):
        return False

    def set_password(self, user, password):
        if user.calendar_key:
            user.calendar_key = renew_calendar_key(person=user, by=user, now=clock.now()).calendar_key
        super().set_password(user, password)
