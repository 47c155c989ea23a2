"""Create, use and revoke the tokens of the API."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from audit.services import record
from kernel.refusals import refuse_if
from tokens.keys import SHOWN, digest_of, new_key
from tokens.models import Token
from tokens.policies import creating_problems, revoking_problems

__all__ = ["create_token", "note_use", "revoke_token"]

# The last use is stored to the minute: a program that reads a long list writes it once.
_PRECISION = timedelta(minutes=1)


@transaction.atomic
def create_token(
    *, owner: User, name: str, scopes: Collection[str], lifetime: timedelta, now: datetime
) -> tuple[Token, str]:
    """Create a token for oneself; returns it with its text, which cannot be read again.

    Raises:
        Refused: the name is in use, or the owner has too many tokens.
        ValidationError: the name is too long.
    """
    owner = User.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    refuse_if(creating_problems(owner, name=name))
    key = new_key()
    token = Token(
        owner=owner,
        name=name,
        start=key[:SHOWN],
        digest=digest_of(key),
        scopes=sorted(scopes),
        created_at=now,
        expires_at=now + lifetime,
        owner_signed_out=owner.times_signed_out,
    )
    token.full_clean(exclude=["owner"])
    token.save()
    record("tokens.create_token", by=owner, now=now, on=token, name=name, scopes=", ".join(token.scopes))
    return token, key


@transaction.atomic
def revoke_token(*, token: Token, by: User, now: datetime) -> Token:
    """End a token at once.

    Raises:
        Refused: it was revoked already.
    """
    token = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
    refuse_if(revoking_problems(token))
    token.revoked_at, token.revoked_by = now, by
    token.save(update_fields=["revoked_at", "revoked_by"])
    record("tokens.revoke_token", by=by, now=now, on=token, name=token.name)
    return token


def note_use(*, token: Token, now: datetime) -> None:
    """Keep when a token was last used, to the minute."""
    earlier = Q(last_used_at=None) | Q(last_used_at__lt=now - _PRECISION)
    Token.objects.filter(earlier, pk=token.pk).update(last_used_at=now)
