"""Warnings about a file's content for its readers, found in real files."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Inspection
from documents.readers.inspection import content_flags_of
from documents.services import store_file
from tests.documents.test_pictures import encoded, scene
from tests.factories.documents import PDF
from tests.factories.office import ole, open_xml

_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf(change=lambda document: None, **options) -> bytes:
    body = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(body, **options)
    return body.getvalue()


def with_script(document):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.Root.OpenAction = action


def with_launch(document):
    document.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))]
    )


def with_xfa(document):
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=document.make_stream(b"<xdp:xdp/>"))


def with_attachment(document):
    document.attachments["bang.exe"] = b"MZ"


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        (pdf(), "application/pdf", []),
        (pdf(with_script), "application/pdf", ["pdf_script"]),
        (pdf(with_script, object_stream_mode=pikepdf.ObjectStreamMode.generate), "application/pdf", ["pdf_script"]),
        (pdf(with_launch), "application/pdf", ["pdf_launch"]),
        (pdf(with_xfa), "application/pdf", ["pdf_xfa"]),
        (pdf(with_xfa, object_stream_mode=pikepdf.ObjectStreamMode.generate), "application/pdf", ["pdf_xfa"]),
        (pdf(with_attachment), "application/pdf", ["pdf_embedded"]),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "application/pdf", ["locked"]),
        (b"%PDF-1.7 and nothing more", "application/pdf", ["damaged"]),
        (pdf() + open_xml("evil.class"), "application/pdf", ["hidden_archive"]),
        (encoded(scene(), "JPEG") + open_xml("evil.class"), "image/jpeg", ["hidden_archive"]),
        (b"\xff\xd8\xff\xe0 torn" + open_xml("evil.class"), "image/jpeg", ["damaged", "hidden_archive"]),
        (open_xml("word/document.xml"), _TYPES, []),
        (open_xml("word/document.xml", "word/vbaProject.bin"), _TYPES, ["macros"]),
        (open_xml("word/document.xml", types="ms-word.document.macroEnabled.main+xml"), _TYPES, ["macros"]),
        (b"PK\x03\x04 torn", _TYPES, ["damaged"]),
        (ole("WordDocument"), "application/msword", []),
        (ole("WordDocument", "Macros"), "application/msword", ["macros"]),
        (ole("Workbook", "_VBA_PROJECT_CUR"), "application/vnd.ms-excel", ["macros"]),
        (b"\xd0\xcf\x11\xe0 torn", "application/msword", ["damaged"]),
    ],
)
def test_content_flags_are_named(body, media_type, expected):
    assert content_flags_of(io.BytesIO(body), media_type) == expected


@pytest.mark.django_db
def test_they_are_noted_with_the_content_and_stop_nobody(at):
    stored = store_file(upload=SimpleUploadedFile("a.pdf", pdf(with_script)), by=None, now=at(2026, 11, 1))

    inspection = Inspection.objects.get(files=stored)
    assert (inspection.content_flags, inspection.looked_at) == (["pdf_script"], at(2026, 11, 1))


@pytest.mark.django_db
def test_a_file_without_flags_has_none(at):
    store_file(upload=SimpleUploadedFile("a.pdf", PDF), by=None, now=at(2026, 11, 1))

    assert Inspection.objects.get().content_flags == []
