"""Signing in: only the pages that the portal uses are open, guessing is throttled, two steps work."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks import default_task_backend

from accounts.models import Role, User
from accounts.services import disable_person, enable_person, invite
from notifications.models import Mailing
from tests.conftest import A_DAY as NOW
from tests.factories.accounts import administrator, officer

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-rat-dai"


def sign_in(client, person, password=PASSWORD):
    return client.post("/account/login/", {"login": person.email, "password": password})


@pytest.mark.parametrize(
    "page",
    ["/account/signup/", "/account/email/", "/account/password/set/", "/account/mfa/webauthn/", "/account/login/code/"],
)
def test_what_the_portal_does_not_offer_is_closed(client, page):
    client.force_login(officer())

    assert client.get(page).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_ones_own_account_shows_in_the_portals_frame(client, language):
    person = officer()
    sign_in(client, person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.cookies["django_language"] = language

    names = ["account_logout", "account_change_password", "mfa_index", "mfa_activate_totp", "accounts:profile"]
    for name in [*names, "account_reset_password", "account_reset_password_done", "account_reauthenticate"]:
        answer = client.get(reverse(name))
        assert (name, answer.status_code, 'class="top"' in answer.text) == (name, 200, True)


def test_ones_own_pages_need_a_sign_in(client):
    for name in ["account_change_password", "mfa_index", "mfa_activate_totp", "accounts:profile"]:
        assert client.get(reverse(name)).url.startswith("/account/login/")


def test_the_sixth_wrong_password_is_not_even_tried(client):
    person = officer()
    for _ in range(5):
        assert sign_in(client, person, "wrong-password").status_code == 200

    answer = sign_in(client, person)

    assert "_auth_user_id" not in client.session
    assert answer.context["form"].errors.as_data()["__all__"][0].code == "too_many_login_attempts"


def test_a_disabled_person_does_not_get_in(client):
    sign_in(client, officer(is_active=False))

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("store", ["db", "cache", "signed_cookies"])
def test_enabling_an_account_again_revives_no_session(settings, client, store):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{store}"
    person, admin = officer(), administrator()
    client.force_login(person)
    assert client.get(reverse("accounts:profile")).status_code == 200

    disable_person(person=person, by=admin, now=NOW)
    enable_person(person=person, by=admin, now=NOW)

    assert client.get(reverse("accounts:profile")).url.startswith("/account/login/")
    client.force_login(User.objects.get(pk=person.pk))
    assert client.get(reverse("accounts:profile")).status_code == 200


def link_in(letter, settings) -> str:
    """The path of the link in a mail, which must lead to the portal's own address."""
    return next(word for word in letter.body.split() if "/key/" in word).removeprefix(settings.PORTAL_URL)


def test_a_forgotten_password_is_set_again_by_mail_and_an_unknown_address_reveals_nothing(client, settings):
    settings.PORTAL_URL = "https://portal.test"
    settings.ALLOWED_HOSTS = ["*"]
    person = officer()

    answers = [
        client.post("/account/password/reset/", {"email": email}, headers={"host": "evil.test"}).url
        for email in (person.email.upper(), "ai@example.test")
    ]

    assert answers == ["/account/password/reset/done/"] * 2
    assert [sent.to for sent in mail.outbox] == [[person.email]]
    assert "evil" not in mail.outbox[0].body
    answer = client.get(link_in(mail.outbox[0], settings), follow=True)
    path = answer.request["PATH_INFO"]
    client.post(path, {"password1": "mot-mat-khau-moi-2026", "password2": "mot-mat-khau-moi-2026"})
    person.refresh_from_db()
    assert person.check_password("mot-mat-khau-moi-2026")
    assert client.get("/account/password/reset/key/1-bad-key/").status_code == 200


def test_asking_for_a_new_password_costs_the_same_for_known_and_unknown_addresses(client, settings):
    """Both leave one task for the worker and nothing else: the recipient is looked up there."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    person, costs = officer(), []

    for address in ("ai@example.test", person.email):
        with CaptureQueriesContext(connection) as queries:
            client.post("/account/password/reset/", {"email": address})
        costs.append([query["sql"].split()[0] for query in queries])

    assert costs[0] == costs[1]
    assert [result.args for result in default_task_backend.results] == [["ai@example.test"], [person.email]]
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("invited", "age", "works"),
    [
        (False, timedelta(days=1), True),
        (False, timedelta(days=1, seconds=1), False),
        (True, timedelta(days=7), True),
        (True, timedelta(days=7, seconds=1), False),
    ],
)
def test_a_reset_link_is_valid_one_day_and_an_invitation_seven(client, settings, pinned_clock, invited, age, works):
    if invited:
        invite(email="moi@example.test", full_name="Người Mới", role=Role.OFFICER, by=administrator(), now=NOW)
    else:
        client.post("/account/password/reset/", {"email": officer().email})
    pinned_clock.move_to(NOW + age)

    answer = client.get(link_in(mail.outbox[0], settings), follow=True)

    assert ("password1" in answer.text) == works


def test_a_disabled_person_is_mailed_no_link(client):
    client.post("/account/password/reset/", {"email": officer(is_active=False).email})

    assert not mail.outbox


def test_two_steps_from_the_square_to_the_second_sign_in(client):
    person = officer()
    sign_in(client, person)
    assert client.get("/account/mfa/app/activate/").url.startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    form = client.get("/account/mfa/app/activate/").context["form"]

    def code(secret):
        return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

    client.post("/account/mfa/app/activate/", {"code": code(form.secret)})
    assert set(person.authenticator_set.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert client.get("/account/mfa/").status_code == client.get("/account/mfa/codes/").status_code == 200
    assert client.get("/account/mfa/codes/generate/").status_code == 200
    assert client.get("/account/mfa/app/deactivate/").status_code == 200

    assert client.post("/account/logout/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert sign_in(client, person).url == "/account/mfa/authenticate/"
    assert client.get("/account/mfa/authenticate/").status_code == 200
    assert "_auth_user_id" not in client.session
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    client.post("/account/mfa/authenticate/", {"code": codes[0]})
    assert client.session["_auth_user_id"] == str(person.pk)
    assert TOTP(Authenticator.objects.get(user=person, type="totp"))


def test_too_many_requests_are_answered_in_the_portals_frame(client):
    for _ in range(20):
        client.post("/account/password/reset/", {"email": "ai@example.test"})

    answer = client.post("/account/password/reset/", {"email": "ai@example.test"})

    assert (answer.status_code, 'class="top"' in answer.text) == (429, True)
