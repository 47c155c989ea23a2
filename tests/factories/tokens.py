"""Tokens of the API for tests."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from tests.factories.accounts import UserFactory
from tokens.keys import digest_of
from tokens.models import Token
from tokens.scopes import Scope

CREATED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


class TokenFactory(DjangoModelFactory):
    """A token with every scope; its text is `fgov_` and its name."""

    class Meta:
        model = Token

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Kho dữ liệu {n}")
    start = "fgov_"
    digest = factory.LazyAttribute(lambda token: digest_of(key_of(token)))
    scopes = [str(scope) for scope in Scope]
    created_at = CREATED
    expires_at = datetime(2099, 1, 5, tzinfo=UTC)


def key_of(token) -> str:
    return f"fgov_{token.name}"
