"""A person gets what is stored about them; erasing leaves a number where the law keeps the record (decision 82)."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Role, SignInEvent, User
from accounts.services import disable_person, erase_person, withdraw_role
from audit.models import Entry
from audit.services import record
from kernel.refusals import Refused
from notifications.models import Message
from tests.conftest import A_DAY
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(membership=Role.ADMINISTRATOR)


@pytest.fixture
def person(admin):
    """An officer who signed in, got a message and acted."""
    person = UserFactory(membership=Role.OFFICER, full_name="Vũ Thị Hằng", email="hang.vu@example.test")
    SignInEvent.objects.create(
        person=person, kind=SignInEvent.Kind.SIGNED_IN, happened_at=A_DAY, address="192.0.2.7", browser="b" * 20
    )
    Message.objects.create(person=person, kind="results.results_published", path="/", sent_at=A_DAY)
    record("accounts.change_name", by=person, now=A_DAY, on=admin, before="Trước")
    return person


def left(person, admin):
    """The person has left: no role, and the account is disabled."""
    withdraw_role(membership=person.memberships.get(), by=admin, now=A_DAY)
    disable_person(person=person, by=admin, now=A_DAY)


def test_a_person_gets_everything_without_secrets(client, person, admin, capsys):
    client.force_login(admin)
    answer = client.get(reverse("accounts:person_data", args=[person.pk]))
    data = answer.json()

    assert answer["Content-Disposition"].startswith("attachment")
    assert (data["account"]["mail"], data["roles"][0]["role"]) == ("hang.vu@example.test", "officer")
    assert [event["address"] for event in data["sign_ins"]] == ["192.0.2.7"]
    assert [act["verb"] for act in data["acts"]] == ["accounts.change_name"]
    assert person.password not in answer.content.decode()
    call_command("export_person", "HANG.VU@example.test")
    assert json.loads(capsys.readouterr().out)["account"]["number"] == person.pk


def test_an_account_in_use_is_not_erased(person, admin):
    with pytest.raises(Refused) as refusal:
        erase_person(person=person, by=admin, now=A_DAY)
    assert [problem.code for problem in refusal.value.problems] == ["erasing_needs_disabled", "erasing_needs_no_role"]
    with pytest.raises(CommandError):
        call_command("erase_person", person.email)


def test_erasing_leaves_nothing_of_the_person_but_a_number(client, person, admin):
    left(person, admin)
    client.force_login(admin)
    client.post(reverse("accounts:erase", args=[person.pk]))

    erased = User.objects.get(pk=person.pk)
    page = client.get(reverse("accounts:person", args=[person.pk])).content.decode()
    stored = json.dumps(client.get(reverse("accounts:person_data", args=[person.pk])).json())
    for word in ("Hằng", "hang.vu", "192.0.2.7"):
        assert word not in page + stored
    assert (erased.full_name, erased.email) == (f"Người dùng {person.pk}", f"erased-{person.pk}@erased.invalid")
    assert not erased.has_usable_password()
    assert not Message.objects.filter(person=person).exists()
    assert Entry.objects.get(verb="accounts.change_name").actor == erased
    with pytest.raises(Refused, match="."):
        erase_person(person=erased, by=admin, now=A_DAY)
