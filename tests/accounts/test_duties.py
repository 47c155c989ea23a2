"""Separation of duties: no city role beside one in a unit, and an administrator's own role needs a second person."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import ACTING_ROLES, COMMUNE_ROLES, GrantRequest, Membership, Role
from accounts.queries import acts_for, barred_units
from accounts.services import ask_role, confirm_role, grant_role, refuse_role, withdraw_role
from audit.models import Entry
from kernel.refusals import Refused
from notifications.models import Message
from tests.conftest import A_DAY as NOW
from tests.factories.accounts import UserFactory, administrator, editor_of, standing_pair
from tests.factories.communes import CommuneFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def codes(refusal) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def unit_for(role: str, commune) -> str:
    return commune.code if role in COMMUNE_ROLES else ""


PAIRS = [(held, wanted) for held in COMMUNE_ROLES for wanted in ACTING_ROLES]


@pytest.mark.parametrize(("held", "wanted"), PAIRS + [(wanted, held) for held, wanted in PAIRS])
def test_a_role_in_a_unit_and_one_for_the_city_are_not_given_together(held, wanted):
    commune = CommuneFactory()
    person = UserFactory(membership=(held, unit_for(held, commune)))

    with pytest.raises(Refused) as refusal:
        grant_role(person=person, role=wanted, unit_code=unit_for(wanted, commune), by=administrator(), now=NOW)

    assert codes(refusal) == ["works_for_a_unit" if held in COMMUNE_ROLES else "acts_for_the_city"]
    assert person.memberships.count() == 1


def test_the_database_keeps_the_pair_apart_too():
    commune = CommuneFactory()
    person = editor_of(commune)
    held = Membership.objects.get(user=person)

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=person, role=Role.OFFICER, granted_at=NOW)
    other = Membership.objects.create(user=person, role=Role.ADMINISTRATOR, granted_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=other.pk).update(role=Role.CITY_LEADER)
    admin = administrator()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=admin, role=Role.OFFICER, granted_at=NOW, granted_by=admin)
    Membership.objects.filter(pk=held.pk).update(role=Role.COMMUNE_HEAD)


def test_after_the_one_is_withdrawn_the_other_is_given():
    commune, admin = CommuneFactory(), administrator()
    person = editor_of(commune)
    withdraw_role(membership=person.memberships.get(), by=admin, now=NOW)

    grant_role(person=person, role=Role.OFFICER, by=admin, now=NOW)

    assert person.memberships.get().role == Role.OFFICER


def test_an_invitation_gives_no_second_role_to_who_has_an_account(client):
    person, admin = editor_of(CommuneFactory()), administrator()
    client.force_login(admin)

    answer = client.post(
        reverse("accounts:invite"), {"email": person.email, "full_name": "Ai", "role": "officer", "unit_code": ""}
    )

    assert (answer.status_code, person.memberships.count()) == (422, 1)


@pytest.mark.parametrize("role", ACTING_ROLES)
def test_a_pair_that_stands_gives_no_right_over_the_own_unit_and_none_over_the_whole_year(role):
    own, other = RegistrationFactory(accepted=True), RegistrationFactory(accepted=True)
    person = UserFactory(membership=role)
    standing_pair(person, Role.COMMUNE_HEAD, own.commune.code)
    person = type(person).objects.get(pk=person.pk)

    result = [acts_for(person, thing, role) for thing in (own, own.cycle, other, None)]

    assert result == [False, False, True, True]
    assert barred_units(person) == {own.commune.code}


# -- An administrator's own roles -------------------------------------------------------------------------------------


@pytest.fixture
def admins():
    return administrator(full_name="Quản Trị Một"), administrator(full_name="Quản Trị Hai")


def test_nobody_gives_a_role_to_themselves(admins):
    with pytest.raises(Refused) as refusal:
        grant_role(person=admins[0], role=Role.OFFICER, by=admins[0], now=NOW)

    assert codes(refusal) == ["own_grant_needs_second"]


def test_an_own_role_is_asked_for_and_given_once_another_confirms(client, admins):
    first, second = admins
    client.force_login(first)
    client.post(reverse("accounts:grant", args=[first.pk]), {"role": "officer", "unit_code": ""})
    assert not first.memberships.filter(role=Role.OFFICER).exists()
    request = GrantRequest.objects.get()
    client.post(reverse("accounts:confirm_role", args=[request.pk]))
    assert GrantRequest.objects.get().state == "waiting"
    message = Message.objects.get(kind="accounts.role_asked")
    assert (message.person, message.path) == (second, reverse("accounts:grant_requests"))

    client.force_login(second)
    assert first.full_name in client.get(message.path).text
    client.post(reverse("accounts:confirm_role", args=[request.pk]))

    held = first.memberships.get(role=Role.OFFICER)
    assert (held.granted_by, held.granted_at) == (second, NOW)
    verbs = [(entry.verb, entry.actor, entry.target_key) for entry in Entry.objects.order_by("pk")]
    assert verbs == [("accounts.ask_role", first, str(first.pk)), ("accounts.confirm_role", second, str(first.pk))]
    assert Message.objects.get(kind="accounts.role_confirmed").person == first
    assert second.full_name in client.get(message.path).text


def test_another_may_refuse_it(client, admins):
    first, second = admins
    request = ask_role(role=Role.CITY_LEADER, by=first, now=NOW)

    refuse_role(request=request, by=second, now=NOW)

    request.refresh_from_db()
    assert (request.state, request.settled_by, first.memberships.count()) == ("refused", second, 1)
    assert Entry.objects.latest("pk").verb == "accounts.refuse_role"
    with pytest.raises(Refused) as refusal:
        confirm_role(request=request, by=second, now=NOW)
    assert codes(refusal) == ["grant_request_over"]


@pytest.mark.parametrize(("age", "is_given"), [(timedelta(days=7) - timedelta(seconds=1), True), (timedelta(7), False)])
def test_it_lapses_after_seven_days_and_can_be_asked_for_again(admins, age, is_given):
    first, second = admins
    request = ask_role(role=Role.OFFICER, by=first, now=NOW)
    with pytest.raises(Refused) as twice:
        ask_role(role=Role.OFFICER, by=first, now=NOW)
    assert codes(twice) == ["grant_asked_already"]

    if is_given:
        confirm_role(request=request, by=second, now=NOW + age)
    else:
        with pytest.raises(Refused) as refusal:
            confirm_role(request=request, by=second, now=NOW + age)
        assert codes(refusal) == ["grant_request_over"]
        ask_role(role=Role.OFFICER, by=first, now=NOW + age)

    assert first.memberships.filter(role=Role.OFFICER).exists() == is_given


def test_an_administrator_made_after_the_asking_does_not_count_as_the_second(admins):
    first, _second = admins
    request = ask_role(role=Role.OFFICER, by=first, now=NOW)
    helper = UserFactory()
    grant_role(person=helper, role=Role.ADMINISTRATOR, by=first, now=NOW)

    with pytest.raises(Refused) as refusal:
        confirm_role(request=request, by=helper, now=NOW + timedelta(days=1))

    assert codes(refusal) == ["administrator_too_new"]


def test_what_may_not_be_given_is_not_given_by_confirming(admins):
    first, second = admins
    request = ask_role(role=Role.OFFICER, by=first, now=NOW)
    grant_role(person=first, role=Role.COMMUNE_EDITOR, unit_code=CommuneFactory().code, by=second, now=NOW)

    with pytest.raises(Refused) as refusal:
        confirm_role(request=request, by=second, now=NOW)

    request.refresh_from_db()
    assert (codes(refusal), request.state) == (["works_for_a_unit"], "waiting")


def test_where_there_is_one_administrator_the_operator_gives_the_role(capsys):
    admin = administrator()
    with pytest.raises(Refused) as refusal:
        ask_role(role=Role.OFFICER, by=admin, now=NOW)
    assert codes(refusal) == ["no_second_administrator"]

    call_command("grant_role", admin.email.upper(), role="officer")

    held = admin.memberships.get(role=Role.OFFICER)
    entry = Entry.objects.get(verb="accounts.grant_role")
    assert (held.granted_by, entry.actor, entry.target_key) == (None, None, str(admin.pk))


def test_the_operators_command_refuses_as_the_page_does():
    person = editor_of(CommuneFactory())

    with pytest.raises(CommandError, match="rút vai trò"):
        call_command("grant_role", person.email, role="officer")
    with pytest.raises(CommandError, match="invite"):
        call_command("grant_role", "ai@example.test", role="officer")
