"""An administrator sees the portal as another person does: with consent, read only, for all to see, and ended."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from accounts import services
from accounts.models import Membership, Role, SupportView, User
from accounts.secrets import encrypt
from accounts.support_view_middleware import WITHHELD
from audit.models import Entry
from kernel.refusals import Refused
from notifications.models import Message
from tests.conftest import A_DAY
from tests.factories.accounts import GRANTED, administrator, editor_of, officer
from tests.factories.communes import CommuneFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.permissions.expected import ROWS
from tests.permissions.test_matrix import OURS, address
from tests.permissions.world import build_world

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "mat-khau-rat-dai"
REASON = "Không thấy nút gửi hồ sơ"
HOME = reverse("home")


def signed_in(person: User) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def helper() -> User:
    """An administrator with a second step."""
    person = administrator()
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt("A" * 16)})
    return person


def asked(person: User, by: User, minutes: int = 30) -> SupportView:
    return services.ask_support_view(person=person, reason=REASON, minutes=minutes, by=by, now=A_DAY)


class SupportCase:
    """An administrator, a person of a commune, a browser of each, and a view that the person has agreed to."""

    def __init__(self):
        self.commune = CommuneFactory()
        self.person, self.helper = editor_of(self.commune), helper()
        self.theirs = signed_in(self.person)
        self.support = Client()
        self.support.force_login(self.helper)
        self.view = asked(self.person, self.helper)
        self.theirs.post(self.path("consent_to"))

    def path(self, verb: str) -> str:
        return reverse(f"accounts:{verb}_support_view", args=[self.view.pk])

    def begin(self) -> "SupportCase":
        assert self.support.post(self.path("begin")).url == HOME
        assert self.looks()
        return self

    def looks(self) -> bool:
        """Whether the administrator's browser shows what the person sees."""
        return self.support.get(HOME).context["user"] == self.person

    def ending(self) -> tuple[str, str]:
        self.view.refresh_from_db()
        return self.view.state, self.view.ending


@pytest.fixture
def case() -> SupportCase:
    return SupportCase()


def verbs() -> list[tuple[str, str]]:
    """The steps on the trail, each with who took it, and all about the person."""
    entries = Entry.objects.filter(verb__contains="support_view").order_by("pk")
    return [(entry.verb.removeprefix("accounts."), str(entry.actor)) for entry in entries]


def test_from_the_question_to_the_end_everything_is_on_the_trail_and_notified(case):
    case.begin()
    assert case.support.post(case.path("end")).url == reverse("accounts:person", args=[case.person.pk])

    assert not case.looks()
    assert case.ending() == ("ended", "administrator")
    by, person = case.helper.full_name, case.person.full_name
    assert verbs() == [
        ("ask_support_view", by),
        ("consent_to_support_view", person),
        ("begin_support_view", by),
        ("end_support_view", by),
    ]
    assert set(Entry.objects.filter(verb__contains="support").values_list("target_key", flat=True)) == {
        str(case.person.pk)
    }
    kinds = Message.objects.filter(person=case.person).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["accounts.support_asked", "accounts.support_begun", "accounts.support_ended"]
    page = case.theirs.get(reverse("accounts:own_support_views")).text
    assert page.count(by) >= 3
    assert REASON in page


def test_without_consent_nothing_begins():
    person, by = officer(), helper()
    view, support = asked(person, by), Client()
    support.force_login(by)

    support.post(reverse("accounts:begin_support_view", args=[view.pk]))
    assert support.get(HOME, follow=True).context["user"] == by

    theirs = signed_in(person)
    theirs.post(reverse("accounts:refuse_support_view", args=[view.pk]))
    theirs.post(reverse("accounts:consent_to_support_view", args=[view.pk]))
    support.post(reverse("accounts:begin_support_view", args=[view.pk]))

    assert support.get(HOME, follow=True).context["user"] == by
    assert verbs() == [("ask_support_view", by.full_name), ("refuse_support_view", person.full_name)]
    assert Message.objects.filter(person=by, kind="accounts.support_refused").exists()


def test_the_banner_says_who_looks_as_whom_until_when_on_every_page(case):
    case.begin()
    year = RegistrationFactory(commune=case.commune).cycle.year

    for path in (HOME, reverse("communes:registration", args=[year, case.commune.code]), reverse("search")):
        page = case.support.get(path)
        banner = page.text.partition('class="support-line"')[2].partition("</aside>")[0]
        assert case.helper.full_name in banner
        assert case.person.full_name in banner
        assert "09:30" in banner
        assert case.path("end") in banner
        assert page.headers["Cache-Control"] == "private, no-store"
    assert "support-line" not in case.theirs.get(HOME).text


def test_no_form_is_sent_but_the_end_and_the_account_is_not_shown(at):
    """Every address of the portal, as the person for whom most are open."""
    at(2026, 12, 29)
    world = build_world()
    person, by = world.people["head"], helper()
    view = services.ask_support_view(person=person, reason=REASON, minutes=60, by=by, now=A_DAY)
    theirs, support = signed_in(person), Client()
    SupportView.objects.filter(pk=view.pk).update(lapses_at=A_DAY + timedelta(days=90))
    theirs.post(reverse("accounts:consent_to_support_view", args=[view.pk]))
    support.force_login(by)
    support.post(reverse("accounts:begin_support_view", args=[view.pk]))
    assert support.get(reverse("accounts:profile")).status_code == 403

    before = Entry.objects.count()
    open_to_post = set()
    for row in ROWS:
        if row.method == "POST" and row.name != "accounts:end_support_view":
            answer = support.post(address(row, world))
            if answer.status_code != 403:
                open_to_post.add(row.name)
    assert open_to_post == set()
    # One entry says that something was tried; nothing else was written.
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("pk").verb == "accounts.note_refused_act"

    own = {row.name for row in ROWS if row.method == "GET" and OURS[row.name].callback.permission in WITHHELD}
    assert own == {
        *("accounts:profile", "accounts:own_sign_ins", "accounts:own_support_views"),
        *("communes:calendar", "tokens:own"),
    }
    for row in ROWS:
        if row.name in own and row.method == "GET":
            assert support.get(address(row, world)).status_code == 403, row.name
    assert support.get(reverse("notifications:inbox")).status_code == 200


def test_pages_of_passwords_and_second_steps_are_withheld(case):
    case.begin()
    pages = [
        pattern.name
        for each in get_resolver().url_patterns
        if str(each.pattern) == "account/"
        for pattern in each.url_patterns
        if getattr(pattern.callback, "permission", "") != "public" and "pk" not in pattern.pattern.converters
    ]
    assert {"account_change_password", "mfa_index", "mfa_view_recovery_codes"} <= set(pages)

    assert {case.support.get(reverse(name)).status_code for name in pages} == {403}
    for name in ("account_login", "account_logout", "account_reset_password", "set_language"):
        assert case.support.post(reverse(name), {"language": "en"}).status_code == 403
    assert case.looks()


def test_what_is_typed_meanwhile_is_not_kept_in_the_persons_name(case):
    """The browser sends what it keeps for a person once they sign in there."""
    dossier = SelfAssessmentFactory(registration__commune=case.commune)
    address = reverse("evidence:criterion", args=[dossier.registration.cycle.year, case.commune.code, "I.1"])
    assert f'data-draft="{case.person.pk}/' in case.theirs.get(address).text

    case.begin()

    assert f'data-draft="support-{case.view.pk}/' in case.support.get(address).text


def test_a_page_that_would_write_is_not_shown(case, monkeypatch):
    case.begin()

    @transaction.atomic
    def write() -> bool:
        return bool(User.objects.update(full_name="x"))

    monkeypatch.setattr("friendly_gov.search.has_changes", write)

    assert case.support.get(reverse("search"), {"q": "hồ sơ"}).status_code == 403
    assert not User.objects.filter(full_name="x").exists()


def test_it_ends_with_its_time(case, at):
    case.begin()
    at(2026, 11, 20, 9, 29)
    assert case.looks()
    at(2026, 11, 20, 9, 30)
    assert not case.looks()
    assert case.ending() == ("ended", "time")
    assert verbs()[-1] == ("end_support_view", "None")
    # It was one look: it does not begin again.
    case.support.post(case.path("begin"))
    assert not case.looks()


def _sign_out(case):
    case.theirs.post(reverse("account_logout"))


def _sign_out_everywhere(case):
    services.end_sessions(person=case.person, by=case.person, now=A_DAY)


def _end(case):
    case.theirs.post(case.path("end"))


def _delete_session(case):
    case.theirs.session.delete()


def _new_password(case):
    new = "mot-mat-khau-khac-2026"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert case.theirs.post(reverse("account_change_password"), form).status_code == 302


def _disable(case):
    services.disable_person(person=case.person, by=administrator(), now=A_DAY)


def _disable_helper(case):
    other = administrator()
    services.disable_person(person=case.helper, by=other, now=A_DAY)
    # Enabled again, but the session from before stays void.
    services.enable_person(person=case.helper, by=other, now=A_DAY)
    case.support.force_login(case.helper)


def _promote(case):
    Membership.objects.create(user=case.person, role=Role.ADMINISTRATOR, granted_at=GRANTED)


def _demote(case):
    Membership.objects.filter(user=case.helper).delete()


def _second_step_off(case):
    Authenticator.objects.filter(user=case.helper).delete()


@pytest.mark.parametrize(
    ("act", "ending"),
    [
        (_end, "person"),
        (_sign_out, "signed_out"),
        (_sign_out_everywhere, "signed_out"),
        (_delete_session, "signed_out"),
        (_new_password, "account"),
        (_disable, "account"),
        (_disable_helper, "account"),
        (_promote, "account"),
        (_demote, "account"),
        (_second_step_off, "account"),
    ],
)
def test_it_ends_with_the_consent_a_session_a_password_an_account_and_the_rights(case, act, ending):
    case.begin()

    act(case)

    assert not case.looks()
    assert case.ending() == ("ended", ending)
    assert Entry.objects.filter(verb="accounts.end_support_view").count() == 1


def test_the_administrators_session_ends_it_too(case):
    case.begin()
    services.close_support_views_of_session(session_key="", running=case.view.pk, now=A_DAY)
    assert case.ending() == ("ended", "signed_out")
    # Another session of the same administrator never had it.
    other = Client()
    other.force_login(case.helper)
    assert other.get(HOME, follow=True).context["user"] == case.helper


def test_what_nobody_ended_is_closed_by_the_nightly_work(case):
    case.begin()
    waiting = asked(officer(), case.helper)

    services.close_support_views(now=A_DAY + timedelta(minutes=29))
    assert case.ending()[0] == "running"
    services.close_support_views(now=A_DAY + timedelta(days=1))

    assert case.ending() == ("ended", "time")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.ending) == ("ended", "time")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"person": administrator}, "support_of_administrator"),
        ({"person": lambda: officer(is_active=False)}, "person_disabled"),
        ({"reason": "  "}, "support_reason_missing"),
        ({"minutes": 61}, "support_too_long"),
        ({"minutes": 0}, "support_too_long"),
        ({"by": administrator}, "support_needs_second_step"),
    ],
)
def test_who_may_not_be_asked_and_by_whom(change, code):
    facts = {"person": officer, "reason": REASON, "minutes": 60, "by": helper} | change
    facts = {name: value() if callable(value) else value for name, value in facts.items()}

    with pytest.raises(Refused) as refusal:
        services.ask_support_view(**facts, now=A_DAY)

    assert [problem.code for problem in refusal.value.problems] == [code]
    assert not SupportView.objects.exists()


def test_a_refused_request_keeps_what_was_typed(case):
    person = officer()
    path = reverse("accounts:ask_support_view", args=[person.pk])
    case.support.post(path, {"reason": REASON, "minutes": "30"})

    again = case.support.post(path, {"reason": "Xem lại lần nữa", "minutes": "60"})

    assert again.status_code == 422
    assert SupportView.objects.filter(person=person).count() == 1
    too_long = case.support.post(path, {"reason": REASON, "minutes": "90"})
    assert too_long.status_code == 422


def test_a_request_lapses_after_a_day(case):
    view, theirs = asked(officer(), case.helper), Client()
    with pytest.raises(Refused):
        services.consent_to_support_view(view=view, session=None, by=view.person, now=A_DAY + timedelta(days=1))
    theirs.force_login(view.person)
    assert theirs.get(reverse("accounts:own_support_views")).text.count(REASON) >= 1
