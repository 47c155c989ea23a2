"""What the portal stores, and under which name; decided by content, whatever the name says."""

import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from documents.checks import clean_name
from documents.kinds import kind_of
from documents.models import StoredFile
from documents.services import store_file
from documents.serving import file_response
from kernel.refusals import Refused
from tests.factories.accounts import UserFactory
from tests.factories.documents import PDF, StoredFileFactory
from tests.factories.office import ole, open_xml


@pytest.mark.parametrize(
    ("body", "extension"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "jpg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 20, "heic"),
        (open_xml("word/document.xml"), "docx"),
        (open_xml("xl/workbook.xml"), "xlsx"),
        (open_xml("ppt/presentation.xml"), "pptx"),
        (ole("WordDocument"), "doc"),
        (ole("Workbook"), "xls"),
        (ole("PowerPoint Document"), "ppt"),
        (open_xml("evil/readme.txt"), None),
        (b"PK\x03\x04 not really a zip", None),
        (b"<html><script>alert(1)</script>", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"MZ\x90\0", None),
        (ole("Contents"), None),
        (ole("Workbook")[:600], None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 200, None),
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
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
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
        ("goi.zip", open_xml("anh/1.jpg"), "file_is_archive"),
        ("goi.pdf", b"Rar!\x1a\x07\x01\0" + b"\0" * 600, "file_is_archive"),
        ("goi.docx", b"7z\xbc\xaf\x27\x1c" + b"\0" * 600, "file_is_archive"),
        ("trang.pdf", b"<!doctype html><script>alert(1)</script>", "file_kind_unknown"),
        ("hinh.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_kind_unknown"),
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
    asked.user = UserFactory()
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


@given(st.text(max_size=400))
def test_whatever_a_file_is_called_its_kept_name_is_safe(name):
    kept = clean_name(name)

    assert 0 < len(kept) <= 150
    assert not set(kept) & set("/\\\0\r\n\u202e\u202d\u2066")
    assert kept not in (".", "..")
    assert all(unicodedata.category(letter)[0] != "C" for letter in kept)
    assert clean_name(kept) == kept
