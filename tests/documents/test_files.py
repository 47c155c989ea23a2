"""What the portal keeps, and under what name; judged by content, whatever the name says."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.checks import clean_name, kind_of
from documents.models import StoredFile
from documents.services import store_file
from documents.serving import file_response
from kernel.refusals import Refused
from tests.factories.accounts import UserFactory
from tests.factories.documents import PDF, StoredFileFactory


def office(member: str, *extra: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in (member, *extra):
            archive.writestr(name, "x")
    return body.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("body", "extension"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "jpg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 20, "heic"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        (office("ppt/presentation.xml"), "pptx"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "ppt"),
        (office("evil/readme.txt"), None),
        (b"PK\x03\x04 not really a zip", None),
        (b"<html><script>alert(1)</script>", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"MZ\x90\0", None),
        (OLE, None),
    ],
)
def test_the_kind_is_read_from_the_content(body, extension):
    kind = kind_of(SimpleUploadedFile("anh.pdf", body))

    assert (kind and kind.extension) == extension


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\Quyết định.pdf", "Quyết định.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("..", "tep"),
        ("", "tep"),
        ("\u202egpj.exe", "gpj.exe"),
        ("ê".encode().decode() + "e\u0302.pdf", "êê.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_made_safe(name, kept):
    assert clean_name(name) == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("trong.pdf", b"", "file_empty"),
        ("anh.jpg", b"<html>", "file_kind_unknown"),
        ("bang.xlsm", office("xl/workbook.xml", "xl/vbaProject.bin"), "file_has_macros"),
        ("to.pdf", PDF + b"\0" * 2000, "file_too_large"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_stored(settings, name, body, code):
    settings.UPLOAD_MAX_BYTES = 1500

    with pytest.raises(Refused) as refusal:
        store_file(upload=SimpleUploadedFile(name, body), by=None, now=None)

    assert [problem.code for problem in refusal.value.problems] == [code]
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db
def test_the_same_content_is_stored_once_under_both_names(at):
    now, person = at(2026, 11, 1), UserFactory()
    first = store_file(upload=SimpleUploadedFile("mot.pdf", PDF), by=person, now=now)
    second = store_file(upload=SimpleUploadedFile("hai.pdf", PDF), by=person, now=now)

    assert (first.content.name, first.name, second.name) == (second.content.name, "mot.pdf", "hai.pdf")
    with second.content.open() as content:
        assert content.read() == PDF


@pytest.mark.django_db
def test_a_file_is_sent_as_a_download_unless_it_is_safe_to_show(rf):
    asked = rf.get("/")
    pdf, word = StoredFileFactory(), StoredFileFactory(name="a.docx", media_type="application/msword")

    sent = [
        file_response(asked, pdf),
        file_response(asked, pdf, inline=True),
        file_response(asked, word, inline=True),
    ]

    assert [r.headers["Content-Disposition"].partition(";")[0] for r in sent] == ["attachment", "inline", "attachment"]
    assert {r.headers["X-Content-Type-Options"] for r in sent} == {"nosniff"}
    for response in sent:
        response.close()
