"""The key of a calendar: it is in no trail, and a new password revokes the former URL."""

import pytest
from auditlog.models import LogEntry
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
