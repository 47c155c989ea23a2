"""Why an account cannot be changed so, each reason at its boundary."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from accounts import policies
from accounts.models import GrantRequest, Membership, Recusal, Role, SupportView
from accounts.policies import IMPORT_LIMIT, Newcomer
from notifications.models import Mailing
from tests.conftest import A_DAY as NOW
from tests.factories.accounts import UserFactory, administrator, editor_of, head_of, officer
from tests.factories.communes import CommuneFactory
from tests.factories.notifications import MailingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

UNITS = {"10507": "Phường Lê Chân", "10525": "Xã An Lão"}
View = SupportView.State


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def places(problems) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in problems]


# -- Invitations and imports -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "expected"), [
    (0, ["sheet_empty"]),
    (1, []),
    (500, []),
    (501, ["sheet_too_long"]),
])  # fmt: skip
def test_a_spreadsheet_holds_between_one_and_five_hundred_people(number, expected):
    people = [Newcomer(f"p{n}@example.test", "A", Role.OFFICER) for n in range(number)]
    problems = list(policies.import_problems(people, UNITS))
    assert codes(problems) == expected
    assert [problem.params for problem in problems if number] == [{"limit": IMPORT_LIMIT}] * len(expected[:number])


def test_an_invitation_names_what_is_wrong_beside_its_field_or_its_row():
    bad = Newcomer(officer(email="co@example.test").email.upper(), " ", Role.COMMUNE_EDITOR)
    fields = [("person_name_missing", "full_name"), ("role_needs_unit", "unit_code"), ("person_email_taken", "email")]
    assert places(policies.newcomer_problems(bad, UNITS)) == fields
    assert places(policies.newcomer_problems(bad, UNITS, where="7")) == [(code, "7") for code, _field in fields]
    assert places(policies.newcomer_problems(replace(bad, email="a@"), UNITS))[0] == ("person_email_invalid", "email")


def test_the_rows_of_a_spreadsheet_are_numbered_as_the_reader_sees_them():
    taken = officer(email="co@example.test")
    good = Newcomer("a@example.test", "A", Role.COMMUNE_EDITOR, "10507")
    rows = [good, replace(good, email="a@"), replace(good, email="A@EXAMPLE.test"), replace(good, email=taken.email)]
    assert places(policies.import_problems(rows, UNITS)) == [
        ("person_email_invalid", "3"),
        ("person_email_twice", "4"),
        ("person_email_taken", "5"),
    ]


@pytest.mark.parametrize(("role", "unit", "expected"), [
    ("king", "10507", [("role_unknown", "role")]),
    (Role.COMMUNE_EDITOR, "", [("role_needs_unit", "unit_code")]),
    (Role.COMMUNE_EDITOR, "10507", []),
    (Role.COMMUNE_EDITOR, "99999", [("unit_unknown", "unit_code")]),
    (Role.OFFICER, "10507", [("role_takes_no_unit", "unit_code")]),
    (Role.OFFICER, "", []),
])  # fmt: skip
def test_a_role_of_a_unit_needs_one_that_exists_and_no_other_has_one(role, unit, expected):
    assert places(policies.role_problems(role, unit, UNITS)) == expected
    assert places(policies.role_problems(role, unit, UNITS, where="7")) == [(code, "7") for code, _place in expected]


def test_a_second_head_of_a_unit_is_told_with_the_names_of_both():
    commune, other = CommuneFactory(code="10507"), CommuneFactory(code="10525")
    head_of(commune, full_name="Trần Bình")
    head_of(commune, full_name="Đỗ An", is_active=False)
    editor_of(other, full_name="Lê Chi")

    def coming(*people):
        return policies.second_heads([Newcomer("x@example.test", *person) for person in people])

    assert coming(("Mới", Role.COMMUNE_HEAD, "10507")) == {"10507": ["Trần Bình", "Mới"]}
    assert coming(("Mới", Role.COMMUNE_EDITOR, "10507")) == coming(("Mới", Role.COMMUNE_HEAD, "10525")) == {}
    two = (("Một", Role.COMMUNE_HEAD, "10525"), ("Hai", Role.COMMUNE_HEAD, "10525"))
    assert coming(*two, ("Ba", Role.COMMUNE_HEAD, "")) == {"10525": ["Một", "Hai"]}


# -- Roles -------------------------------------------------------------------------------------------------------------


def test_a_role_is_given_once_and_the_same_in_another_unit_is_another_role():
    person = editor_of(CommuneFactory(code="10507"))
    facts = {"unit_code": "10507", "units": UNITS}
    assert places(policies.granting_problems(person, Role.COMMUNE_EDITOR, **facts)) == [("role_held_already", "role")]
    assert codes(policies.granting_problems(person, Role.COMMUNE_HEAD, **facts)) == []
    assert codes(policies.granting_problems(person, Role.COMMUNE_EDITOR, "10525", UNITS)) == []
    assert codes(policies.granting_problems(person, Role.ADMINISTRATOR, "", UNITS)) == []
    assert codes(policies.granting_problems(person, Role.OFFICER, "", UNITS)) == ["works_for_a_unit"]
    assert codes(policies.granting_problems(officer(), Role.COMMUNE_HEAD, **facts)) == ["acts_for_the_city"]
    assert codes(policies.granting_problems(officer(), "king", **facts)) == ["role_unknown"]
    assert codes(policies.own_grant_problems(person, person)) == ["own_grant_needs_second"]
    assert (
        codes(policies.own_grant_problems(person, None)) == codes(policies.own_grant_problems(person, officer())) == []
    )


def test_the_last_administrator_keeps_that_role_alone():
    boss = administrator()
    Membership.objects.create(user=boss, role=Role.OFFICER, granted_at=NOW)
    kept, other = boss.memberships.order_by("role")
    assert codes(policies.withdrawal_problems(kept)) == ["last_administrator"]
    assert codes(policies.withdrawal_problems(other)) == []

    assert codes(policies.disabling_problems(boss, by=boss)) == ["not_oneself", "last_administrator"]

    second = administrator()
    assert codes(policies.withdrawal_problems(kept)) == []
    assert codes(policies.disabling_problems(boss, by=boss)) == ["not_oneself"]
    assert codes(policies.disabling_problems(boss, by=second)) == []
    second.is_active = False
    second.save()
    assert codes(policies.withdrawal_problems(kept)) == ["last_administrator"]
    assert codes(policies.disabling_problems(second, by=boss)) == ["person_disabled_already"]


def test_an_own_role_is_asked_for_where_it_could_be_given_and_somebody_else_can_confirm_it():
    boss = administrator()

    def asking(role=Role.OFFICER, after=timedelta()):
        return codes(policies.asking_problems(boss, role, "", UNITS, now=NOW + after))

    assert asking() == ["no_second_administrator"]
    administrator()
    assert asking() == []
    assert asking(Role.ADMINISTRATOR) == ["role_held_already"]
    GrantRequest.objects.create(person=boss, role=Role.OFFICER, asked_at=NOW, lapses_at=NOW + timedelta(7))
    assert (asking(), asking(after=timedelta(7)), asking(Role.TEAM_LEAD)) == (["grant_asked_already"], [], [])


def test_a_request_for_an_own_role_is_settled_once_and_by_an_older_administrator():
    asker, older = administrator(), administrator()
    request = GrantRequest(person=asker, role=Role.OFFICER, asked_at=NOW, lapses_at=NOW + timedelta(7))
    assert codes(policies.grant_resolution_problems(request, by=older, now=NOW)) == []
    lapsed = policies.grant_resolution_problems(request, by=older, now=request.lapses_at)
    assert codes(lapsed) == ["grant_request_over"]
    assert codes(policies.grant_resolution_problems(request, by=asker, now=NOW)) == ["own_grant_needs_second"]
    assert codes(policies.grant_resolution_problems(request, by=officer(), now=NOW)) == ["administrator_too_new"]
    request.state = GrantRequest.State.REFUSED
    assert codes(policies.grant_resolution_problems(request, by=older, now=NOW)) == ["grant_request_over"]


def test_a_recusal_names_a_unit_and_a_reason_and_one_from_work_stays():
    person = officer()
    declared = Recusal(user=person, unit_code="10507", reason="Vợ làm ở đó", declared_at=NOW)
    assert codes(policies.recusing_problems(person, "10507", "Vợ làm ở đó", UNITS)) == []
    declared.save()
    assert places(policies.recusing_problems(person, "10507", " ", UNITS)) == [
        ("recusal_reason_missing", "reason"),
        ("recused_already", "commune"),
    ]
    assert places(policies.recusing_problems(person, "99999", "Vợ", UNITS)) == [("unit_unknown", "commune")]
    assert codes(policies.lifting_problems(declared, "Nhầm đơn vị")) == []
    assert codes(policies.lifting_problems(declared, "\n")) == ["recusal_reason_missing"]
    assert codes(policies.lifting_problems(Recusal(worked_there=True), "Nhầm đơn vị")) == ["recusal_stays"]


# -- Accounts ----------------------------------------------------------------------------------------------------------


def test_an_account_is_enabled_once_and_connected_once():
    person, gone = officer(), officer(is_active=False)
    assert codes(policies.enabling_problems(person)) == ["person_enabled_already"]
    assert codes(policies.enabling_problems(gone)) == []

    assert codes(policies.connecting_problems(person)) == []
    assert codes(policies.connecting_problems(gone)) == ["person_disabled"]
    assert codes(policies.disconnecting_problems(person)) == ["not_connected"]
    SocialAccount.objects.create(user=person, provider="sso", uid="1")
    assert codes(policies.connecting_problems(person)) == ["connected_already"]
    assert codes(policies.disconnecting_problems(person)) == []


def test_a_second_step_is_reset_by_another_where_there_is_one():
    person, boss = officer(), administrator()
    assert codes(policies.resetting_problems(person, by=boss)) == ["second_step_off"]
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    assert codes(policies.resetting_problems(person, by=boss)) == []
    assert codes(policies.resetting_problems(person, by=person)) == ["second_step_own"]


def test_what_is_left_of_a_person_is_erased_once():
    gone = UserFactory(is_active=False)
    assert codes(policies.erasing_problems(officer())) == ["erasing_needs_disabled", "erasing_needs_no_role"]
    assert codes(policies.erasing_problems(gone)) == []
    gone.email = f"erased-{gone.pk}@erased.invalid"
    assert codes(policies.erasing_problems(gone)) == ["erased_already"]


def test_an_invitation_is_sent_again_to_who_may_sign_in_and_never_has():
    gone = officer(is_active=False)
    assert codes(policies.resending_problems(gone)) == ["person_disabled", "invitation_used"]
    gone.set_unusable_password()
    assert codes(policies.resending_problems(gone)) == ["person_disabled"]
    gone.is_active = True
    assert codes(policies.resending_problems(gone)) == []


def test_a_mail_is_sent_again_where_it_failed_or_waits_for_another_try():
    def retrying(mail, **person):
        return codes(policies.retry_problems(MailingFactory.build(person=UserFactory.build(**person), **mail)))

    for mail in ({"failed": True}, {"attempts": 1}):
        assert retrying(mail) == []
        assert retrying(mail, is_active=False) == ["person_disabled"]
    for mail in ({"attempts": 0}, {"attempts": 1, "state": Mailing.State.SENT}):
        assert retrying(mail) == retrying(mail, is_active=False) == ["mail_not_stuck"]


# -- Views by support --------------------------------------------------------------------------------------------------


@pytest.fixture
def view():
    """A request to look as a person, as an administrator with a second step makes it."""
    by = administrator()
    Authenticator.objects.create(user=by, type=Authenticator.Type.TOTP, data={})
    facts = {"reason": "Không thấy nút", "minutes": 30, "asked_at": NOW, "lapses_at": NOW + timedelta(1)}
    return SupportView.objects.create(person=officer(), administrator=by, **facts)


@pytest.mark.parametrize(("minutes", "expected"), [
    (0, ["support_too_long"]),
    (1, []),
    (60, []),
    (61, ["support_too_long"]),
])  # fmt: skip
def test_a_view_by_support_lasts_a_minute_to_an_hour_and_is_asked_for_once(view, minutes, expected):
    def asking(person, reason="Không thấy nút"):
        return codes(policies.support_asking_problems(person, reason, minutes, by=view.administrator, now=NOW))

    other = officer()
    assert asking(other) == expected
    assert asking(other, reason=" ") == ["support_reason_missing", *expected]
    assert asking(view.person) == ["support_asked_already", *expected]
    assert asking(administrator()) == ["support_of_administrator", *expected]


def test_nobody_asks_without_a_second_step_nor_about_an_administrator_or_who_is_gone(view):
    def asking(person, by=view.administrator):
        return codes(policies.support_between_problems(person, by=by))

    assert asking(officer()) == []
    assert asking(administrator()) == asking(view.administrator) == ["support_of_administrator"]
    assert asking(officer(is_active=False)) == ["person_disabled"]
    assert asking(officer(), by=administrator()) == ["support_needs_second_step"]


def test_consent_is_given_to_an_open_request_in_a_known_session(view):
    def consenting(session=None, after=timedelta()):
        return codes(policies.support_consent_problems(view, session, now=NOW + after))

    session, day = object(), timedelta(days=1)
    assert consenting() == ["support_needs_session"]
    assert consenting(session, day - timedelta(seconds=1)) == []
    assert consenting(session, day) == ["support_view_over"]
    assert codes(policies.support_refusal_problems(view)) == []
    for state in (View.CONSENTED, View.RUNNING, View.REFUSED, View.ENDED):
        view.state = state
        assert consenting(session) == codes(policies.support_refusal_problems(view)) == ["support_view_over"]


@pytest.mark.parametrize("may_not", [
    lambda view: view.administrator.memberships.all().delete(),
    lambda view: Authenticator.objects.filter(user=view.administrator).delete(),
    lambda view: view.person.memberships.update(role=Role.ADMINISTRATOR),
    lambda view: type(view.person).objects.filter(pk=view.person.pk).update(is_active=False),
])  # fmt: skip
def test_nobody_consents_once_either_account_no_longer_allows_it(view, may_not):
    may_not(view)
    view = SupportView.objects.get()
    assert codes(policies.support_consent_problems(view, object(), now=NOW)) == ["support_view_over"]


@pytest.mark.parametrize(("state", "beginning", "ending"), [
    (View.ASKED, ["support_not_consented"], []),
    (View.CONSENTED, [], []),
    (View.RUNNING, ["support_view_over"], []),
    (View.REFUSED, ["support_view_over"], ["support_view_over"]),
    (View.ENDED, ["support_view_over"], ["support_view_over"]),
])  # fmt: skip
def test_a_view_begins_by_consent_and_ends_while_it_is_open(view, monkeypatch, state, beginning, ending):
    consented_to(view, monkeypatch)
    view.state = state
    assert codes(policies.support_beginning_problems(view, now=NOW)) == beginning
    assert codes(policies.support_ending_problems(view)) == ending


def test_a_view_holds_for_its_minutes_while_account_and_session_do(view, monkeypatch):
    consented_to(view, monkeypatch)
    second, half_an_hour = timedelta(seconds=1), timedelta(minutes=30)
    ends = [policies.support_ending(view, now=NOW + after) for after in (-second, timedelta(), half_an_hour)]
    assert ends == ["time", "", "time"]
    assert policies.support_ending(view, now=NOW + half_an_hour - second) == ""
    monkeypatch.setattr(policies, "is_alive", lambda session, person: False)
    assert policies.support_ending(view, now=NOW) == "signed_out"
    view.person.is_active = False
    assert policies.support_ending(view, now=NOW) == "account"
    assert codes(policies.support_beginning_problems(view, now=NOW)) == ["support_view_over"]


def consented_to(view, monkeypatch):
    """The person has agreed, in a session that lives."""
    view.state, view.consented_at, view.ends_at = View.CONSENTED, NOW, NOW + timedelta(minutes=30)
    view.session = UserSession(user=view.person)
    monkeypatch.setattr(policies, "is_alive", lambda session, person: person == view.person)
