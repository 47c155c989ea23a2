"""Guessing is throttled, and attacks by strangers do not lock people out on their own devices (decision 0023)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.limits import ACCOUNT, PLACE, SECOND_ACCOUNT, password_uses, second_step_uses
from accounts.models import Throttle
from accounts.request_origin import Place
from accounts.services import forget_sign_ins
from accounts.services.throttles import give_back, spend
from tests.conftest import A_DAY as NOW
from tests.factories.accounts import officer

PASSWORD = "mat-khau-rat-dai"
OFFICE, HOME = "203.0.113.5", "198.51.100.7"


def sign_in(client, person, password=PASSWORD, address=OFFICE, **headers):
    form = {"login": person.email, "password": password}
    return client.post("/account/login/", form, REMOTE_ADDR=address, headers=headers)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def guess_from_everywhere(person, count=ACCOUNT.burst):
    for number in range(count):
        assert not spend(password_uses(person.email, Place(f"10.0.{number // 250}.{number % 250}")), now=NOW)


@pytest.mark.django_db
def test_strangers_lock_nobody_out_of_a_known_address_or_browser():
    person, own = officer(), Client()
    sign_in(own, person)
    own.post("/account/logout/")
    guess_from_everywhere(person)

    at_the_office, on_the_road, stranger = Client(), own, Client()
    sign_in(at_the_office, person)
    sign_in(on_the_road, person, address=HOME)
    sign_in(stranger, person, address="192.0.2.99")

    assert [is_in(client) for client in (at_the_office, on_the_road, stranger)] == [True, True, False]


@pytest.mark.django_db
def test_a_stranger_at_one_address_shuts_that_address_for_that_account_alone(client):
    person, colleague = officer(), officer()
    for _ in range(PLACE.burst):
        sign_in(client, person, "wrong-password", address="192.0.2.99")

    sign_in(refused := Client(), person, address="192.0.2.99")
    sign_in(elsewhere := Client(), person, address=HOME)
    sign_in(beside := Client(), colleague, address="192.0.2.99")

    assert [is_in(result) for result in (refused, elsewhere, beside)] == [False, True, True]


@pytest.mark.django_db
def test_a_known_browser_is_not_shut_by_who_shares_its_address(client):
    person = officer()
    sign_in(client, person)
    client.post("/account/logout/")
    for _ in range(PLACE.burst):
        sign_in(Client(), person, "wrong-password")

    sign_in(client, person)

    assert is_in(client)


@pytest.mark.django_db
def test_neither_another_host_nor_a_flushed_cache_gives_more_tries(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    person = officer()
    for number in range(PLACE.burst):
        sign_in(client, person, "wrong-password", host=f"name{number}.test")
        cache.clear()

    sign_in(client, person, host="another.test")

    assert not is_in(client)


@pytest.mark.django_db
def test_the_brake_lets_one_try_through_after_each_pause(client, pinned_clock):
    person = officer()
    guess_from_everywhere(person)
    sign_in(client, person)
    assert not is_in(client)
    pinned_clock.move_to(NOW + ACCOUNT.pause)

    sign_in(client, person)

    assert is_in(client)


@pytest.mark.django_db
def test_a_password_set_by_a_mailed_link_opens_the_way_through_the_brake(client, settings):
    person = officer()
    guess_from_everywhere(person)
    client.post("/account/password/reset/", {"email": person.email}, REMOTE_ADDR=HOME)
    link = next(word for word in mail.outbox[0].body.split() if "/key/" in word).removeprefix(settings.PORTAL_URL)
    path = client.get(link, follow=True).request["PATH_INFO"]
    new = "mot-mat-khau-moi-2026"
    client.post(path, {"password1": new, "password2": new}, REMOTE_ADDR=HOME)

    sign_in(client, person, new, address=HOME)

    assert is_in(client)


@pytest.mark.django_db
def test_a_right_password_costs_no_try(client):
    person = officer()
    for _ in range(PLACE.burst + 1):
        sign_in(client, person)
        assert is_in(client)
        client.post("/account/logout/")


@pytest.mark.django_db
def test_the_addresses_of_one_ipv6_site_count_as_one(client):
    person = officer()
    for number in range(PLACE.burst):
        sign_in(client, person, "wrong-password", address=f"2001:db8:1:2::{number}")

    sign_in(client, person, address="2001:db8:1:2:ffff::1")

    assert not is_in(client)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/account/reauthenticate/", {"password": "x"}),
        ("/account/password/change/", {"oldpassword": "x", "password1": "mot-hai-ba-b", "password2": "mot-hai-ba-b"}),
    ],
)
def test_a_borrowed_session_cannot_guess_the_password(client, page, form):
    person = officer()
    client.force_login(person)
    for _ in range(PLACE.burst):
        client.post(page, form, REMOTE_ADDR=OFFICE)

    right = {name: PASSWORD if value == "x" else value for name, value in form.items()}
    answer = client.post(page, right, REMOTE_ADDR=OFFICE)

    assert answer.status_code == 200
    assert [error.code for (error,) in answer.context["form"].errors.as_data().values()] == ["too_many_login_attempts"]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.fixture
def in_two_steps():
    """A person with an authenticator app, at the second step, and the app's secret."""
    person, client = officer(), Client()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return person, client, secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def second_step(client, code, address=OFFICE):
    return client.post("/account/mfa/authenticate/", {"code": code}, REMOTE_ADDR=address)


@pytest.mark.django_db
def test_codes_are_braked_by_account_and_address_together(in_two_steps):
    person, client, secret = in_two_steps
    sign_in(client, person, address="192.0.2.99")
    for _ in range(5):
        second_step(client, "000000", "192.0.2.99")
    second_step(client, code_of(secret), "192.0.2.99")
    assert not is_in(client)

    sign_in(own := Client(), person)
    second_step(own, code_of(secret))

    assert is_in(own)


@pytest.mark.django_db
def test_many_addresses_guess_codes_slowly_and_shut_no_known_place(in_two_steps):
    person, client, secret = in_two_steps
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    sign_in(client, person)
    second_step(client, codes[0])
    for number in range(SECOND_ACCOUNT.burst):
        assert not spend(second_step_uses(person.email, Place(f"10.0.0.{number}")), now=NOW)

    sign_in(stranger := Client(), person, address="192.0.2.99")
    second_step(stranger, code_of(secret), "192.0.2.99")
    sign_in(own := Client(), person)
    second_step(own, codes[1])

    assert [is_in(result) for result in (stranger, own)] == [False, True]


@pytest.mark.django_db
def test_a_code_works_once_even_where_the_cache_was_flushed(in_two_steps):
    person, client, secret = in_two_steps
    sign_in(client, person)
    second_step(client, code_of(secret))
    assert is_in(client)
    cache.clear()

    sign_in(other := Client(), person)
    second_step(other, code_of(secret))

    assert not is_in(other)


@pytest.mark.django_db
def test_strangers_neither_fill_a_mailbox_nor_keep_its_owner_from_asking(client):
    person = officer()
    for number in range(12):
        client.post("/account/password/reset/", {"email": person.email}, REMOTE_ADDR=f"10.0.0.{number}")
    assert len(mail.outbox) == 5

    answer = client.post("/account/password/reset/", {"email": person.email}, REMOTE_ADDR=OFFICE)

    assert answer.url == "/account/password/reset/done/"


@pytest.mark.django_db
def test_counts_hold_no_address_and_no_name_and_go_once_they_have_run_out(client):
    person = officer()
    sign_in(client, person, "wrong-password")
    assert not [row for row in Throttle.objects.all() if person.email in row.key or OFFICE in row.key]

    forget_sign_ins(now=NOW + timedelta(days=2))

    assert not Throttle.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_pass_no_limit():
    use = PLACE.of("somebody", OFFICE)

    def attempt(_number):
        try:
            return not spend([use], now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(attempt, range(24)))
    give_back([use], now=NOW)

    assert passed == PLACE.burst
    assert not spend([use], now=NOW)
    assert spend([use], now=NOW) == PLACE.pause
