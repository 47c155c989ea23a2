"""A person's sign-ins are recorded separately: limited in time, without secrets, for them and administrators."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import SignInEvent, User
from accounts.services import disable_person, end_sessions
from audit.models import Entry
from tests.conftest import A_DAY as NOW
from tests.factories.accounts import administrator, officer

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PASSWORD = "mat-khau-rat-dai"
NEW = "mot-mat-khau-moi-2026"
HERE = "203.0.113.5"


@pytest.fixture
def client():
    return Client(REMOTE_ADDR=HERE)


def sign_in(client, person, password=PASSWORD):
    return client.post("/account/login/", {"login": person.email, "password": password})


def kinds(person) -> list[str]:
    return list(SignInEvent.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_a_sign_in_a_failure_and_a_new_password_are_kept_with_their_moment_and_address(client):
    person = officer()
    sign_in(client, person, "wrong-password")
    sign_in(client, person)
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    client.post("/account/logout/")

    assert kinds(person) == ["failed", "signed_in", "password_changed", "signed_out"]
    places = set(SignInEvent.objects.values_list("person", "happened_at", "address", "by"))
    assert places == {(person.pk, NOW, HERE, None)}


def test_the_second_step_and_its_recovery_codes_are_kept(client, django_capture_on_commit_callbacks):
    person = officer()
    sign_in(client, person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/account/mfa/app/activate/").context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/mfa/app/activate/", {"code": code})
    client.post("/account/logout/")
    sign_in(client, person)
    client.post("/account/mfa/authenticate/", {"code": "000000"})
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    client.post("/account/mfa/authenticate/", {"code": codes[0]})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/mfa/codes/generate/")
    client.post("/account/mfa/app/deactivate/")

    assert kinds(person) == [
        "signed_in",
        "second_on",
        "signed_out",
        "second_failed",
        "code_used",
        "signed_in",
        "codes_renewed",
        "second_off",
    ]


def test_a_link_that_was_asked_for_and_used_is_kept(client, settings, mailoutbox):
    person = officer()
    client.post("/account/password/reset/", {"email": person.email})
    link = next(word for word in mailoutbox[0].body.split() if "/key/" in word).removeprefix(settings.PORTAL_URL)
    path = client.get(link, follow=True).request["PATH_INFO"]
    client.post(path, {"password1": NEW, "password2": NEW})

    assert kinds(person) == ["reset_asked", "password_reset"]


def test_refused_tries_are_reported_once_in_ten_minutes(client, pinned_clock):
    person = officer()
    for _ in range(5):
        sign_in(client, person, "wrong-password")
    for minutes in (0, 0, 0):
        pinned_clock.move_to(NOW + timedelta(minutes=minutes))
        sign_in(client, person, "wrong-password")

    assert kinds(person) == ["failed"] * 5 + ["blocked"]


def test_what_was_typed_for_nobody_is_not_kept(client):
    """A password typed into the wrong field would be stored there."""
    client.post("/account/login/", {"login": f"{PASSWORD}@example.test", "password": PASSWORD})

    row = SignInEvent.objects.values().get()
    assert (row["person_id"], row["kind"], row["address"]) == (None, "failed", HERE)
    assert PASSWORD not in str(row)


def test_an_administrator_signs_a_person_out_everywhere(client):
    person, admin = officer(), administrator()
    client.force_login(person)
    chief = Client()
    chief.force_login(admin)

    chief.post(reverse("accounts:sign_out", args=[person.pk]))

    assert client.get(reverse("accounts:profile")).url.startswith("/account/login/")
    event = SignInEvent.objects.get()
    assert (event.person, event.kind, event.by) == (person, "sessions_ended", admin)
    assert Entry.objects.get().verb == "accounts.end_sessions"
    client.force_login(User.objects.get(pk=person.pk))
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_disabling_reports_that_sessions_ended():
    person = officer()
    disable_person(person=person, by=administrator(), now=NOW)

    assert kinds(person) == ["sessions_ended"]


def test_a_person_reads_their_own_and_an_administrator_everybodys(client):
    person, admin = officer(), administrator(full_name="Quản Trị Một")
    sign_in(client, person, "wrong-password")
    sign_in(client, person)
    sign_in(Client(REMOTE_ADDR="198.51.100.9"), admin)
    end_sessions(person=admin, by=person, now=NOW)

    own = client.get(reverse("accounts:own_sign_ins")).text
    latest = client.get(reverse("accounts:profile")).text
    assert ["Sai mật khẩu" in page and HERE in page and "198.51.100.9" not in page for page in (own, latest)] == [
        True
    ] * 2
    assert client.get(reverse("accounts:sign_ins", args=[admin.pk])).status_code == 404
    chief = Client()
    chief.force_login(User.objects.get(pk=admin.pk))
    assert HERE in chief.get(reverse("accounts:sign_ins", args=[person.pk])).text
    assert person.full_name in chief.get(reverse("accounts:own_sign_ins")).text


def test_the_trace_is_kept_for_its_days_and_no_longer(client, settings, pinned_clock):
    settings.SIGN_IN_TRACE_DAYS = 30
    sign_in(client, officer(), "wrong-password")
    pinned_clock.move_to(NOW + timedelta(days=30))
    call_command("clear_sign_ins", verbosity=0)
    assert SignInEvent.objects.count() == 1

    pinned_clock.move_to(NOW + timedelta(days=30, seconds=1))
    call_command("clear_sign_ins", verbosity=0)

    assert not SignInEvent.objects.exists()
