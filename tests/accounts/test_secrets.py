"""No secret of an account is in clear text in any table, and keys can be changed (decision 0024)."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import secrets
from accounts.middleware import _digest
from accounts.models import User
from accounts.queries import person_with_calendar
from accounts.services import renew_calendar_key
from tests.conftest import A_DAY as NOW
from tests.factories.accounts import officer

PASSWORD = "mat-khau-rat-dai"
NEW = "mot-mat-khau-moi-2026"


def everything_kept() -> str:
    """Every value of every row of every table, and the contents of sessions."""
    rows = [str(row) for model in apps.get_models() for row in model._base_manager.values_list()]
    return "\n".join([*rows, *(str(session.get_decoded()) for session in Session.objects.all())])


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.django_db
def test_no_table_and_no_trail_holds_a_secret_in_clear(client):
    person = officer()
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/account/mfa/app/activate/").context["form"].secret
    assert secret not in everything_kept()
    client.post("/account/mfa/app/activate/", {"code": code_of(secret)})
    client.post(reverse("communes:renew_calendar"))
    former = User.objects.get(pk=person.pk).calendar_key
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap()
    seed = secrets.decrypt(codes.instance.data["seed"])

    kept = everything_kept()

    known = [
        secret,
        seed,
        *codes.get_unused_codes(),
        PASSWORD,
        NEW,
        former,
        User.objects.get(pk=person.pk).calendar_key,
    ]
    assert [word for word in known if word in kept] == []
    assert person.email in kept
    assert f"{known[-1]}/vi.ics" in client.get(reverse("communes:calendar")).text


@pytest.mark.django_db
def test_a_new_key_takes_over_and_the_former_may_go(settings):
    settings.ENCRYPTION_KEYS = ["the-first-key"]
    person = officer()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(person).generate_codes()
    key = renew_calendar_key(person=person, by=person, now=NOW).calendar_key

    settings.ENCRYPTION_KEYS = ["the-second-key", "the-first-key"]
    call_command("reencrypt_secrets", stdout=(output := StringIO()))
    settings.ENCRYPTION_KEYS = ["the-second-key"]

    assert output.getvalue().startswith("3 rows")
    totp, recovery = (Authenticator.objects.get(user=person, type=kind).wrap() for kind in ("totp", "recovery_codes"))
    assert totp.validate_code(code_of("JBSWY3DPEHPK3PXP"))
    assert recovery.get_unused_codes() == codes
    assert (User.objects.get(pk=person.pk).calendar_key, person_with_calendar(key)) == (key, person)


@pytest.mark.django_db
def test_a_lost_key_is_said_and_changes_nothing(client, settings):
    settings.ENCRYPTION_KEYS = ["lost"]
    person = officer()
    renew_calendar_key(person=person, by=person, now=NOW)
    before = User.objects.get(pk=person.pk).calendar_secret
    settings.ENCRYPTION_KEYS = []

    with pytest.raises(CommandError, match="ENCRYPTION_KEYS"):
        call_command("reencrypt_secrets")

    assert User.objects.get(pk=person.pk).calendar_secret == before
    client.force_login(person)
    assert client.get(reverse("communes:calendar")).status_code == 200


@pytest.mark.django_db
def test_a_former_secret_key_still_decrypts(settings):
    token = secrets.encrypt("opens-it")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-key"

    assert secrets.decrypt(token) == "opens-it"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(secrets.UnreadableSecretError):
        secrets.decrypt(token)


def test_the_digest_of_a_sent_form_reveals_no_password_without_the_secret_key(rf, settings):
    """A plain digest of a form could be compared with guesses of the password in it."""
    request = rf.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    before = _digest(request)
    settings.SECRET_KEY = "another-secret-key"

    assert _digest(request) != before
