"""Tokens, as their pages show them and as the API looks them up."""

from datetime import datetime

from django.conf import settings
from django.db.models import F, QuerySet

from accounts.models import Role, User
from accounts.queries import has_role, lacks_second_step
from tokens.keys import PREFIX, digest_of
from tokens.models import Token


def tokens_visible_to(user: User) -> QuerySet[Token]:
    """A person's own tokens; an administrator sees all."""
    tokens = Token.objects.select_related("owner")
    return tokens if has_role(user, Role.ADMINISTRATOR) else tokens.filter(owner=user)


def valid_token(key: str, *, now: datetime) -> Token | None:
    """The token with this text, where it and its owner's account are in force."""
    if not key.startswith(PREFIX):
        return None
    token = in_force(Token.objects.filter(digest=digest_of(key)), now=now).select_related("owner").first()
    if token is None or (settings.MFA_DEMANDED and lacks_second_step(token.owner)):
        return None
    return token


def in_force(tokens: QuerySet[Token], *, now: datetime) -> QuerySet[Token]:
    """Those that are not revoked and not expired, of accounts that may sign in and were not signed out since."""
    return tokens.filter(
        revoked_at=None,
        expires_at__gt=now,
        owner__is_active=True,
        owner_signed_out=F("owner__times_signed_out"),
    )
