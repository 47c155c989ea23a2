"""A passkey's answer is good for one question, of this portal, and for the person who was asked."""

import hashlib
import json
import struct

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from tests.factories.accounts import officer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "mat-khau-rat-dai"
HERE = "https://testserver"
FLAGS = AuthenticatorData.FLAG
TOUCHED = FLAGS.UP | FLAGS.UV


class Device:
    """Holds one passkey, and signs what a browser at `origin` would give it to sign."""

    def __init__(self):
        self.key, self.credential = ec.generate_private_key(ec.SECP256R1()), b"khoa-cua-may-nay"

    def register(self, challenge: str, origin: str = HERE) -> dict:
        public = AttestedCredentialData.create(
            b"\0" * 16, self.credential, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self._site(), TOUCHED | FLAGS.AT, 0, bytes(public))
        made = AttestationObject.create("none", data, {})
        facts = self._client_data("webauthn.create", challenge, origin)
        return self._answer(clientDataJSON=facts, attestationObject=bytes(made))

    def sign(self, challenge: str, origin: str = HERE) -> dict:
        data = self._site() + struct.pack(">BI", TOUCHED, 1)
        facts = self._client_data("webauthn.get", challenge, origin)
        signature = self.key.sign(data + hashlib.sha256(facts).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=facts, authenticatorData=data, signature=signature)

    @staticmethod
    def _site() -> bytes:
        return hashlib.sha256(b"testserver").digest()

    @staticmethod
    def _client_data(kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _answer(self, **response: bytes) -> dict:
        key = websafe_encode(self.credential)
        parts = {name: websafe_encode(value) for name, value in response.items()}
        return {"id": key, "rawId": key, "type": "public-key", "response": parts, "clientExtensionResults": {}}


def asked(page) -> str:
    """The challenge in the page's options for the browser."""
    options = page.context["js_data"]
    return (options.get("request_options") or options.get("creation_options") or options)["publicKey"]["challenge"]


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def person(device, settings):
    """Somebody whose account knows the device."""
    # As in production, where the portal is reached by HTTPS alone.
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    person, client = officer(), Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}, secure=True)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD}, secure=True)
    page = client.get(reverse("mfa_add_webauthn"), secure=True)
    answer = {"name": "máy", "credential": json.dumps(device.register(asked(page)))}
    client.post(reverse("mfa_add_webauthn"), answer, secure=True)
    assert Authenticator.objects.filter(user=person, type="webauthn").exists()
    return person


def begin(person) -> tuple[Client, str]:
    """The password was right; the challenge of the second step."""
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}, secure=True)
    return client, asked(client.get(reverse("mfa_authenticate"), secure=True))


def answer(client: Client, answer: dict) -> bool:
    """Whether the answer signs this browser in."""
    client.post(reverse("mfa_authenticate"), {"credential": json.dumps(answer)}, secure=True)
    return "_auth_user_id" in client.session


def test_an_answer_signs_in_once(person, device):
    client, challenge = begin(person)
    signed = device.sign(challenge)
    assert answer(client, signed)

    again, _ = begin(person)
    assert not answer(again, signed)


def test_an_answer_given_to_another_site_signs_in_nowhere(person, device):
    for origin in ("https://testserver.example", "https://xtestserver", "http://testserver", "null"):
        client, challenge = begin(person)
        assert not answer(client, device.sign(challenge, origin)), origin


def test_an_answer_to_the_question_of_another_browser_does_not_sign_in(person, device):
    _, challenge = begin(person)
    client, _ = begin(person)
    assert not answer(client, device.sign(challenge))


def test_the_passkey_of_one_person_signs_nobody_else_in(person, device):
    other = officer()
    Authenticator.objects.create(user=other, type="webauthn", data={"name": "x", "credential": Device().register("eA")})
    client, challenge = begin(other)
    assert not answer(client, device.sign(challenge))


def test_a_passkey_made_for_another_site_is_not_added(person):
    client = Client()
    client.post(reverse("account_login"), {"login": (other := officer()).email, "password": PASSWORD}, secure=True)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD}, secure=True)
    page = client.get(reverse("mfa_add_webauthn"), secure=True)
    made = Device().register(asked(page), "https://testserver.example")
    client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": json.dumps(made)}, secure=True)
    assert not Authenticator.objects.filter(user=other).exists()
