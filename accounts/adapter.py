"""How allauth behaves here: people are invited, never sign themselves up."""

from allauth.account.adapter import DefaultAccountAdapter


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """No open sign-up."""

    def is_open_for_signup(self, request):
        return False
