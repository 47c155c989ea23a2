"""Parse a spreadsheet of people to invite into rows."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.models import COMMUNE_ROLES, Role
from accounts.policies import IMPORT_LIMIT, Newcomer
from documents.workbooks import Formula, SentWorkbook, cell_text
from kernel.problems import Problem
from kernel.refusals import Refused, refuse_if
from kernel.text import clean_line

COLUMNS: dict[str, Promise | str] = {
    "email": _("Mail address"),
    "full_name": _("Full name"),
    "role": _("Role"),
    "unit_code": _("Unit’s code"),
}
"""What a column is called: by its key in every language, by its name in each of the portal's languages."""

MAX_BYTES = 2 * 1024 * 1024


def read_people(content: bytes) -> list[Newcomer]:
    """The people in the first sheet, in the order of its rows; empty rows at its end are skipped.

    Columns and roles may be given by their keys or by their names in any of the portal's languages.

    Raises:
        Refused: it is no spreadsheet, its columns do not match, or it has too many rows.
    """
    rows = _rows(content)
    columns = _keys(COLUMNS)
    head = [columns.get(_text(value).lower(), "") for value in next(rows, ())]
    if any(column not in head for column in COLUMNS):
        raise Refused([Problem("sheet_columns", params={"columns": column_names()})])
    places = [head.index(column) for column in COLUMNS]
    keys = _keys({role.value: role.label for role in Role})
    people = []
    for number, row in enumerate(rows, start=2):
        refuse_if(_formulas(number, row, places))
        email, name, role, unit = (_text(row[place]) if place < len(row) else "" for place in places)
        people.append(Newcomer(email, name, keys.get(role.lower(), role), unit))
    while people and not any((people[-1].email, people[-1].full_name, people[-1].role, people[-1].unit_code)):
        people.pop()
    return people


def column_names() -> str:
    """The columns by their names in the active language."""
    return ", ".join(f"“{name}”" for name in COLUMNS.values())


def _keys(names: Mapping[str, Promise | str]) -> dict[str, str]:
    """The key of each name, in every language of the portal; a key is also accepted as a name."""
    keys = {key: key for key in names}
    for language, _label in settings.LANGUAGES:
        with override(language):
            keys |= {str(name).lower(): key for key, name in names.items()}
    return keys


def _rows(content: bytes) -> Iterator[tuple]:
    if len(content) > MAX_BYTES:
        raise Refused([Problem("sheet_too_long", params={"limit": IMPORT_LIMIT})])
    book = SentWorkbook(BytesIO(content))
    rows: list[tuple] = []
    for number, cells in book.rows(book.sheets[0]) if book.sheets else ():
        if number > IMPORT_LIMIT + 2:
            break
        rows += [()] * (number - 1 - len(rows))
        rows.append(cells)
    return iter(rows)


def _text(value: object) -> str:
    """A cell as typed, on one line: a code that the spreadsheet stored as a number becomes text again."""
    return clean_line(cell_text(value))


def _formulas(number: int, row: tuple, places: list[int]) -> Iterator[Problem]:
    for place in places:
        if place < len(row) and isinstance(row[place], Formula):
            cell = f"{get_column_letter(place + 1)}{number}"
            yield Problem("sheet_formula", where=cell, params={"cell": cell})


def template_bytes(units: dict[str, str]) -> bytes:
    """An empty spreadsheet to fill in, with the roles and the units' codes on a second sheet."""
    book = Workbook()
    people = book.active
    people.title = gettext("People")
    people.append([str(name) for name in COLUMNS.values()])
    legend = book.create_sheet(gettext("Roles and codes"))
    legend.append([gettext("Role"), gettext("needs a unit's code"), "", str(COLUMNS["unit_code"]), gettext("Unit")])
    named = list(units.items())
    for number in range(max(len(Role), len(named))):
        role = list(Role)[number] if number < len(Role) else None
        left = [str(role.label), gettext("yes") if role in COMMUNE_ROLES else gettext("no")] if role else ["", ""]
        right = list(named[number]) if number < len(named) else ["", ""]
        legend.append([*left, "", *right])
    for sheet, widths in ((people, (36, 32, 36, 14)), (legend, (36, 20, 4, 14, 36))):
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for letter, width in zip("ABCDE", widths, strict=False):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"
    people.column_dimensions["D"].number_format = "@"
    content = BytesIO()
    book.save(content)
    return content.getvalue()
