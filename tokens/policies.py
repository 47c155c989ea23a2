"""Why a token cannot be created or revoked."""

from collections.abc import Iterator

from accounts.models import User
from kernel.problems import Problem
from tokens.models import Token

MOST = 20


def creating_problems(owner: User, *, name: str) -> Iterator[Problem]:
    """The owner has a token of this name that is not revoked, or too many."""
    kept = Token.objects.filter(owner=owner, revoked_at=None)
    if kept.filter(name=name).exists():
        yield Problem("token_name_in_use", where="name")
    if kept.count() >= MOST:
        yield Problem("token_too_many", params={"most": MOST})


def revoking_problems(token: Token) -> Iterator[Problem]:
    """It was revoked already."""
    if token.revoked_at is not None:
        yield Problem("token_revoked")
