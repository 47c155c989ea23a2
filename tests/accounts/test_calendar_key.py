"""The key of a calendar opens it: it stands in no trail, and a new password closes the former address."""

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from accounts.models import User
from accounts.services import renew_calendar_key
from tests.conftest import A_DAY as NOW
from tests.factories.accounts import officer

PASSWORD = "mat-khau-rat-dai"
NEW = "mot-mat-khau-moi-2026"


@pytest.mark.django_db
def test_a_new_key_stands_in_no_trail():
    person = renew_calendar_key(person=officer(), by=None, now=NOW)

    kept = "".join(str(entry.changes) for entry in LogEntry.objects.all())
    assert person.calendar_key not in kept
    assert "calendar_key" not in kept


@pytest.mark.django_db
@pytest.mark.parametrize("has_calendar", [True, False])
def test_a_new_password_closes_the_former_address_of_the_calendar(client, has_calendar):
    person = officer()
    if has_calendar:
        person = renew_calendar_key(person=person, by=person, now=NOW)
    former = person.calendar_key
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})

    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    person = User.objects.get(pk=person.pk)
    assert person.check_password(NEW)
    assert bool(person.calendar_key) == has_calendar
    if has_calendar:
        assert person.calendar_key != former
        assert client.get(reverse("communes:calendar_feed", args=[former, "vi"])).status_code == 404
        assert client.get(reverse("communes:calendar_feed", args=[person.calendar_key, "vi"])).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_former_keys_are_taken_out_of_the_trail():
    LogEntry.objects.all().delete()
    people = ContentType.objects.get_for_model(User)
    facts = {"content_type": people, "object_pk": "1", "object_repr": "", "action": LogEntry.Action.UPDATE}
    LogEntry.objects.create(**facts, changes={"calendar_key": ["None", "opens-it"]})
    mixed = LogEntry.objects.create(**facts, changes={"calendar_key": ["a", "b"], "full_name": ["An", "Bình"]})
    other = LogEntry.objects.create(**facts, changes={"is_active": ["True", "False"]})

    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate([("accounts", "0005_times_disabled")])
    executor.loader.build_graph()
    executor.migrate(leaves)

    kept = dict(LogEntry.objects.values_list("pk", "changes"))
    assert kept == {mixed.pk: {"full_name": ["An", "Bình"]}, other.pk: {"is_active": ["True", "False"]}}
