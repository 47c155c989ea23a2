"""An encryption key that is lost or removed too early: what the second step says, and the recovery (decision 0024)."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.mfa_forms import _say_unreadable
from accounts.models import SignInEvent
from accounts.services import reset_second_step
from friendly_gov.checks import secrets_are_readable
from tests.accounts.test_secrets import PASSWORD, code_of
from tests.conftest import A_DAY as NOW
from tests.decree.acts import refusal_codes
from tests.factories.accounts import administrator, officer

SECRET = "JBSWY3DPEHPK3PXP"
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def person(settings):
    """A person with two-step sign-in under a key that is now missing."""
    _say_unreadable.cache_clear()
    settings.ENCRYPTION_KEYS = ["the-lost-key"]
    person = officer()
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    settings.ENCRYPTION_KEYS = ["the-new-key"]
    return person


def second_step(client, person, code):
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_the_second_step_says_that_its_key_is_lost_and_the_log_says_it_once(client, person, caplog):
    answers = [second_step(client, person, code_of(SECRET)), second_step(client, person, "123456")]

    refusals = [list(answer.context["form"].errors["code"].as_data()) for answer in answers]
    assert [[error.code for error in errors] for errors in refusals] == [["second_step_unreadable"]] * 2
    assert "_auth_user_id" not in client.session
    logged = [line.getMessage() for line in caplog.records if line.name == "accounts.mfa_forms"]
    assert logged == [
        f"The secret ({step}) of person {person.pk} cannot be read: its key is not among ENCRYPTION_KEYS."
        for step in ("totp", "recovery_codes")
    ]


def test_recovery_codes_under_a_key_that_is_there_still_sign_in(client, person):
    Authenticator.objects.filter(user=person, type="recovery_codes").delete()
    code = RecoveryCodes.activate(person).generate_codes()[0]

    wrong, right = second_step(client, person, "000000"), second_step(client, person, code)

    assert [error.code for error in wrong.context["form"].errors["code"].as_data()] == ["second_step_unreadable"]
    assert (right.status_code, client.session["_auth_user_id"]) == (302, str(person.pk))


def test_a_wrong_code_stays_a_wrong_code_where_only_recovery_codes_are_lost(client, person, settings):
    Authenticator.objects.filter(user=person, type="totp").delete()
    TOTP.activate(person, SECRET)

    wrong = second_step(client, person, "000000")

    assert [error.code for error in wrong.context["form"].errors["code"].as_data()] == ["incorrect_code"]
    assert second_step(client, person, code_of(SECRET)).status_code == 302


def test_an_administrator_resets_it_and_the_password_alone_signs_in(client, person):
    admin = administrator()
    page = reverse("accounts:person", args=[person.pk])
    reset = reverse("accounts:reset_second_step", args=[person.pk])
    assert reset in client_of(admin).get(page).text

    client_of(admin).post(reset)

    assert not Authenticator.objects.filter(user=person).exists()
    event = SignInEvent.objects.get(person=person, kind=SignInEvent.Kind.SECOND_OFF)
    assert event.by == admin
    assert reset not in client_of(admin).get(page).text
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_nobody_resets_their_own_nor_what_is_not_on(person):
    admin = administrator()
    TOTP.activate(admin, SECRET)

    assert refusal_codes(reset_second_step, person=admin, by=admin, now=NOW) == ["second_step_own"]
    assert refusal_codes(reset_second_step, person=administrator(), by=admin, now=NOW) == ["second_step_off"]
    assert Authenticator.objects.filter(user=admin).count() == 1


def test_the_operator_resets_the_only_administrators_and_sees_what_is_unreadable(person, capsys):
    assert [(one.id, one.msg.split()[0]) for one in secrets_are_readable(None, databases=["default"])] == [
        ("friendly_gov.W009", "2")
    ]
    assert secrets_are_readable(None) == []

    call_command("reset_second_step", person.email)

    assert secrets_are_readable(None, databases=["default"]) == []
    with pytest.raises(CommandError):
        call_command("reset_second_step", person.email)


@pytest.mark.parametrize("name", ["mfa_view_recovery_codes", "mfa_generate_recovery_codes"])
def test_pages_of_lost_recovery_codes_lead_back_with_what_to_do(client, person, name):
    Authenticator.objects.filter(user=person, type="totp").delete()
    TOTP.activate(person, SECRET)
    second_step(client, person, code_of(SECRET))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    answer = client.get(reverse(name))

    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))
    assert "tắt rồi bật lại đăng nhập hai bước" in client.get(answer.url).text


def test_a_new_app_whose_waiting_secret_is_lost_gets_a_new_one(client, settings):
    settings.ENCRYPTION_KEYS = ["the-lost-key"]
    person = officer()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = reverse("mfa_activate_totp")
    former = client.get(page).context["form"].secret
    settings.ENCRYPTION_KEYS = ["the-new-key"]

    answer = client.get(page)

    assert (answer.status_code, answer.context["form"].secret != former) == (200, True)
