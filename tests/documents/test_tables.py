"""Exports: typed cells, exact decimals, nothing that runs."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from documents.tables import Column, csv_bytes, defused, json_bytes, xlsx_bytes

MOMENT = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)  # 23:59 in the city
ROWS = [
    ("Bạch Long Vĩ", Decimal("94.99"), 1, date(2026, 2, 14), MOMENT, None),
    ('=HYPERLINK("http://x")', Decimal("-0.25"), 2, None, None, True),
]
COLUMNS = [
    Column(title, key, lambda row, place=place: row[place], width=20)
    for place, (title, key) in enumerate(
        [("Tên", "name"), ("Tổng", "total"), ("Hạng", "rank"), ("Ngày", "day"), ("Lúc", "at"), ("Đạt", "fits")]
    )
]


def sheet_of(columns, rows, **options):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(columns, rows, **options))).active


def test_a_workbook_keeps_the_types_of_its_cells():
    sheet = sheet_of(COLUMNS, ROWS, sheet="Kết quả")

    assert sheet.title == "Kết quả"
    assert [cell.value for cell in sheet[1]] == ["Tên", "Tổng", "Hạng", "Ngày", "Lúc", "Đạt"]
    assert [cell.value for cell in sheet[2]] == [
        "Bạch Long Vĩ",
        94.99,
        1,
        datetime(2026, 2, 14),  # noqa: DTZ001 (spreadsheets know no zones)
        datetime(2026, 11, 30, 23, 59),  # noqa: DTZ001
        None,
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "d", "d", "n"]
    assert sheet["B2"].number_format == "0.00"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F3")
    assert sheet.column_dimensions["A"].width == 20


@pytest.mark.parametrize("text", ["=1+1", "+84 225", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A0"])
def test_a_workbook_runs_no_text(text):
    sheet = sheet_of([Column("Tên", "name", lambda row: row)], [text])

    assert (sheet["A2"].data_type, sheet["A2"].value, sheet["A2"].quotePrefix) == ("s", text, True)


def test_a_workbook_drops_the_characters_no_sheet_may_hold():
    assert sheet_of([Column("Tên", "name", lambda row: row)], ["a\x00b\x0bc"])["A2"].value == "abc"


def test_an_empty_table_has_its_head():
    assert [cell.value for cell in sheet_of(COLUMNS, [])[1]] == ["Tên", "Tổng", "Hạng", "Ngày", "Lúc", "Đạt"]


def test_csv_is_exact_and_defused():
    content = csv_bytes(COLUMNS, ROWS)

    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        ["Tên", "Tổng", "Hạng", "Ngày", "Lúc", "Đạt"],
        ["Bạch Long Vĩ", "94.99", "1", "2026-02-14", "2026-11-30T23:59:00+07:00", ""],
        ['\'=HYPERLINK("http://x")', "-0.25", "2", "", "", "true"],
    ]


def test_csv_for_programs_has_keys_and_no_mark():
    assert csv_bytes(COLUMNS[:2], ROWS[:1], keys=True, bom=False) == "name,total\r\nBạch Long Vĩ,94.99\r\n".encode()


def test_json_rounds_nothing():
    assert json.loads(json_bytes(COLUMNS, ROWS[:1])) == [
        {
            "name": "Bạch Long Vĩ",
            "total": "94.99",
            "rank": 1,
            "day": "2026-02-14",
            "at": "2026-11-30T23:59:00+07:00",
            "fits": None,
        }
    ]


@pytest.mark.parametrize(
    ("text", "safe"),
    [("An Lão", "An Lão"), ("=1", "'=1"), ("  =1", "'  =1"), ("- thiếu ảnh", "'- thiếu ảnh"), ("", ""), ("'=1", "'=1")],
)
def test_defused(text, safe):
    assert defused(text) == safe
