"""What programs send instead of a passkey is refused next to the form, counted and recorded; nothing fails."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import SignInEvent
from tests.factories.accounts import officer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "mat-khau-rat-dai"
BROKEN = ("1", '["x"]', '{"id": 1}', '{"response": {"clientDataJSON": "x"}}', "not json")


@pytest.fixture
def person(client):
    person = officer()
    passkey = {"name": "máy", "credential": {}}
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=passkey)
    return person


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_new_passkey_is_refused_next_to_the_form(client, broken):
    person = officer()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_add_webauthn"))

    page = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": broken})

    assert page.status_code == 200
    assert page.context["form"].errors["credential" if broken == "not json" else "__all__"]
    assert not Authenticator.objects.filter(user=person).exists()


def test_broken_answers_do_not_sign_in_and_are_limited(client, person, monkeypatch):
    # The stored key is not one that a device made; what is asked for here is the answer to it.
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    messages = []
    for broken in (*BROKEN, json.dumps({"id": "x", "rawId": "eA", "type": "public-key", "response": {}})):
        page = client.post(reverse("mfa_authenticate"), {"credential": broken})
        assert page.status_code == 200
        messages += page.context["webauthn_form"].errors["credential"]

    assert "_auth_user_id" not in client.session
    assert len(messages) == 6
    assert SignInEvent.objects.filter(person=person, kind="passkey_failed").count() == 5


def test_a_passkey_is_a_second_step_and_is_reset_with_it(client, person, settings):
    settings.MFA_DEMANDED = True
    client.force_login(person)

    assert client.get(reverse("home")).status_code == 200
