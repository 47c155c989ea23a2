"""The response to the monitoring system."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from documents import clamd
from tests.factories.accounts import administrator, appraiser, officer

WELL = {"status": "up", "database": "up", "migrations": "applied", "scanner": "off", "store": "up"}


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


@pytest.fixture
def keeper(client):
    client.force_login(administrator())
    return client


@pytest.mark.django_db
def test_a_stranger_sees_that_the_portal_is_up_and_nothing_else(client):
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (200, {"status": "up"})


@pytest.mark.django_db
@pytest.mark.parametrize("person", [officer, appraiser])
def test_neither_does_anybody_but_an_administrator(client, person):
    client.force_login(person())
    assert client.get(reverse("health")).json() == {"status": "up"}


@pytest.mark.django_db
def test_health_is_down_while_migrations_wait(keeper, client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    response = keeper.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, WELL | {"status": "down", "migrations": "waiting"})
    client.logout()
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"status": "down"})


@pytest.mark.django_db
def test_health_is_down_while_the_database_is(client, monkeypatch):
    def fall(self, targets):
        raise DatabaseError

    monkeypatch.setattr(MigrationExecutor, "migration_plan", fall)
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"status": "down"})


@pytest.mark.django_db
def test_a_scanner_or_a_store_that_is_down_is_reported_and_the_portal_stays_up(keeper, settings, monkeypatch):
    settings.CLAMD_URL, media = "tcp://127.0.0.1:1", settings.MEDIA_ROOT
    settings.MEDIA_ROOT = "/of/no/disk"
    down = keeper.get(reverse("health"))
    settings.MEDIA_ROOT = media
    monkeypatch.setattr(clamd, "version", lambda *, seconds: "ClamAV 1.4")
    kept = keeper.get(reverse("health"))
    cache.clear()
    well = keeper.get(reverse("health"))

    assert (down.status_code, down.json()) == (200, WELL | {"scanner": "down", "store": "down"})
    assert (kept.json(), well.json()) == (down.json(), WELL | {"scanner": "up"})


def test_liveness_needs_neither_a_database_nor_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(reverse("health_live"))
    assert (response.status_code, response.json()) == (200, {"status": "live"})
    assert "no-store" in response["Cache-Control"]
