"""What the watching machine is told."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from documents import clamd

WELL = {"database": "up", "migrations": "applied", "scanner": "off", "store": "up"}


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


@pytest.mark.django_db
def test_health_is_public_and_names_no_version(client):
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (200, WELL)


@pytest.mark.django_db
def test_health_says_when_migrations_wait(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, WELL | {"migrations": "waiting"})


@pytest.mark.django_db
def test_health_says_when_the_database_is_down(client, monkeypatch):
    def fall(self, targets):
        raise DatabaseError

    monkeypatch.setattr(MigrationExecutor, "migration_plan", fall)
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"database": "down", "migrations": "unknown"})


@pytest.mark.django_db
def test_a_scanner_or_a_store_that_is_down_is_told_and_the_portal_lives_on(client, settings, monkeypatch):
    settings.CLAMD_URL, media = "tcp://127.0.0.1:1", settings.MEDIA_ROOT
    settings.MEDIA_ROOT = "/of/no/disk"
    down = client.get(reverse("health"))
    settings.MEDIA_ROOT = media
    monkeypatch.setattr(clamd, "version", lambda *, seconds: "ClamAV 1.4")
    kept = client.get(reverse("health"))
    cache.clear()
    well = client.get(reverse("health"))

    assert (down.status_code, down.json()) == (200, WELL | {"scanner": "down", "store": "down"})
    assert (kept.json(), well.json()) == (down.json(), WELL | {"scanner": "up"})
