"""A spreadsheet of people to invite, read into rows."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from accounts.models import COMMUNE_ROLES, Role
from accounts.policies import IMPORT_MOST, Newcomer
from kernel.problems import Problem
from kernel.refusals import Refused

COLUMNS = ("email", "full_name", "role", "unit_code")
MOST_BYTES = 2 * 1024 * 1024


def read_people(content: bytes) -> list[Newcomer]:
    """The people in the first sheet, in the order of its rows; empty rows at its end are passed over.

    A role may be typed as its key or as its name in the active language.

    Raises:
        Refused: it is no spreadsheet, its columns are others, or it has too many rows.
    """
    rows = _rows(content)
    head = [_text(value).lower() for value in next(rows, ())]
    if any(column not in head for column in COLUMNS):
        raise Refused([Problem("sheet_columns")])
    places = [head.index(column) for column in COLUMNS]
    keys = {str(role.label).lower(): role.value for role in Role}
    found = []
    for row in rows:
        email, name, role, unit = (_text(row[place]) if place < len(row) else "" for place in places)
        found.append(Newcomer(email, name, keys.get(role.lower(), role), unit))
    while found and not any((found[-1].email, found[-1].full_name, found[-1].role, found[-1].unit_code)):
        found.pop()
    return found


def _rows(content: bytes) -> Iterator[tuple]:
    if len(content) > MOST_BYTES:
        raise Refused([Problem("sheet_too_long", params={"most": IMPORT_MOST})])
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True, max_row=IMPORT_MOST + 2, max_col=20))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError) as error:
        raise Refused([Problem("sheet_unreadable")]) from error
    return iter(rows)


def _text(value: object) -> str:
    """A cell as typed: a code that the spreadsheet took for a number is text again."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def template_bytes(units: dict[str, str]) -> bytes:
    """An empty spreadsheet to fill in, with the roles and the units' codes on a second sheet."""
    book = Workbook()
    people = book.active
    people.title = _("People")
    people.append(COLUMNS)
    legend = book.create_sheet(_("Roles and codes"))
    legend.append(["role", _("Role"), _("needs a unit's code"), "", "unit_code", _("Unit")])
    named = list(units.items())
    for number in range(max(len(Role), len(named))):
        role = list(Role)[number] if number < len(Role) else None
        left = [role.value, str(role.label), _("yes") if role in COMMUNE_ROLES else _("no")] if role else ["", "", ""]
        right = list(named[number]) if number < len(named) else ["", ""]
        legend.append([*left, "", *right])
    for sheet, widths in ((people, (36, 32, 20, 12)), (legend, (18, 32, 20, 4, 12, 36))):
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for letter, width in zip("ABCDEF", widths, strict=False):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"
    people.column_dimensions["D"].number_format = "@"
    content = BytesIO()
    book.save(content)
    return content.getvalue()
