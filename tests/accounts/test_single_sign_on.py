"""Single sign-on against a real provider, run here: who comes in, who does not, and whose second step counts."""

import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from datetime import UTC
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar
from pathlib import Path

import jwt
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.test import Client
from django.urls import reverse

from accounts.models import Role, SignInEvent, User
from accounts.secrets import encrypt
from accounts.single_sign_on import SignedTokens
from audit.models import Entry
from notifications.models import Message
from tests.factories.accounts import UserFactory, administrator

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CALLBACK = reverse("openid_connect_callback", args=["sso"])
PROGRAM = Path(__file__).with_name("oidc_provider.mjs")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


class Provider:
    """The running provider: `say` names the person, `walk` is that person's browser there."""

    def __init__(self, address: str):
        self.address = address

    def say(self, **person) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/person", json.dumps(person).encode()))

    def walk(self, url: str) -> str:
        browser = urllib.request.build_opener(NoRedirect, urllib.request.HTTPCookieProcessor(CookieJar()))
        while url.startswith((self.address, "/")):
            try:
                url = browser.open(self.address + url if url.startswith("/") else url).url
            except urllib.error.HTTPError as answer:
                url = answer.headers["Location"]
        return url


@pytest.fixture(scope="module")
def running():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", str(PROGRAM), str(port), f"http://testserver{CALLBACK}"]
    # The node of the Python package index is a script that starts the program: both are ended, as a group.
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    assert process.stdout.readline().strip() == "ready"
    yield Provider(f"http://127.0.0.1:{port}")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.fixture
def provider(running, settings, pinned_clock):
    settings.OIDC_SERVER_URL, settings.OIDC_NAME = running.address, "Đăng nhập một lần của thành phố"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "portal", "a-secret-of-the-test"
    # The provider is another program, with the machine's own clock.
    with urllib.request.urlopen(f"{running.address}/.well-known/openid-configuration") as answer:
        pinned_clock.move_to(parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC))
    return running


def sign_in(client, provider) -> str:
    """Go through the provider; where the portal leads to afterwards."""
    to_provider = client.post(reverse("account_single_sign_on"))
    assert to_provider.url.startswith(f"{provider.address}/auth?"), to_provider.url
    back = provider.walk(to_provider.url)
    assert back.startswith(f"http://testserver{CALLBACK}?"), back
    return client.get(back.removeprefix("http://testserver")).url


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_an_invited_person_comes_in_by_verified_address_and_then_by_subject_alone(client, provider):
    person = UserFactory(email="can.bo@example.test")
    assert "Đăng nhập một lần của thành phố" in client.get(reverse("account_login")).text
    provider.say(sub="s-1", email="Can.Bo@example.test", email_verified=True, name="Somebody")

    assert sign_in(client, provider) == reverse("home")
    assert is_in(client)
    bound = SocialAccount.objects.get()
    assert (bound.user, bound.uid, bound.extra_data) == (person, "s-1", {})
    assert Entry.objects.get(verb="accounts.connect_single_sign_on").actor == person
    kinds = list(SignInEvent.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["connected", "signed_in"]

    # The address there changed, and is another person's here: the subject decides.
    UserFactory(email="khac@example.test")
    client.logout()
    provider.say(sub="s-1", email="khac@example.test", email_verified=True)
    sign_in(client, provider)
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    "said",
    [
        {"sub": "s-2", "email": "khong-co@example.test", "email_verified": True},
        {"sub": "s-2", "email": "can.bo@example.test", "email_verified": False},
        {"sub": "s-2", "email": "can.bo@example.test"},
        {"sub": "s-2", "email": "da-khoa@example.test", "email_verified": True},
        # Another subject with the address of a person who is connected already.
        {"sub": "s-2", "email": "da-noi@example.test", "email_verified": True},
        {"sub": "s-2", "cancels": True},
    ],
)
def test_nobody_else_comes_in_and_no_account_is_made(client, provider, said):
    UserFactory(email="can.bo@example.test")
    UserFactory(email="da-khoa@example.test", is_active=False)
    connected = UserFactory(email="da-noi@example.test")
    SocialAccount.objects.create(user=connected, provider="sso", uid="s-1")
    count = User.objects.count()
    provider.say(**said)

    assert sign_in(client, provider) == reverse("account_login")
    assert not is_in(client)
    assert len(client.get(reverse("account_login")).context["messages"]) == 1
    assert (User.objects.count(), SocialAccount.objects.count()) == (count, 1)


@pytest.mark.parametrize(
    ("claims", "asked"),
    [({}, True), ({"amr": ["pwd"]}, True), ({"amr": ["pwd", "mfa"]}, False), ({"acr": "high"}, False)],
)
def test_the_portals_second_step_is_asked_unless_the_provider_asked_for_one(client, provider, settings, claims, asked):
    settings.MFA_DEMANDED, settings.OIDC_SECOND_STEP_ACR = True, ["high"]
    with_app, without = (UserFactory(email=f"{name}@example.test", membership=Role.OFFICER) for name in ("a", "b"))
    Authenticator.objects.create(user=with_app, type=Authenticator.Type.TOTP, data={"secret": encrypt("A" * 16)})

    provider.say(sub="s-a", email=with_app.email, email_verified=True, **claims)
    assert sign_in(client, provider) == reverse("mfa_authenticate" if asked else "home")
    assert is_in(client) != asked

    client.logout()
    provider.say(sub="s-b", email=without.email, email_verified=True, **claims)
    sign_in(client, provider)
    assert client.get(reverse("accounts:profile")).status_code == (302 if asked else 200)


@pytest.mark.parametrize("forged", ["signature", "unsigned", "nonce", "subject", "no token"])
def test_a_token_that_is_not_the_providers_answer_to_this_browser_opens_nothing(client, provider, monkeypatch, forged):
    UserFactory(email="can.bo@example.test")
    provider.say(sub="s-1", email="can.bo@example.test", email_verified=True)
    fetched, told = OAuth2Client.get_access_token, SignedTokens._fetch_user_info

    def other_answer(*arguments, **facts):
        answer = fetched(*arguments, **facts)
        if forged == "nonce":
            arguments[0].request.session["single_sign_on_nonces"] = ["of another request"]
        head, body, signature = answer["id_token"].split(".")
        claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
        answer["id_token"] = {
            "signature": f"{head}.{body}.{signature[::-1]}",
            "unsigned": jwt.encode(claims, None, "none", {"kid": jwt.get_unverified_header(answer["id_token"])["kid"]}),
            "no token": "",
        }.get(forged, answer["id_token"])
        return answer

    monkeypatch.setattr(OAuth2Client, "get_access_token", other_answer)
    if forged == "subject":
        monkeypatch.setattr(SignedTokens, "_fetch_user_info", lambda *facts: told(*facts) | {"sub": "s-2"})

    assert sign_in(client, provider) == reverse("account_login")
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_a_provider_that_does_not_answer_leads_back_to_the_password(client, settings):
    settings.OIDC_SERVER_URL = "http://127.0.0.1:9"

    assert client.post(reverse("account_single_sign_on")).url == reverse("account_login")
    assert client.post(reverse("account_single_sign_on") + "?process=connect").status_code == 404
    settings.OIDC_SERVER_URL = ""
    assert client.post(reverse("account_single_sign_on")).status_code == 404


def test_an_administrator_disconnects_a_person_and_what_came_through_it_ends(client, provider):
    person, by = UserFactory(email="can.bo@example.test"), administrator()
    provider.say(sub="s-old", email=person.email, email_verified=True)
    sign_in(client, provider)
    elsewhere, office = Client(), Client()
    elsewhere.post(reverse("account_login"), {"login": person.email, "password": "mat-khau-rat-dai"})
    office.force_login(by)
    page, disconnect = (
        reverse(f"accounts:{name}", args=[person.pk]) for name in ("person", "disconnect_single_sign_on")
    )
    assert disconnect in office.get(page).text

    assert office.post(disconnect).url == page

    assert not is_in(client)
    assert is_in(elsewhere)
    assert not SocialAccount.objects.exists()
    entry = Entry.objects.get(verb="accounts.disconnect_single_sign_on")
    assert (entry.actor, entry.target_key) == (by, str(person.pk))
    event = SignInEvent.objects.get(kind="disconnected")
    assert (event.person, event.by) == (person, by)
    assert Message.objects.get(kind="accounts.single_sign_on_disconnected").person == person
    assert disconnect not in office.get(page).text

    # A second time nothing is written.
    office.post(disconnect)
    assert Entry.objects.filter(verb="accounts.disconnect_single_sign_on").count() == 1

    # Who was given a new subject there connects again.
    provider.say(sub="s-new", email=person.email, email_verified=True)
    assert sign_in(client, provider) == reverse("home")
    assert SocialAccount.objects.get().uid == "s-new"
