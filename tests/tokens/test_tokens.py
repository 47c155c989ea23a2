"""Tokens of the API: shown once, kept as a digest, ended by time, by hand, and with the owner's account."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.services import disable_person, enable_person
from audit.models import Entry
from kernel import clock
from kernel.refusals import Refused
from tests.factories.accounts import UserFactory, administrator, officer
from tests.factories.tokens import TokenFactory, key_of
from tokens.models import Token
from tokens.policies import MOST
from tokens.services import create_token, revoke_token

PASSWORD = "mật khẩu dài để thử"
pytestmark = [pytest.mark.django_db, pytest.mark.once]
OWN = reverse("tokens:own")
LONG_AGO = datetime(2020, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_has_asked():
    cache.clear()


def ask(client, key: str):
    return client.get("/api/v1/token", headers={"authorization": f"Bearer {key}"})


def test_a_token_is_shown_once_and_kept_as_a_digest(client):
    person = officer(full_name="Người dùng token")
    person.set_password(PASSWORD)
    person.save()
    typed = {"name": "Kho dữ liệu", "scopes": ["dossiers:read", "results:read"], "days": "30"}
    client.force_login(person)
    assert client.post(OWN, typed).url.startswith(reverse("account_reauthenticate"))
    assert not Token.objects.exists()

    # After the password, what was typed goes on.
    page = client.post(f"{reverse('account_reauthenticate')}?next={OWN}", {"password": PASSWORD})
    token = Token.objects.get()
    [key] = {word for word in page.text.replace("<", " ").replace(">", " ").split() if word.startswith("fgov_")} - {
        f"{token.start}…"
    }
    assert (token.digest, token.scopes) == (hashlib.sha256(key.encode()).hexdigest(), typed["scopes"])
    assert token.expires_at - token.created_at == timedelta(days=30)
    assert key not in client.get(OWN).text
    assert "no-store" in page["Cache-Control"]
    more = typed | {"name": "Kho khác"}
    for wrong in (
        {"name": ""},
        {"name": "Kho dữ liệu"},
        {"name": "x" * 101},
        {"scopes": ["people:read"]},
        {"days": "3650"},
    ):
        answer = client.post(OWN, more | wrong)
        assert (answer.status_code, (more | wrong)["name"] in answer.text) == (422, True), wrong

    answer = ask(client, key)
    assert (answer.status_code, answer.json()["name"], answer["Cache-Control"]) == (
        200,
        "Kho dữ liệu",
        "private, no-store",
    )
    token.refresh_from_db()
    assert token.last_used_at == clock.now()

    client.post(reverse("tokens:revoke", args=[token.pk]))
    assert ask(client, key).status_code == 401
    entries = Entry.objects.filter(verb__startswith="tokens.").order_by("pk")
    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("tokens.create_token", person),
        ("tokens.revoke_token", person),
    ]
    assert not Entry.objects.filter(facts__icontains=key[len(token.start) :]).exists()


def test_a_token_ends_by_time_with_its_owners_account_and_without_a_second_step(client, clock_on_its_day, settings):
    token = TokenFactory(owner=UserFactory(), expires_at=clock.now() + timedelta(days=1))
    key, now, admin = key_of(token), clock.now(), administrator()
    assert ask(client, key).status_code == 200
    for wrong in ("", "fgov_", "fgov_x", token.digest, key[:-1], key + " x"):
        answer = ask(client, wrong)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer"), wrong
    assert client.get("/api/v1/token").status_code == 401

    disable_person(person=token.owner, by=admin, now=now)
    assert ask(client, key).status_code == 401
    token.owner.refresh_from_db()
    enable_person(person=token.owner, by=admin, now=now)
    # What ended the sessions for good ended the token too.
    assert ask(client, key).status_code == 401

    other = TokenFactory(owner=admin, expires_at=now + timedelta(days=1))
    assert ask(client, key_of(other)).status_code == 200
    settings.MFA_DEMANDED = True
    assert ask(client, key_of(other)).status_code == 401
    settings.MFA_DEMANDED = False
    clock_on_its_day.move_to(other.expires_at)
    assert ask(client, key_of(other)).status_code == 401


def test_administrators_see_and_revoke_every_token_and_others_their_own(client, django_assert_max_num_queries):
    owner, now = officer(full_name="Đỗ Thị Ốc"), clock.now()
    tokens = [TokenFactory(owner=owner) for _ in range(3)]
    revoke_token(token=tokens[0], by=owner, now=now)
    client.force_login(officer(email="khac@example.vn"))
    assert client.post(reverse("tokens:revoke", args=[tokens[1].pk])).status_code == 404
    client.force_login(administrator())
    with django_assert_max_num_queries(12):
        page = client.get(reverse("tokens:all"), {"q": "do thi oc", "state": "in_force"})
    assert [token.name in page.text for token in tokens] == [False, True, True]
    assert client.post(reverse("tokens:revoke", args=[tokens[1].pk])).url == reverse("tokens:all")
    table = client.get(reverse("tokens:all"), {"as": "csv", "state": "ended"}).content.decode()
    assert [token.name in table for token in tokens] == [True, True, False]


def test_what_cannot_be_created_or_revoked_is_refused():
    owner, now = officer(), clock.now()
    asked = {"owner": owner, "scopes": ["results:read"], "lifetime": timedelta(days=1), "now": now}
    token, _key = create_token(name="A", **asked)
    with pytest.raises(Refused) as refusal:
        create_token(name="A", **asked)
    assert [problem.code for problem in refusal.value.problems] == ["token_name_in_use"]
    revoke_token(token=token, by=owner, now=now)
    with pytest.raises(Refused) as refusal:
        revoke_token(token=token, by=owner, now=now)
    assert [problem.code for problem in refusal.value.problems] == ["token_revoked"]
    TokenFactory.create_batch(MOST, owner=owner)
    with pytest.raises(Refused) as refusal:
        create_token(name="A", **asked)
    assert [(problem.code, problem.params) for problem in refusal.value.problems] == [("token_too_many", {"most": 20})]


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"scopes": []}, "token_has_a_scope"),
        ({"expires_at": LONG_AGO}, "token_expires_after_creation"),
        ({"revoked_at": LONG_AGO}, "token_revoked_at_with_by"),
    ],
)
def test_the_database_refuses_what_no_token_can_be(wrong, name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        TokenFactory(**wrong)
    assert name in str(refusal.value)
