"""The administrators' page about the file store."""

import socket

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse

from documents.models import Inspection, Preview
from documents.previews import ocr, office
from tests.factories.accounts import administrator
from tests.factories.documents import StoredFileFactory

pytestmark = pytest.mark.django_db


def page(client) -> str:
    client.force_login(administrator())
    return client.get(reverse("store")).content.decode()


def test_without_a_scanner_it_is_said_plainly(client):
    StoredFileFactory()

    assert "CLAMD_URL" in page(client)


def test_a_scanner_that_is_down_is_reported(client, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.CLAMD_URL = f"tcp://127.0.0.1:{free.getsockname()[1]}"

    assert 'role="alert"' in page(client)


def test_quarantine_and_the_last_reading_are_shown(client, at):
    stored, gone = StoredFileFactory(name="hong.pdf"), StoredFileFactory()
    Inspection.objects.filter(files=stored).update(state="infected", reason="Eicar", scanned_at=at(2026, 11, 1))
    default_storage.delete(gone.content.name)
    with pytest.raises(CommandError):
        call_command("verify_evidence")

    shown = page(client)

    assert "hong.pdf: Eicar" in shown
    assert gone.content.name in shown


def test_previews_are_counted_and_missing_programs_named(client, monkeypatch):
    Preview.objects.create(inspection=StoredFileFactory().inspection)
    monkeypatch.setattr(office, "program", lambda: None)
    monkeypatch.setattr(ocr, "is_on", lambda: False)

    shown = page(client)
    assert "Đang tạo: <strong>1</strong>" in shown
    assert "Máy chủ chưa cài LibreOffice" in shown
    assert "Máy chủ chưa cài OCRmyPDF" in shown
