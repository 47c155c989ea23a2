"""The declared locks of services name existing services and models; and the watch detects missing locks."""

import importlib
from types import FunctionType

import pytest
from django.apps import apps
from django.db import transaction

from appraisal import services as appraisal
from communes.models import Registration
from communes.services import registrations
from communes.services.locks import lock_cycle
from documents import services
from evidence import services as evidence
from evidence.models import DossierPart
from evidence.services import dossier_admission
from evidence.services.locks import LockedDossier, lock_dossier
from tests import locks
from tests.architecture.verbs import verbs
from tests.factories.accounts import officer
from tests.factories.appraisal import VisitFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import ADDED, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.locks_expected import COUNTS_NO_CHANGE, LOCKS


def documents_verbs() -> list[FunctionType]:
    """The services of documents: they check no policies, because their callers do, but their locks are watched too."""
    offered = (getattr(services, name) for name in services.__all__)
    return [one for one in offered if isinstance(one, FunctionType)]


def test_every_verb_that_apps_offer_is_named():
    offered = {f"{module}.{name}" for module, name in verbs().values()}
    offered |= {f"{verb.__module__}.{verb.__qualname__}" for verb in documents_verbs()}

    assert sorted(offered - set(LOCKS)) == [], "say in tests/locks_expected.py what they hold before they write"


def test_what_is_named_is_there():
    for verb, models in LOCKS.items():
        module, _, name = verb.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), verb
        assert all(apps.get_model(model) for model in models)
    for verb in COUNTS_NO_CHANGE:
        module, _, name = verb.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), verb


@pytest.mark.django_db
def test_a_write_before_its_lock_is_reported(monkeypatch):
    registration = RegistrationFactory(sent=True)
    result = Registration.objects.select_related("commune", "cycle", "decided_by").get(pk=registration.pk)
    monkeypatch.setattr(registrations, "lock_registration", lambda _: result)

    registrations.accept_registration(registration=registration, by=officer(), now=ADDED)

    shown, locks.breaches[:] = list(locks.breaches), []
    assert len(shown) == 1
    assert shown[0].startswith("communes.services.registrations.accept_registration did not hold communes.Registration")


@pytest.mark.django_db
def test_a_write_under_its_lock_is_not(at):
    with transaction.atomic():
        registrations.accept_registration(registration=RegistrationFactory(sent=True), by=officer(), now=ADDED)

    assert locks.breaches == []


def _sent(at, monkeypatch, lock) -> list[str]:
    """What the watch reports for a dossier that is sent late with these locks."""
    now, assessment = at(2026, 12, 1), SelfAssessmentFactory(scores={"I.1": "10"})
    monkeypatch.setattr(dossier_admission, "_lock", lock)

    evidence.send_as_it_stands(assessment=assessment, reason="x", by=officer(), now=now)

    shown, locks.breaches[:] = list(locks.breaches), []
    return shown


@pytest.mark.django_db
def test_a_year_after_its_dossier_is_reported(at, monkeypatch):
    def dossier_first(assessment):
        dossier = lock_dossier(assessment.pk)
        lock_cycle(dossier.cycle.pk)
        return dossier

    shown = _sent(at, monkeypatch, dossier_first)

    assert shown == [
        "evidence.services.dossier_admission.send_as_it_stands locks communes.Cycle after scoring.SelfAssessment"
    ]


@pytest.mark.django_db
def test_a_dossier_after_a_part_of_it_is_reported(at, monkeypatch):
    def part_first(assessment):
        lock_cycle(assessment.registration.cycle_id)
        list(DossierPart.objects.select_for_update().filter(assessment=assessment))
        return lock_dossier(assessment.pk)

    shown = _sent(at, monkeypatch, part_first)

    assert shown == [
        "evidence.services.dossier_admission.send_as_it_stands locks scoring.SelfAssessment after evidence.DossierPart"
    ]


@pytest.mark.django_db
def test_rows_locked_by_one_query_stand_in_their_order(at):
    now, visit = at(2026, 12, 5), VisitFactory()

    appraisal.cancel_visit(visit=visit, reason="x", by=visit.planned_by, now=now)

    taken = next(taken for (_, verb), taken in locks._taken.items() if verb.endswith(".cancel_visit"))
    assert [model for model, _ in taken] == ["scoring.SelfAssessment", "appraisal.Review", "appraisal.Visit"]


@pytest.mark.django_db
def test_a_change_that_is_not_counted_is_reported(monkeypatch):
    item = EvidenceItemFactory(score=SelfAssessmentFactory().scores.first())
    monkeypatch.setattr(LockedDossier, "save", lambda dossier: None)

    evidence.remove_evidence(item=item, by=item.added_by, now=ADDED)

    assert set(locks._counted.values()) == {False}
    locks._counted.clear()
