"""Sign-in, and loading the user of every request."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from accounts.models import Membership, Recusal, User


class PersonBackend(AuthenticationBackend):
    """allauth's backend, which loads a person with their roles in one query, because every page needs both."""

    def get_user(self, user_id) -> User | None:
        recused = Exists(Recusal.objects.filter(user=OuterRef("user")))
        rows = Membership.objects.select_related("user").filter(user=user_id).order_by().annotate(recused=recused)
        held = list(rows)
        if not held:
            return super().get_user(user_id)
        user = held[0].user
        user.roles = user.roles_among(held)
        if not held[0].recused:
            user.recused = frozenset()
        return user if self.user_can_authenticate(user) else None
