"""A spreadsheet of people is understood however its cells were typed; a formula is refused by its cell."""

import io

import pytest
from openpyxl import Workbook

from accounts.imports import read_people
from accounts.policies import Newcomer
from kernel.refusals import Refused


def sent(*rows) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "row",
    [
        ("a@example.test\u200b", "Nguyễn\u00a0 Văn\u200b An", "commune_editor", "10525"),
        ("\ufeffa@example.test", "Nguye\u0302\u0303n Va\u0306n An", "commune_editor\u00a0", "10525\u200b"),
        (" a@example.test", "Nguyễn  Văn An\n", "Commune_Editor", 10525),
        ("a@example.test", "Nguyễn_x0020_Văn An", "commune_editor", 10525.0),
    ],
)
def test_cells_that_look_right_are_understood(row):
    head = ("email\u200b", "full_name", "ROLE", "unit_code\u00a0")
    assert read_people(sent(head, row)) == [
        Newcomer("a@example.test", "Nguyễn Văn An", "commune_editor", "10525"),
    ]


def test_a_formula_is_refused_by_its_cell():
    head = ("email", "full_name", "role", "unit_code")
    row = ("a@example.test", '="Nguyễn "&"An"', "officer", "")
    with pytest.raises(Refused) as refusal:
        read_people(sent(head, ("b@example.test", "B", "officer", ""), row))
    assert [(problem.code, problem.where) for problem in refusal.value.problems] == [("sheet_formula", "B3")]
