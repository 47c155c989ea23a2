"""What the watching machine is told."""

import pytest
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse


@pytest.mark.django_db
def test_health_is_public_and_names_no_version(client):
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (200, {"database": "up", "migrations": "applied"})


@pytest.mark.django_db
def test_health_says_when_migrations_wait(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"database": "up", "migrations": "waiting"})


@pytest.mark.django_db
def test_health_says_when_the_database_is_down(client, monkeypatch):
    def fall(self, targets):
        raise DatabaseError

    monkeypatch.setattr(MigrationExecutor, "migration_plan", fall)
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"database": "down", "migrations": "unknown"})
