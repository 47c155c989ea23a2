"""Signing in, and who it is on every request."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import Membership, User


class PersonBackend(AuthenticationBackend):
    """allauth's sign-in, in which a person arrives with their roles: one query, where every page needs both."""

    def get_user(self, user_id) -> User | None:
        held = list(Membership.objects.select_related("user").filter(user=user_id).order_by())
        if not held:
            return super().get_user(user_id)
        user = held[0].user
        user.roles = user.roles_among(held)
        return user if self.user_can_authenticate(user) else None
