"""What is said of the locks of services is said of verbs and models that there are; and the watch sees their want."""

import importlib

import pytest
from django.apps import apps
from django.db import transaction

from communes.models import Registration
from communes.services import registrations
from tests import locks
from tests.factories.accounts import officer
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import ADDED
from tests.locks_expected import LOCKS

FLOORS = ("communes", "evidence", "appraisal")


def test_every_verb_that_floors_offer_is_named():
    offered = {
        f"{verb.__module__}.{name}"
        for floor in FLOORS
        for name, verb in vars(importlib.import_module(f"{floor}.services")).items()
        if name in importlib.import_module(f"{floor}.services").__all__ and callable(verb)
    }

    assert sorted(offered - set(LOCKS)) == [], "say in tests/locks_expected.py what they hold before they write"


def test_what_is_named_is_there():
    for verb, models in LOCKS.items():
        module, _, name = verb.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), verb
        assert all(apps.get_model(model) for either in models for model in either.split("|"))


@pytest.mark.django_db
def test_a_write_before_its_lock_is_told(monkeypatch):
    registration = RegistrationFactory(sent=True)
    found = Registration.objects.select_related("commune", "cycle", "decided_by").get(pk=registration.pk)
    monkeypatch.setattr(registrations, "_locked", lambda _: found)

    registrations.accept_registration(registration=registration, by=officer(), now=ADDED)

    told, locks.breaches[:] = list(locks.breaches), []
    assert len(told) == 1
    assert told[0].startswith("communes.services.registrations.accept_registration did not hold communes.Registration")


@pytest.mark.django_db
def test_a_write_under_its_lock_is_not(at):
    with transaction.atomic():
        registrations.accept_registration(registration=RegistrationFactory(sent=True), by=officer(), now=ADDED)

    assert locks.breaches == []
