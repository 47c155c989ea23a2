"""The kind of a file by its content only: samples of every kind that offices send, and of disguised files."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.checks import given_name, name_of_kind, upload_problems
from documents.kinds import DOCX, KINDS, PDF, XLSX, judged
from documents.services import store_file
from documents.serving import file_response
from kernel.refusals import Refused
from kernel.wording import words_for
from tests.factories.accounts import UserFactory
from tests.factories.documents import PDF as PDF_BODY
from tests.factories.documents import StoredFileFactory
from tests.factories.office import ole

CASES = Path(__file__).with_name("cases")
OFFICE = "application/vnd.openxmlformats-officedocument."


def case(name):
    return (CASES / name).read_bytes()


def kind_or_code(body):
    """The extension of a kind that is taken; the code of one that is not."""
    kind = judged(io.BytesIO(body))
    return getattr(kind, "extension", None) or kind.code


def packed(**parts):
    """A ZIP of parts; in names "__" stands for a slash."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return body.getvalue()


def odf(kind, **more):
    return packed(mimetype=f"application/vnd.oasis.opendocument.{kind}", **more)


def package(expected, name):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        package.writestr(name, "x")
        package.writestr("[Content_Types].xml", f"<Types>{expected}</Types>")
    return body.getvalue()


def brands(*names):
    body = b"ftyp" + names[0] + b"\0\0\0\0" + b"".join(names[1:])
    return struct.pack(">I", len(body) + 4) + body + b"\0\0\0\x10meta"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("brand-heim.heic", "heic"),
        ("brand-heis.heic", "heic"),
        ("libreoffice.odt", "file_is_odf"),
        ("password.docx", "file_locked"),
        ("pdf-sign-in-comment.jpg", "jpg"),
        ("word-online-document2.docx", "docx"),
    ],
)
def test_files_as_offices_sent_them(name, expected):
    assert kind_or_code(case(name)) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((b"heic", b"mif1"), "heic"),
        ((b"heix", b"mif1"), "heic"),
        ((b"hevc", b"msf1"), "heic"),
        ((b"mif1", b"heic"), "heic"),
        ((b"msf1", b"hevc"), "heic"),
        ((b"mif1",), "heic"),
        ((b"XXXX", b"mif1", b"heix"), "heic"),
        ((b"avif", b"mif1", b"miaf"), "picture_kind_other"),
        ((b"mif1", b"avif"), "picture_kind_other"),
        ((b"isom", b"iso2", b"mp41"), "file_kind_unknown"),
        ((b"M4V ",), "file_kind_unknown"),
    ],
)
def test_a_picture_of_a_phone_is_known_by_any_brand_that_it_is_compatible_with(names, expected):
    assert kind_or_code(brands(*names)) == expected


@pytest.mark.parametrize(
    ("content_type", "part", "expected"),
    [
        (f"{OFFICE}wordprocessingml.document.main+xml", "word/document2.xml", "docx"),
        (f"{OFFICE}wordprocessingml.document.main+xml", "office/main.xml", "docx"),
        (f"{OFFICE}spreadsheetml.sheet.main+xml", "xl/workbook7.xml", "xlsx"),
        (f"{OFFICE}presentationml.presentation.main+xml", "ppt/p.xml", "pptx"),
        (f"{OFFICE}wordprocessingml.template.main+xml", "word/document.xml", "dotx"),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml", "docm"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xl/workbook.xml", "xlsm"),
        ("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", "ppt/presentation.xml", "pptm"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xl/workbook.bin", "file_kind_other"),
        ("application/xml", "word/document.xml", "file_is_archive"),
    ],
)
def test_the_kind_of_an_office_file_is_in_its_list_of_types_wherever_its_main_part_is(content_type, part, expected):
    assert kind_or_code(package(f'<Override PartName="/{part}" ContentType="{content_type}"/>', part)) == expected


def test_the_type_of_the_main_part_may_stand_under_its_ending():
    shown = f'<Default Extension="xml" ContentType="{DOCX.media_type}.main+xml"/>'

    assert kind_or_code(package(shown, "word/document.xml")) == "docx"


def test_a_package_that_names_two_main_parts_or_one_that_is_not_there_is_none():
    one = f'<Override PartName="/a.xml" ContentType="{DOCX.media_type}.main+xml"/>'
    other = f'<Override PartName="/a.xml" ContentType="{XLSX.media_type}.main+xml"/>'
    both = f'{one}<Default Extension="xml" ContentType="{XLSX.media_type}.main+xml"/>'

    assert kind_or_code(package(one, "b.xml")) == "file_is_archive"
    assert kind_or_code(package(one + other, "a.xml")) == "xlsx"
    assert kind_or_code(packed(**{"a.xml": "x", "b.xml": "x", "[Content_Types].xml": f"<Types>{both}</Types>"})) == (
        "file_is_archive"
    )


def test_types_that_are_locked_written_with_entities_or_too_long_say_nothing():
    right = f'<Override PartName="/a.xml" ContentType="{DOCX.media_type}.main+xml"/>'
    entities = f'<!DOCTYPE Types [<!ENTITY a "b">]><Types>{right}</Types>'

    assert kind_or_code(packed(**{"a.xml": "x", "[Content_Types].xml": entities})) == "file_is_archive"
    assert kind_or_code(package(right + " " * 2**21, "a.xml")) == "file_is_archive"
    assert kind_or_code(package("<", "a.xml")) == "file_is_archive"


@pytest.mark.parametrize(
    ("body", "expected", "save_as"),
    [
        (odf("text"), "file_is_odf", ".docx"),
        (odf("text-template"), "file_is_odf", ".docx"),
        (odf("spreadsheet"), "file_is_odf", ".xlsx"),
        (odf("presentation"), "file_is_odf", ".pptx"),
        (odf("graphics"), "file_is_odf", ".docx"),
        (packed(**{"content.xml": "x", "META-INF/manifest.xml": "x"}), "file_is_odf", ".docx"),
        (b"{\\rtf1\\ansi", "file_kind_other", ".docx"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "file_kind_other", ".docx"),
        (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel">', "file_kind_other", ".xlsx"),
        (b"II*\0" + b"\0" * 60, "picture_kind_other", ".jpg"),
        (b"GIF89a %PDF-1.4", "picture_kind_other", ".jpg"),
    ],
)
def test_what_is_known_and_not_taken_says_what_to_save_it_as(body, expected, save_as):
    problem = next(upload_problems(SimpleUploadedFile("báo cáo.docx", body)))

    assert (problem.code, problem.params["save_as"]) == (expected, save_as)
    assert save_as in words_for(problem)


def test_opendocument_that_poses_as_an_office_file_is_refused():
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{DOCX.media_type}.main+xml"/></Types>'
    posing = {"word/document.xml": "x", "[Content_Types].xml": types}

    assert kind_or_code(odf("text", **posing)) == "file_is_odf"
    assert kind_or_code(packed(**posing, mimetype="application/vnd.oasis.opendocument.spreadsheet")) == "file_is_odf"
    assert kind_or_code(packed(mimetype="application/epub+zip", **posing)) == "file_is_archive"
    assert kind_or_code(packed(**posing)) == "docx"


WORD_START = struct.pack("<H8xH", 0xA5EC, 0x0100)
EXCEL_START = struct.pack("<HH16x", 0x0809, 16) + struct.pack("<HHH", 0x2F, 2, 0)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ole("EncryptionInfo", "EncryptedPackage"), "file_locked"),
        (ole("WordDocument", start=WORD_START), "file_locked"),
        (ole("WordDocument", start=struct.pack("<H8xH", 0xA5EC, 0x0200)), "doc"),
        (ole("Workbook", start=EXCEL_START), "file_locked"),
        (ole("Book", start=EXCEL_START), "file_locked"),
        (ole("Workbook", start=struct.pack("<HH16x", 0x0809, 16)), "xls"),
        (ole("PowerPoint Document", "EncryptedSummary"), "file_locked"),
        (ole("__properties_version1.0"), "file_kind_unknown"),
    ],
)
def test_a_locked_office_file_is_said_to_be_locked(body, expected):
    assert kind_or_code(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf%PDF-1.7\n", "pdf_begins_late"),
        (b"\r\n\r\n%PDF-1.7\n", "pdf_begins_late"),
        (b"<script>alert(1)</script>%PDF-1.7\n", "file_kind_unknown"),
        (b"#!/bin/sh\n# %PDF-1.7\nrm -rf /", "file_kind_unknown"),
        (b"MZ\x90\0" + b" " * 60 + b"%PDF-1.7", "file_kind_unknown"),
        (packed(**{"%PDF-1.7": "x"}), "file_is_archive"),
        (b"\x89PNG\r\n\x1a\n%PDF-1.7", "png"),
        (b"RIFF\0\0\0\0WEBPVP8 %PDF-1.7", "webp"),
    ],
)
def test_a_pdf_begins_as_one_and_whatever_else_begins_a_file_decides(body, expected):
    assert kind_or_code(body) == expected


def test_a_directory_of_half_a_million_names_costs_nothing():
    """The names alone would take 245 MB; the record at the end says so before they are read."""
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, *[0] * 7, 1, *[0] * 6) + b"a"
    start = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, *[0] * 7, 1, 0) + b"a"
    names = entry * 500_000
    body = start + names + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 65535, 65535, len(names), len(start), 0)
    begun = time.process_time()

    assert kind_or_code(body) == "file_is_archive"
    assert time.process_time() - begun < 1


def test_chains_without_an_end_in_an_old_office_file_come_to_one():
    """The folder's sector follows itself for ever, and its table of sectors does too."""
    body = bytearray(ole("WordDocument"))
    struct.pack_into("<I", body, 512 + 4, 1)
    begun = time.process_time()

    assert kind_or_code(bytes(body)) == "doc"
    struct.pack_into("<II", body, 68, 2, 2**31)
    struct.pack_into("<I", body, 48, 2**30)
    assert kind_or_code(bytes(body)) == "file_kind_unknown"
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("name", "body", "given"),
    [
        ("báo cáo.pdf", PDF_BODY, "báo cáo.pdf"),
        ("báo cáo.PDF", PDF_BODY, "báo cáo.PDF"),
        ("báo cáo", PDF_BODY, "báo cáo.pdf"),
        ("quyết định số 12.2026", PDF_BODY, "quyết định số 12.2026.pdf"),
        ("chạy.exe", PDF_BODY, "chạy.exe.pdf"),
        ("trang.html", PDF_BODY, "trang.html.pdf"),
        ("ảnh.pdf", b"\xff\xd8\xff\xe0" + b"\0" * 20, "ảnh.jpg"),
        ("ảnh.JPEG", b"\xff\xd8\xff\xe0" + b"\0" * 20, "ảnh.JPEG"),
        (".pdf", PDF_BODY, "pdf.pdf"),
        ("x" * 300, PDF_BODY, "x" * 146 + ".pdf"),
    ],
)
@pytest.mark.django_db
def test_a_file_is_kept_and_given_out_under_an_extension_of_its_kind(at, rf, name, body, given):
    person = UserFactory()
    stored = store_file(upload=SimpleUploadedFile(name, body), by=person, now=at(2026, 11, 1))

    assert stored.name == given


@pytest.mark.django_db
def test_a_file_that_was_kept_under_another_extension_is_given_out_under_its_own(rf):
    asked = rf.get("/")
    asked.user = UserFactory()
    stored = StoredFileFactory(name="chạy.bat", stored_by=asked.user)

    response = file_response(asked, stored)
    response.close()

    assert "ch%E1%BA%A1y.bat.pdf" in response.headers["Content-Disposition"]


def test_names_of_kinds():
    assert name_of_kind("a.docx", DOCX) == "a.docx"
    assert given_name("a.docm", DOCX.media_type) == "a.docm"
    assert given_name("so-lieu.csv", "text/csv") == "so-lieu.csv"
    assert {given_name(f"a.{PDF.extension}", kind.media_type) for kind in KINDS} == {
        f"a.{kind.extension}" for kind in KINDS
    }


@pytest.mark.django_db
def test_nothing_of_a_locked_file_is_stored(at):
    with pytest.raises(Refused) as refusal:
        store_file(upload=SimpleUploadedFile("khóa.docx", case("password.docx")), by=None, now=at(2026, 11, 1))

    assert "khóa bằng mật khẩu" in str(refusal.value.messages)
