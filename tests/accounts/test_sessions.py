"""Where a person is signed in: listed on their account, and ended one by one."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.services.sign_ins import end_sessions, forget_sign_ins
from accounts.sessions import device_of
from audit.models import Entry
from tests.conftest import A_DAY
from tests.factories.accounts import officer

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-rat-dai"
PROFILE = reverse("accounts:profile")
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/109.0 Safari/537.36 Edg/109.0"


def signed_in(person, browser: str) -> Client:
    client = Client(headers={"User-Agent": browser})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def listed(client) -> list[tuple[str, bool]]:
    return [(one.device, one.is_current) for one in client.get(PROFILE).context["sessions"]]


def test_a_lost_phone_is_signed_out_from_the_laptop():
    person = officer()
    phone, laptop = signed_in(person, PHONE), signed_in(person, LAPTOP)
    assert listed(laptop) == [("Edge, Windows", True), ("Chrome, Android", False)]

    [lost] = [one for one in laptop.get(PROFILE).context["sessions"] if not one.is_current]
    end = reverse("accounts:end_session", args=[lost.pk])
    assert laptop.post(end).url.startswith(reverse("account_reauthenticate"))
    assert phone.get(PROFILE).status_code == 200

    former = laptop.session.session_key
    laptop.post(f"{reverse('account_reauthenticate')}?next={end}", {"password": PASSWORD})

    assert phone.get(PROFILE).status_code == 302
    # Who has proved who they are goes on in a session of another key.
    assert laptop.session.session_key != former
    assert not laptop.session.exists(former)
    assert listed(laptop) == [("Edge, Windows", True)]
    assert Entry.objects.get(verb="accounts.end_session").facts["address"] == "127.0.0.1"


def test_another_persons_session_is_nobodys_to_end():
    own, other = signed_in(officer(), LAPTOP), signed_in(officer(), PHONE)
    theirs = other.get(PROFILE).context["sessions"][0]

    assert own.post(reverse("accounts:end_session", args=[theirs.pk])).status_code == 404
    assert other.get(PROFILE).status_code == 200


def test_sessions_that_were_ended_otherwise_are_not_listed():
    person = officer()
    signed_in(person, PHONE)
    end_sessions(person=person, by=person, now=A_DAY)

    assert listed(signed_in(person, LAPTOP)) == [("Edge, Windows", True)]


def test_what_was_noted_of_a_session_goes_with_it(settings):
    signed_in(officer(), PHONE)
    end = A_DAY + timedelta(seconds=settings.SESSION_COOKIE_AGE)

    forget_sign_ins(now=end - timedelta(seconds=1))
    assert UserSession.objects.count() == 1
    forget_sign_ins(now=end)
    assert UserSession.objects.count() == 0


@pytest.mark.parametrize(("agent", "device"), [("", ""), ("curl/8", ""), ("Firefox/115 Windows", "Firefox, Windows")])
def test_a_browser_is_named_by_what_is_known_of_it(agent, device):
    assert device_of(agent) == device


def test_a_session_ends_so_long_after_the_sign_in_whatever_happens_in_it(settings, pinned_clock):
    settings.SESSION_COOKIE_AGE = 12 * 60 * 60
    laptop = signed_in(officer(), LAPTOP)
    pinned_clock.move_to(A_DAY + timedelta(hours=11, minutes=59))
    laptop.post(reverse("set_language"), {"language": "en"})
    assert laptop.get(PROFILE).status_code == 200

    pinned_clock.move_to(A_DAY + timedelta(hours=12))
    assert laptop.get(PROFILE).status_code == 302


def test_a_session_ends_after_a_pause_and_what_a_page_asks_by_itself_is_no_sign_of_anybody(settings, pinned_clock):
    settings.SESSION_IDLE_SECONDS = 2 * 60 * 60
    laptop = signed_in(officer(), LAPTOP)
    for hours, asks, status in (
        (1.9, {}, 200),
        (3.8, {"Sec-Fetch-Mode": "navigate"}, 200),
        (5.8, {"Sec-Fetch-Mode": "cors"}, 200),
        (5.9, {}, 302),
    ):
        pinned_clock.move_to(A_DAY + timedelta(hours=hours))
        assert (laptop.get(PROFILE, headers=asks).status_code, hours) == (status, hours)
