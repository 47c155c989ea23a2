"""Cells as spreadsheets and people write them: formulas are refused by their cell, figures are those people write."""

import io
import re
import time
import zipfile
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from documents.workbooks import Formula, SentWorkbook, cell_text
from kernel.fields import PointsInput
from tests.documents.test_workbooks import book

WORDS = "Đã tổ chức"


def sent(content: bytes, sheet="scores"):
    return dict(SentWorkbook(io.BytesIO(content)).rows(sheet))


def changed(content: bytes, pattern: str, replacement: str, *, parts=r".*\.(xml|rels)") -> bytes:
    """The workbook with text replaced in its parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part).decode()
            fits = re.fullmatch(parts, part.filename)
            target.writestr(part.filename, re.sub(pattern, replacement, data) if fits else data)
    return output.getvalue()


def with_formulas() -> bytes:
    made = load_workbook(io.BytesIO(book(["a", "b", "c"])))
    made.active["A1"] = '="x"&"y"'
    made.active["B1"] = ArrayFormula("B1", "=SUM(A2:A3)")
    made.active["C1"].value, made.active["C1"].data_type = "=typed", "s"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_formula_comes_as_its_text_and_text_stays_text():
    first, second, third, *_rest = sent(with_formulas())[1]
    assert [(cell, isinstance(cell, Formula)) for cell in (first, second, third)] == [
        ('="x"&"y"', True),
        ("=SUM(A2:A3)", True),
        ("=typed", False),
    ]


def test_letters_written_as_numbers_are_letters_again():
    cells = sent(book(["một_x000D_\nhai_x0009_ba", "_x0041_", "x_x00_"]))[1]
    assert [cell_text(cell) for cell in cells[:3]] == ["một\nhai ba", "A", "x_x00_"]


@pytest.mark.parametrize("typed", ["Co\u0301", "\u200bCó", "Có\u00a0", " Có\ufeff"])
def test_a_cell_is_clean(typed):
    assert cell_text(sent(book([typed]))[1][0]) == "Có"


@pytest.mark.parametrize("sheets", [1, 12])
def test_a_format_on_the_last_row_costs_nothing(sheets):
    stray = changed(book(["a"], ["b"]), "</sheetData>", '<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>')
    begun = time.process_time()
    for _ in range(sheets):
        assert list(sent(stray)) == [1, 2]
    assert time.process_time() - begun < 0.5 * sheets


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("7", "7"),
        ("7,5", "7.5"),
        ("7.50", "7.5"),
        (" 0,25\u00a0", "0.25"),
        (",5", "0.5"),
        ("-1", "-1"),
        ("7\u200b", "7"),
    ],
)
def test_points_as_people_write_them(typed, points):
    assert PointsInput(required=False).to_python(typed) == Decimal(points)


@pytest.mark.parametrize(
    "typed",
    [
        "0_1",
        "0_0,7_5",
        "75e-2",
        "7E1",
        "\uff17",
        "\u0667",
        "1,5,0",
        "1.000,5",
        "+1",
        "nan",
        "Infinity",
        "0x1",
        "7 5",
        "-",
        ".",
    ],
)
def test_what_nobody_writes_as_points_is_refused(typed):
    with pytest.raises(ValidationError):
        PointsInput(required=False).to_python(typed)
