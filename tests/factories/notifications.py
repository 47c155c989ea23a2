"""Mails for tests."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from notifications.models import Mailing
from tests.factories.accounts import UserFactory

TRIED = datetime(2026, 2, 3, 1, 0, tzinfo=UTC)


class MailingFactory(DjangoModelFactory):
    """A mail that waits; `failed=True`: the server knows no such mailbox."""

    class Meta:
        model = Mailing

    class Params:
        failed = factory.Trait(
            state=Mailing.State.FAILED,
            attempts=1,
            claimed_at=TRIED,
            settled_at=TRIED,
            last_error="550 5.1.1 No such mailbox",
        )

    person = factory.SubFactory(UserFactory)
    kind = Mailing.Kind.INVITATION
    key = factory.Sequence(lambda n: f"test:{n}")
    address = factory.LazyAttribute(lambda mailing: mailing.person.email)
    created_at = due_at = TRIED
