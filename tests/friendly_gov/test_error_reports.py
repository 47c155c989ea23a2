"""Error reports leave with the place in the code, and with nothing of the person or of what was typed."""

import json
import logging

import pytest
import sentry_sdk
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from sentry_sdk.transport import Transport

from friendly_gov.error_reports import start_error_reports
from tests.factories.accounts import administrator

PRIVATE = ("lan@example.vn", "Nguyễn Thị Lan", "bí mật", "cookie-of-lan", "0912345678")


class Recorded(Transport):
    """Keeps what would have gone to the server."""

    def __init__(self):
        super().__init__()
        self.envelopes = []

    def capture_envelope(self, envelope):
        self.envelopes.append(envelope)

    @property
    def events(self) -> list:
        return [envelope.get_event() for envelope in self.envelopes if envelope.get_event()]

    @property
    def text(self) -> str:
        """All of it, as text and as it went."""
        raw = b"".join(envelope.serialize() for envelope in self.envelopes).decode()
        return raw + json.dumps(self.events, ensure_ascii=False, default=str)


@pytest.fixture
def sent():
    transport = Recorded()
    start_error_reports("https://key@errors.test/1", transport=transport)
    yield transport
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def fail(*args, **kwargs):
    """Fail as a database does, which quotes what was typed."""
    raise IntegrityError(f"Key (email, name)=({PRIVATE}) already exists")


@pytest.mark.django_db
def test_no_address_cookie_or_form_value_goes_out(sent, monkeypatch):
    monkeypatch.setattr("friendly_gov.store.render", fail)
    client = Client(raise_request_exception=False)
    client.force_login(administrator(email="lan@example.vn", full_name="Nguyễn Thị Lan"))
    client.cookies["preferred"] = "cookie-of-lan"
    response = client.get(reverse("store"), {"q": "bí mật"}, headers={"Referer": "https://portal.test/?0912345678"})
    logging.getLogger("tests.reports").error("Refused lan@example.vn: %s", "Nguyễn Thị Lan")

    assert response.status_code == 500
    errors = [event for event in sent.events if "exception" in event]
    assert errors[0]["exception"]["values"][-1]["type"] == "IntegrityError"
    assert "friendly_gov.store" in errors[0]["transaction"]
    assert any("Refused <address>" in event.get("logentry", {}).get("message", "") for event in sent.events)
    session = client.cookies["sessionid"].value
    assert [word for word in (*PRIVATE, session) if word in sent.text] == []


@pytest.mark.django_db
def test_a_form_that_fails_sends_nothing_of_the_form(sent, monkeypatch):
    monkeypatch.setattr("friendly_gov.language.remember", fail)
    client = Client(raise_request_exception=False)
    form = {"language": "en", "next": "/", "typed": "bí mật", "mail": "lan@example.vn", "telephone": "0912345678"}
    response = client.post(reverse("set_language"), form)

    assert response.status_code == 500
    assert sent.events
    assert [word for word in PRIVATE if word in sent.text] == []
