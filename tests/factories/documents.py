"""Stored files for tests: real bytes, really stored."""

import hashlib
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from factory import Sequence
from factory.django import DjangoModelFactory

from documents.models import Inspection, StoredFile, address_of

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class StoredFileFactory(DjangoModelFactory):
    """A small PDF of its own; `StoredFileFactory(body=b"...")` stores other bytes."""

    class Meta:
        model = StoredFile

    name = Sequence(lambda n: f"van-ban-{n}.pdf")
    media_type = "application/pdf"
    stored_at = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)

    @classmethod
    def _create(cls, model_class, *args, body=None, **fields):
        body = body or PDF + b"% " + fields["name"].encode() + b"\n"
        sha256 = hashlib.sha256(body).hexdigest()
        inspection, _ = Inspection.objects.get_or_create(sha256=sha256)
        stored = model_class(sha256=sha256, size=len(body), inspection=inspection, **fields)
        address = address_of(stored.sha256)
        if not default_storage.exists(address):
            default_storage.save(address, ContentFile(body))
        stored.content.name = address
        stored.save()
        return stored
