"""Uploaded workbooks: hidden content is found and refused, and nothing decompresses beyond its limits."""

import io
import struct
import zipfile
import zlib

import pytest
from openpyxl import Workbook

from documents import workbooks
from documents.workbooks import SentWorkbook
from kernel.refusals import Refused


def book(*rows, sheet="scores"):
    made = Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_parts(content, *, without=(), method=zipfile.ZIP_DEFLATED, **parts):
    """A workbook with parts put in, by their path with `__` for `/`, or in the place of its own."""
    added = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(output, "w", method) as target:
        for part in source.infolist():
            if part.filename not in added and part.filename not in without:
                target.writestr(part.filename, source.read(part))
        for name, data in added.items():
            target.writestr(name, data)
    return output.getvalue()


def codes(content):
    with pytest.raises(Refused) as refusal:
        rows_of(content)
    assert all(refusal.value.messages)
    return [problem.code for problem in refusal.value.problems]


def rows_of(content):
    return list(SentWorkbook(io.BytesIO(content)).rows("scores"))


def types_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("[Content_Types].xml")


PLAIN = book(["a", 1], ["b", None])
SHEET = "xl__worksheets__sheet1_dot_xml"


def sheet_xml(rows):
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{head}{rows}</sheetData></worksheet>"


def test_rows_come_with_their_numbers_and_empty_ones_are_passed_over():
    sent = SentWorkbook(io.BytesIO(book(["a", 1], [], ["=1+1", None])))

    assert sent.sheets == ["scores"]
    assert [(number, cells[:2]) for number, cells in sent.rows("scores")] == [(1, ("a", 1)), (3, ("=1+1", None))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "workbook_unreadable"),
        (b"%PDF-1.7", "workbook_unreadable"),
        (b"PK\x03\x04 torn", "workbook_unreadable"),
        (PLAIN[:-200], "workbook_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "workbook_old"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "workbook_encrypted"),
        (with_parts(PLAIN, xl__vbaProject_dot_bin=b"Sub Auto_Open"), "workbook_has_macros"),
        (with_parts(PLAIN, xl__macrosheets__sheet1_dot_xml=b"<m/>"), "workbook_has_macros"),
        (with_parts(PLAIN, xl__externalLinks__externalLink1_dot_xml=b"<x/>"), "workbook_has_links"),
        (with_parts(PLAIN, xl__connections_dot_xml=b"<c/>"), "workbook_has_links"),
        (with_parts(PLAIN, without=["xl/workbook.xml"]), "workbook_unreadable"),
        (with_parts(PLAIN, method=zipfile.ZIP_BZIP2), "workbook_unreadable"),
        (with_parts(PLAIN, xl__workbook_dot_xml=b"<not-closed"), "workbook_unreadable"),
        (with_parts(PLAIN, **{SHEET: b"<worksheet><sheetData><row"}), "workbook_unreadable"),
        (b"PK\x03\x04" + b"\x00" * workbooks.MAX_BYTES, "workbook_too_large"),
    ],
    ids=[
        "empty",
        "pdf",
        "no archive",
        "torn",
        "old",
        "password",
        "macros",
        "macro sheet",
        "links",
        "connections",
        "no workbook",
        "method",
        "broken workbook",
        "broken sheet",
        "large",
    ],
)
def test_what_cannot_be_read_safely_says_why(content, code):
    assert codes(content) == [code]


def test_a_macro_workbook_renamed_is_found_by_its_content_type():
    types = types_of(PLAIN).replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml")

    assert codes(with_parts(PLAIN, without=["[Content_Types].xml"]))  # a workbook without types is no workbook
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as source, zipfile.ZipFile(output, "w") as target:
        for part in source.infolist():
            target.writestr(part.filename, types if part.filename == "[Content_Types].xml" else source.read(part))
    assert codes(output.getvalue()) == ["workbook_has_macros"]


def test_a_web_address_in_a_cell_is_no_link_to_another_file():
    made = Workbook()
    made.active.title = "scores"
    made.active["A1"] = "xem trang"
    made.active["A1"].hyperlink = "https://example.org/"
    file = io.BytesIO()
    made.save(file)

    assert next(SentWorkbook(file).rows("scores"))[1][0] == "xem trang"


@pytest.mark.parametrize(
    "content",
    [
        with_parts(PLAIN, xl__worksheets__sheet2_dot_xml=b" " * 2**22),
        with_parts(PLAIN, **{f"xl__junk{number}_dot_xml": b"" for number in range(workbooks.MAX_PARTS)}),
    ],
    ids=["dense", "many parts"],
)
def test_a_zip_bomb_is_refused_by_its_directory(content):
    assert codes(content) == ["workbook_bomb"]


def test_parts_that_each_look_harmless_may_not_sum_up():
    noise = "".join(f"<!-- {number * 7919 % 104729} -->" for number in range(400_000)).encode()
    parts = {f"xl__part{number}_dot_xml": noise for number in range(1 + workbooks.MAX_UNPACKED // len(noise))}

    assert codes(with_parts(PLAIN, **parts)) in (["workbook_bomb"], ["workbook_too_large"])


def test_a_bomb_with_a_false_directory_unpacks_no_further_than_declared():
    """The directory claims 1,000 bytes with a sum that fits them; 300 MB stand behind."""
    head = sheet_xml("").encode()
    shown = head + b" " * (1000 - len(head))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(shown) + b"".join(packer.compress(b" " * 2**20) for _ in range(300)) + packer.flush()
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as source, zipfile.ZipFile(output, "w") as target:
        for part in source.infolist():
            if not part.filename.endswith("sheet1.xml"):
                target.writestr(part.filename, source.read(part))
        lie = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        lie.header_offset = output.tell()
        lie.compress_type, lie.CRC = zipfile.ZIP_DEFLATED, zlib.crc32(shown)
        lie.compress_size, lie.file_size = len(packed), len(shown)
        output.write(lie.FileHeader(zip64=False))
        output.write(packed)
        target.filelist.append(lie)
        target.NameToInfo[lie.filename] = lie
        target.start_dir = output.tell()
        target._didModify = True

    assert rows_of(output.getvalue()) == []


def test_an_encrypted_part_is_found_in_the_directory():
    content = bytearray(PLAIN)
    place = content.find(b"PK\x01\x02")
    (flags,) = struct.unpack_from("<H", content, place + 8)
    struct.pack_into("<H", content, place + 8, flags | 1)

    assert codes(bytes(content)) == ["workbook_encrypted"]


def test_entities_are_never_unfolded():
    laughs = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + sheet_xml(
        '<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>'
    )

    assert codes(with_parts(PLAIN, **{SHEET: laughs})) == ["workbook_unreadable"]
    assert codes(with_parts(PLAIN, **{SHEET: laughs.encode("utf-16")})) == ["workbook_unreadable"]


def test_a_row_far_below_costs_nothing_and_too_many_rows_are_refused(monkeypatch):
    far = sheet_xml('<row r="99999999"><c r="A99999999"><v>1</v></c></row>')
    wide = sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c><c r="A1"><v>2</v></c></row>')
    monkeypatch.setattr(workbooks, "MAX_ROWS", 1)

    assert rows_of(with_parts(PLAIN, **{SHEET: far})) == []
    assert all(
        len(cells) <= workbooks.MAX_COLUMNS
        for _, cells in SentWorkbook(io.BytesIO(with_parts(PLAIN, **{SHEET: wide}))).rows("scores")
    )
    assert codes(PLAIN) == ["workbook_too_long"]
