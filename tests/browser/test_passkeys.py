"""Passkeys as the second step, with the virtual authenticator of a real Chromium."""

import base64

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import expect

from accounts.models import SignInEvent
from tests.factories.accounts import officer

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "mat-khau-rat-dai"
Kind = SignInEvent.Kind


def authenticator(page):
    """A device that holds passkeys, touched and unlocked by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def other_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def sign_in(page, person):
    page.goto("/account/login/")
    page.locator("#id_login").fill(person.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Đăng nhập").first.click()


def use_passkey(page):
    """Press the button once its script is there."""
    page.wait_for_load_state()
    page.get_by_role("button", name="Dùng khóa truy cập").click()


def prove_by_password(page):
    """The page that asks once more who it is."""
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Tiếp tục").click()


def test_a_passkey_is_added_signs_in_alone_knows_its_account_and_is_removed(page_for, axe, shoot, settings):
    settings.MFA_DEMANDED = True
    person, page = officer(), page_for()
    page.set_default_timeout(8000)
    session, device = authenticator(page)

    # A role for the city is led to the choice, and to nothing else, until there is a second step.
    sign_in(page, person)
    expect(page.get_by_role("heading", name="Đăng nhập hai bước")).to_be_visible()
    axe(page)
    shoot(page, "second-step-choice")
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    prove_by_password(page)
    page.get_by_label("Tên khóa truy cập").fill("Máy cơ quan")
    axe(page)
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_role("heading", name="Mã khôi phục")).to_be_visible()
    page.goto("/account/mfa/")
    expect(page.get_by_text("Máy cơ quan")).to_have_count(2)
    axe(page)
    shoot(page, "passkeys")

    # Signing in asks for it after the password.
    page.context.clear_cookies()
    sign_in(page, person)
    expect(page.get_by_role("button", name="Dùng khóa truy cập")).to_be_visible()
    axe(page)
    shoot(page, "passkey-step")
    use_passkey(page)
    expect(page.locator(".person summary")).to_have_text(person.full_name)

    # A device without this passkey does not get in, and says so.
    kept = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    page.context.clear_cookies()
    sign_in(page, person)
    session.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    use_passkey(page)
    expect(page.get_by_role("alert").filter(has_text="không đọc được")).to_be_visible()

    # A passkey of the same name with another key is refused by the portal, and recorded.
    forged = kept[0] | {"privateKey": other_key()}
    session.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": forged})
    use_passkey(page)
    expect(page.get_by_text("không thuộc tài khoản")).to_be_visible()
    assert SignInEvent.objects.filter(person=person, kind=Kind.PASSKEY_FAILED).count() == 1

    session.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    session.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": kept[0]})
    use_passkey(page)
    expect(page.locator(".person summary")).to_be_visible()

    # Removing it asks again who it is: by the passkey too.
    page.goto("/account/mfa/")
    page.get_by_role("link", name="Gỡ bỏ Máy cơ quan").click()
    page.get_by_role("link", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("button", name="Dùng khóa truy cập")).to_be_visible()
    axe(page)
    use_passkey(page)
    expect(page.get_by_role("button", name="Gỡ bỏ", exact=True)).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Gỡ bỏ", exact=True).click()
    expect(page.get_by_text("Đăng nhập hai bước đang tắt.")).to_be_visible()
    assert not Authenticator.objects.filter(user=person).exists()
    noted = set(SignInEvent.objects.filter(person=person).values_list("kind", flat=True))
    assert {Kind.PASSKEY_ADDED, Kind.PASSKEY_REMOVED, Kind.SIGNED_IN} <= noted
