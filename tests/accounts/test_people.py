"""Inviting people, their roles, and who must never be locked out."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils.translation import override

from accounts.models import Membership, Role, User
from accounts.policies import Newcomer
from accounts.services import (
    change_name,
    disable_person,
    enable_person,
    grant_role,
    import_people,
    invite,
    resend_invitation,
    withdraw_role,
)
from audit.models import Entry
from kernel.refusals import Refused
from kernel.wording import sentence_for
from tests.factories.accounts import UserFactory, administrator, officer
from tests.factories.communes import CommuneFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)


def codes(refusal) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in refusal.value.problems]


def test_an_invitation_makes_an_account_without_password_and_mails_its_link(settings, client):
    settings.PORTAL_URL = "https://portal.test"
    admin, commune = administrator(), CommuneFactory()

    person = invite(
        email=" Moi@Example.Test ", full_name="Trần Thị Mới", role=Role.COMMUNE_EDITOR, unit_code=commune.code,
        by=admin, now=NOW,
    )  # fmt: skip

    held = Membership.objects.get(user=person)
    assert (person.email, person.has_usable_password(), person.invited_at) == ("moi@example.test", False, NOW)
    assert (held.role, held.unit_code, held.granted_by) == (Role.COMMUNE_EDITOR, commune.code, admin)
    assert Entry.objects.values_list("verb", "actor").get() == ("accounts.invite", admin.pk)
    assert [sent.to for sent in mail.outbox] == [["moi@example.test"]]
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("https://portal.test/"))
    answer = client.get(link.removeprefix("https://portal.test"), follow=True)
    password = "mot-mat-khau-dai-2026"
    answer = client.post(answer.request["PATH_INFO"], {"password1": password, "password2": password})
    person.refresh_from_db()
    assert (answer.status_code, person.check_password(password)) == (302, True)


def test_a_faulty_invitation_names_everything_that_is_wrong_and_writes_nothing():
    admin = administrator()

    with pytest.raises(Refused) as refusal:
        invite(email="nobody", full_name=" ", role=Role.COMMUNE_HEAD, unit_code="99999", by=admin, now=NOW)

    assert codes(refusal) == [
        ("person_email_invalid", "email"),
        ("person_name_missing", "full_name"),
        ("unit_unknown", "unit_code"),
    ]
    assert (User.objects.count(), Entry.objects.count(), mail.outbox) == (1, 0, [])


@pytest.mark.parametrize(
    ("role", "unit", "code"),
    [
        ("king", "", "role_unknown"),
        (Role.COMMUNE_HEAD, "", "role_needs_unit"),
        (Role.OFFICER, "10507", "role_takes_no_unit"),
    ],
)
def test_role_and_unit_go_together(role, unit, code):
    with pytest.raises(Refused) as refusal:
        grant_role(person=officer(), role=role, unit_code=unit, by=None, now=NOW)

    assert [problem.code for problem in refusal.value.problems] == [code]


def test_an_address_is_taken_in_any_case_of_letters():
    taken = officer(email="so@example.test")

    with pytest.raises(Refused) as refusal:
        invite(email="SO@example.test", full_name="Ai đó", role=Role.OFFICER, by=None, now=NOW)

    assert codes(refusal) == [("person_email_taken", "email")]
    assert User.objects.get() == taken


def test_an_invitation_is_sent_again_until_it_is_used():
    person = invite(email="a@example.test", full_name="A", role=Role.OFFICER, by=None, now=NOW)
    resend_invitation(person=person, by=None, now=NOW)
    assert len(mail.outbox) == 2

    person.set_password("mat-khau-rat-dai")
    person.save()
    with pytest.raises(Refused) as refusal:
        resend_invitation(person=person, by=None, now=NOW)
    assert codes(refusal) == [("invitation_used", "")]


def test_roles_come_and_go_on_the_trail_once_each():
    admin, person = administrator(), officer()

    held = grant_role(person=person, role=Role.TEAM_LEAD, by=admin, now=NOW)
    with pytest.raises(Refused) as refusal:
        grant_role(person=person, role=Role.TEAM_LEAD, by=admin, now=NOW)
    withdraw_role(membership=held, by=admin, now=NOW)

    assert codes(refusal) == [("role_held_already", "role")]
    assert list(person.memberships.values_list("role", flat=True)) == [Role.OFFICER]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "accounts.grant_role",
        "accounts.withdraw_role",
    ]


def test_the_last_administrator_stays():
    admin, gone = administrator(), administrator(is_active=False)

    with pytest.raises(Refused) as withdrawn:
        withdraw_role(membership=admin.memberships.get(), by=gone, now=NOW)
    with pytest.raises(Refused) as disabled:
        disable_person(person=admin, by=gone, now=NOW)

    assert (codes(withdrawn), codes(disabled)) == ([("last_administrator", "role")], [("last_administrator", "")])
    admin.refresh_from_db()
    assert (admin.is_active, admin.memberships.count()) == (True, 1)


def test_nobody_disables_themselves_and_a_disabled_person_is_out_at_once(client):
    admin, other = administrator(), administrator()
    client.force_login(other)
    assert client.get("/accounts/people/").status_code == 200

    with pytest.raises(Refused) as refusal:
        disable_person(person=admin, by=admin, now=NOW)
    disable_person(person=other, by=admin, now=NOW)

    assert codes(refusal) == [("not_oneself", "")]
    assert client.get("/accounts/people/").status_code == 302
    assert enable_person(person=other, by=admin, now=NOW).is_active


def test_an_import_invites_everybody_or_nobody():
    commune, taken = CommuneFactory(), officer()
    good = Newcomer("moi@example.test", "Người mới", Role.COMMUNE_HEAD, commune.code)
    bad = [good, Newcomer(taken.email, "", "king"), Newcomer("MOI@example.test", "Lại", Role.OFFICER, "1")]

    with pytest.raises(Refused) as refusal:
        import_people(newcomers=bad, by=None, now=NOW)
    assert codes(refusal) == [
        ("person_name_missing", "3"),
        ("role_unknown", "3"),
        ("person_email_taken", "3"),
        ("role_takes_no_unit", "4"),
        ("person_email_twice", "4"),
    ]
    assert (User.objects.count(), mail.outbox) == (1, [])

    assert [person.email for person in import_people(newcomers=[good], by=None, now=NOW)] == ["moi@example.test"]
    assert len(mail.outbox) == 1


def test_the_command_makes_the_first_administrator():
    call_command("invite", "first@example.test", "Quản trị", "--role", "administrator", verbosity=0)
    assert UserFactory._meta.model.objects.get().roles == {("administrator", "")}

    with pytest.raises(CommandError, match="first@example.test"):
        call_command("invite", "first@example.test", "Quản trị", "--role", "administrator")


def test_changes_of_a_membership_are_kept_field_by_field():
    log = pytest.importorskip("auditlog.models").LogEntry
    call_command("invite", "first@example.test", "Quản trị", "--role", "administrator", verbosity=0)
    held = Membership.objects.get()

    assert sorted(log.objects.values_list("content_type__model", flat=True)) == ["membership", "user"]
    assert "password" not in log.objects.get_for_object(held.user).get().changes_dict


def test_the_trail_names_the_unit_in_its_readers_language():
    """The unit is stored by its code; words stored by an older entry are shown unchanged."""
    commune = CommuneFactory(name="Lê Chân", kind="ward")
    grant_role(person=UserFactory(), role=Role.COMMUNE_EDITOR, unit_code=commune.code, by=administrator(), now=NOW)
    entry = Entry.objects.get(verb="accounts.grant_role")
    listed = []
    for language in ("vi", "en"):
        with override(language):
            listed.append(sentence_for(entry.verb, entry.facts))

    assert ["Phường Lê Chân" in listed[0], "Ward Lê Chân" in listed[1]] == [True, True]
    with override("en"):
        assert "Xã Cũ" in sentence_for(entry.verb, entry.facts | {"unit": "Xã Cũ"})


def test_a_corrected_name_is_a_name():
    person = UserFactory(full_name="Nguyễn Văn An")

    with pytest.raises(Refused) as refusal:
        change_name(person=person, full_name=" \u200b ", by=administrator(), now=NOW)

    assert codes(refusal) == [("person_name_missing", "full_name")]
    assert User.objects.get(pk=person.pk).full_name == "Nguyễn Văn An"
