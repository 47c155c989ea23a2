"""Webhook addresses and deliveries for tests."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from accounts.secrets import encrypt
from tests.factories.accounts import UserFactory
from webhooks.models import Delivery, Endpoint, Event
from webhooks.sending import new_secret

ADDED = datetime(2026, 2, 3, 1, 0, tzinfo=UTC)


class EndpointFactory(DjangoModelFactory):
    """An address on this machine, to which nothing is ever sent."""

    class Meta:
        model = Endpoint

    url = factory.Sequence(lambda n: f"https://127.0.0.1/hook/{n}")
    secret = factory.LazyFunction(lambda: encrypt(new_secret()))
    added_at = ADDED
    added_by = factory.SubFactory(UserFactory)


class EventFactory(DjangoModelFactory):
    """A year was published."""

    class Meta:
        model = Event

    kind = "results.published"
    payload = factory.LazyAttribute(lambda event: {"type": event.kind, "timestamp": "", "data": {"year": 2026}})
    happened_at = ADDED


class DeliveryFactory(DjangoModelFactory):
    """A delivery that was given up."""

    class Meta:
        model = Delivery

    endpoint = factory.SubFactory(EndpointFactory)
    event = factory.SubFactory(EventFactory)
    state = Delivery.State.FAILED
    tries = 10
    last_error = "the host is unknown"
    settled_at = ADDED
