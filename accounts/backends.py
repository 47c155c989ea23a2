"""Sign-in, and loading the user of every request."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F

from accounts.models import Membership, User


class PersonBackend(AuthenticationBackend):
    """allauth's backend, which loads a person with roles and recusals in one query: every page needs them."""

    def get_user(self, user_id) -> User | None:
        rows = Membership.objects.select_related("user").filter(user=user_id).order_by()
        # A row for each pair of a role and a recusal: a person has few of either.
        held = list(rows.annotate(recused=F("user__recusals__unit_code")))
        if not held:
            return super().get_user(user_id)
        user = held[0].user
        user.roles = user.roles_among(held)
        user.recused = frozenset(code for row in held if (code := vars(row)["recused"]))
        return user if self.user_can_authenticate(user) else None
