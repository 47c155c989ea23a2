"""A scoring sheet to fill in: the table's own order, live sums, and only the inputs unlocked [S1].

Both the communes' and the team's workbooks use this.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import partial

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents.numbers import points_text
from documents.tables import put_text
from documents.workbooks import plain_text
from scoring.core import NotApplicable
from scoring.models import Rubric
from scoring.queries import CriterionRow, criterion_rows, policy_of

KEYS_ROW = 5
FIRST_ROW = KEYS_ROW + 1

_LINE = Side(style="thin", color="C9CEC9")
FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
HEAD = PatternFill("solid", fgColor="0B5C6B")
_GROUP = PatternFill("solid", fgColor="CFE3E6")
_PART = PatternFill("solid", fgColor="EAF3F4")
INPUT = PatternFill("solid", fgColor="FFF9DB")
_FIGURE = "0.00"


def font(**looks) -> Font:
    """The font of every sheet."""
    return Font(name="Calibri", **({"size": 11} | looks))


class SharedStyles:
    """Styles made once per kind of cell and then shared: to make one for each cell is most of what a sheet costs."""

    def __init__(self):
        self._styles: dict[object, StyleArray] = {}

    def dress(self, cell, kind: object, dress: Callable[[], None]) -> None:
        if kind in self._styles:
            cell._style = copy(self._styles[kind])
        else:
            dress()
            self._styles[kind] = copy(cell._style)


class Formula(str):
    """A formula written by the portal, never by a person."""

    __slots__ = ()


class Cell(Enum):
    """The content of a column, and whether people may edit it."""

    TEXT = "text"
    FIGURE = "figure"
    POINTS = "points"
    MARK = "mark"
    WORDS = "words"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: the key for programs, the title for people, its content, its width in characters."""

    key: str
    title: str
    cell: Cell
    width: int = 10


class ScoreSheet:
    """Writes one commune's table into a sheet.

    `values` map a criterion to the values of its columns by key; columns of the table itself are filled
    automatically. `markable` are the criteria that may be marked as not applicable [S9], `assumed` those whose maximum
    is illegible in the scan.
    """

    def __init__(
        self,
        page: Worksheet,
        rubric: Rubric,
        columns: Sequence[SheetColumn],
        *,
        title: str,
        hint: str,
        markable: Collection[str] = (),
        assumed: Collection[str] = (),
    ):
        self.page, self.rubric, self.columns, self.markable = page, rubric, columns, markable
        self.assumed, self.styles = frozenset(assumed), SharedStyles()
        self.letters = {column.key: get_column_letter(place) for place, column in enumerate(columns, start=1)}
        self.rescales = policy_of(rubric) is NotApplicable.RESCALE
        self.rows = {row.code: number for number, row in enumerate(criterion_rows(rubric), start=FIRST_ROW)}
        self._head(title, hint)

    @property
    def scored_cell(self) -> str:
        """The cell of the live count of scored criteria."""
        return f"{self.letters['counted']}3"

    @property
    def total_cell(self) -> str:
        """The cell of the live total."""
        return f"{self.letters['points']}3"

    def fill(self, values: Mapping[str, Mapping[str, object]]) -> None:
        """Write all rows; then the sums, which need the positions of the rows."""
        table = criterion_rows(self.rubric)
        for row in table:
            if row.is_leaf:
                self._criterion(self.rows[row.code], row, values[row.code])
        for row in table:
            if not row.is_leaf:
                self._heading(row, [self.rows[one.code] for one in table if one.code.startswith(f"{row.code}.")])
        self._totals(table)
        self._guard(table)

    def _head(self, title: str, hint: str) -> None:
        page, last = self.page, get_column_letter(max(len(self.columns) - 2, 2))
        for number, text, look in (
            (1, title, font(bold=True, size=14)),
            (2, hint, font(italic=True, color="5A6472")),
        ):
            put_text(page.cell(number, 1), text)
            page.cell(number, 1).font = look
            page.merge_cells(f"A{number}:{last}{number}")
            page.cell(number, 1).alignment = Alignment(vertical="center", wrap_text=True)
        page.row_dimensions[1].height, page.row_dimensions[2].height, page.row_dimensions[3].height = 24, 20, 22
        for place, column in enumerate(self.columns, start=1):
            head, key = page.cell(KEYS_ROW - 1, place), page.cell(KEYS_ROW, place)
            put_text(head, column.title)
            put_text(key, column.key)
            head.font, head.fill, head.border = font(bold=True, color="FFFFFF"), HEAD, FRAME
            head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
            width = page.column_dimensions[get_column_letter(place)]
            width.width, width.hidden = column.width, column.cell is Cell.HIDDEN
        page.row_dimensions[KEYS_ROW].hidden = True
        page.row_dimensions[KEYS_ROW - 1].height = 48
        page.freeze_panes = f"C{FIRST_ROW}"
        page.print_title_rows = f"{KEYS_ROW - 1}:{KEYS_ROW - 1}"
        print_landscape(page)

    def _criterion(self, number: int, row: CriterionRow, values: Mapping[str, object]) -> None:
        title = f"{row.title}\n({row.applies_when})" if row.applies_when else row.title
        title = f"{title}\n[{_('maximum provisional')}]" if row.code in self.assumed else title
        own = {"criterion_code": row.code, "title": title, "maximum": row.max_points, "step": self.rubric.step}
        own |= {"expected_evidence": row.expected_evidence, "counted": self._counted(number)}
        for place, column in enumerate(self.columns, start=1):
            cell, value = self.page.cell(number, place), (own | dict(values)).get(column.key)
            self._dress(cell, column, row)
            _put(cell, value)
        shown = own | dict(values)
        texts = [column for column in self.columns if column.cell in (Cell.TEXT, Cell.WORDS)]
        lines = max(self._lines(shown.get(column.key), column) for column in texts)
        self.page.row_dimensions[number].height = min(15.5 * max(lines, 2), 400)

    def _lines(self, value: object, column: SheetColumn) -> int:
        """How many lines a text needs in its column: spreadsheets do not adjust row heights by themselves."""
        if isinstance(value, Formula):
            return 1
        return sum(1 + len(line) // column.width for line in str(value or "").split("\n"))

    def _dress(self, cell, column: SheetColumn, row: CriterionRow) -> None:
        kind = (column.cell, column.key == "check", row.code in self.markable)
        self.styles.dress(cell, kind, lambda: self._dress_one(cell, column, row))

    def _dress_one(self, cell, column: SheetColumn, row: CriterionRow) -> None:
        cell.border, cell.font = FRAME, font()
        figures = column.cell in (Cell.FIGURE, Cell.POINTS)
        centre = figures or column.cell is Cell.MARK
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if centre else None)
        if figures:
            cell.number_format = _FIGURE
        if column.key == "check":
            cell.font = font(bold=True, color="B3261E")
        open_mark = column.cell is Cell.MARK and row.code in self.markable
        if column.cell in (Cell.POINTS, Cell.WORDS) or open_mark:
            cell.protection, cell.fill = Protection(locked=False), INPUT

    def _counted(self, number: int) -> str:
        """The formula of a criterion's part in the sums.

        Its points, or what the table's policy gives where it does not apply [S9].
        """
        points = f"N({self.letters['points']}{number})"
        if "not_applicable" not in self.letters:
            return Formula(f"={points}")
        marked = f'TRIM({self.letters["not_applicable"]}{number})<>""'
        full = 0 if self.rescales else f"{self.letters['maximum']}{number}"
        return Formula(f"=IF({marked},{full},{points})")

    def _heading(self, row: CriterionRow, below: list[int]) -> None:
        """A group or a criterion with its live sum. SUBTOTAL ignores the subtotals within it."""
        number, fill = self.rows[row.code], _GROUP if row.depth == 0 else _PART
        span = f"{self.letters['counted']}{min(below)}:{self.letters['counted']}{max(below)}"
        total = Formula(f"=SUBTOTAL(9,{span})")
        own = {"criterion_code": row.code, "title": row.title, "maximum": row.max_points}
        own |= {"points": total, "counted": total}
        for place, column in enumerate(self.columns, start=1):
            cell = self.page.cell(number, place)
            kind = ("sum", column.cell, column.key == "counted", row.depth == 0)
            self.styles.dress(cell, kind, partial(self._dress_sum, cell, column, fill))
            _put(cell, own.get(column.key))
        width = next(column for column in self.columns if column.key == "title")
        self.page.row_dimensions[number].height = 15.5 * self._lines(row.title, width) + 3

    def _dress_sum(self, cell, column: SheetColumn, fill: PatternFill) -> None:
        cell.font, cell.fill, cell.border = font(bold=True), fill, FRAME
        figure = column.cell in (Cell.FIGURE, Cell.POINTS)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if figure else None)
        cell.number_format = _FIGURE if figure or column.key == "counted" else "General"

    def _totals(self, table: Sequence[CriterionRow]) -> None:
        """The frozen row with the points of each group and the total."""
        page, column = self.page, self.letters["counted"]
        last = max(self.rows.values())
        counted, scored = f"{column}{FIRST_ROW}:{column}{last}", self._scored(table)
        groups = [row for row in table if row.depth == 0]
        parts = [
            f'"{row.code}: "&FIXED({column}{self.rows[row.code]},2)&"/{points_text(row.max_points)}"' for row in groups
        ]
        formula = '&"   ·   "&'.join(parts)
        page["A3"] = f"={formula}"
        page[self.scored_cell] = f"={scored}"
        name = _("Criteria scored")
        words_key = next(column.key for column in self.columns if column.cell is Cell.WORDS)
        progress = page[f"{self.letters[words_key]}3"]
        progress.value = f'="{name}: "&{self.scored_cell}&"/{sum(row.is_leaf for row in table)}"'
        progress.font, progress.alignment = font(bold=True), Alignment(vertical="center")
        page.merge_cells(f"A3:{self._before('maximum')}3")
        page[f"{self.letters['maximum']}3"] = sum(row.max_points for row in groups)
        total = f"SUBTOTAL(9,{counted})"
        if self.rescales and "not_applicable" in self.letters:
            marks, max_points = (
                f"{self.letters[k]}{FIRST_ROW}:{self.letters[k]}{last}" for k in ("not_applicable", "maximum")
            )
            total = f'ROUNDDOWN(ROUND({total}*100/(100-SUMIF({marks},"x",{max_points})),6),2)'
        page[self.total_cell] = f"={total}"
        for key in ("maximum", "points"):
            cell = page[f"{self.letters[key]}3"]
            cell.number_format, cell.font = _FIGURE, font(bold=True, size=13)
            cell.alignment = Alignment(horizontal="center", vertical="center")
        page["A3"].font, page["A3"].alignment = font(bold=True), Alignment(vertical="center", wrap_text=True)

    def _before(self, key: str) -> str:
        return get_column_letter([column.key for column in self.columns].index(key))

    def _scored(self, table: Sequence[CriterionRow]) -> str:
        """How many criteria have points or are marked: each consecutive range of criteria is counted separately."""
        letter, mark = self.letters["points"], self.letters.get("not_applicable")
        runs = list(_runs([self.rows[row.code] for row in table if row.is_leaf]))
        counts = [f"COUNT({letter}{first}:{letter}{last})" for first, last in runs]
        if mark:
            marks = (f"{mark}{first}:{mark}{last}" for first, last in runs)
            points = (f"{letter}{first}:{letter}{last}" for first, last in runs)
            counts += [f'COUNTIFS({m},"x",{p},"")' for m, p in zip(marks, points, strict=True)]
        return f"({'+'.join(counts)})"

    def _guard(self, table: Sequence[CriterionRow]) -> None:
        """The spreadsheet refuses points outside 0..max or off the step; the portal checks again."""
        self._validate_points()
        if "not_applicable" in self.letters:
            self._validate_marks([self.rows[row.code] for row in table if row.is_leaf and row.code in self.markable])
        protection = self.page.protection
        protection.sheet = True
        protection.formatColumns = protection.formatRows = False  # False: these stay allowed

    def _validate_points(self) -> None:
        points, max_points = f"{self.letters['points']}{FIRST_ROW}", f"{self.letters['maximum']}{FIRST_ROW}"
        step = f"{self.rubric.step * 100:f}".rstrip("0").rstrip(".")
        held = f"AND(ISNUMBER({points}),{points}>=0,{points}<={max_points},MOD(ROUND({points}*100,4),{step})=0)"
        rule = DataValidation(type="custom", formula1=held, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = _("Points"), _("Points go from 0 to the maximum, in the steps of the table.")
        self.page.add_data_validation(rule)
        for first, last in _runs([number for code, number in self.rows.items() if self._is_leaf(code)]):
            rule.add(f"{self.letters['points']}{first}:{self.letters['points']}{last}")

    def _is_leaf(self, code: str) -> bool:
        return not any(other.startswith(f"{code}.") for other in self.rows)

    def _validate_marks(self, numbers: Sequence[int]) -> None:
        rule = DataValidation(type="list", formula1='"x"', allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = _("Not applicable"), _("Type x, or leave it empty.")
        if numbers:
            self.page.add_data_validation(rule)
        for number in numbers:
            rule.add(f"{self.letters['not_applicable']}{number}")


def print_landscape(page: Worksheet) -> None:
    """Print at the width of the paper, on as many pages as needed."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "&P/&N"
    page.page_margins.left = page.page_margins.right = page.page_margins.top = page.page_margins.bottom = 0.5


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Consecutive numbers as (first, last)."""
    if not numbers:
        return
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def _put(cell, value: object) -> None:
    """Write numbers as numbers, the portal's formulas as formulas, and text as text that is never executed."""
    if value is None or value == "":
        return
    if isinstance(value, Decimal | Formula):
        cell.value = value
    else:
        put_text(cell, plain_text(str(value)))


def write_stamp(book: Workbook, rows: Iterable[list[str]], *, name: str) -> None:
    """A hidden sheet that records the stored values at the time when the workbook was made."""
    page = book.create_sheet(name)
    page.sheet_state = "veryHidden"
    for row in rows:
        page.append(row)
    page.protection.sheet = True


def write_guide(book: Workbook, title: str, lines: Sequence[str]) -> None:
    """A sheet of instructions, numbered, in the reader's language."""
    page = book.create_sheet(title)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 5, 110
    put_text(page["A1"], title)
    page["A1"].font = font(bold=True, size=14)
    for number, line in enumerate(lines, start=1):
        page.cell(number + 2, 1).value = number
        put_text(page.cell(number + 2, 2), line)
        page.cell(number + 2, 1).font = page.cell(number + 2, 2).font = font()
        page.cell(number + 2, 1).alignment = Alignment(vertical="top", horizontal="center")
        page.cell(number + 2, 2).alignment = Alignment(wrap_text=True, vertical="top")
        page.row_dimensions[number + 2].height = 17 * (1 + len(line) // 105)
    page.sheet_view.showGridLines = False
    print_landscape(page)
    page.protection.sheet = True


def assumed_words(assumed: Collection[str]) -> list[str]:
    """The workbook guide's note on figures that are illegible in the scan; none where all are confirmed."""
    if not assumed:
        return []
    sentence = _(
        "The maxima marked “%(mark)s” are lost in the scan of the decision and being compared with the signed original "
        "(by the portal's rule): %(codes)s."
    )
    return [sentence % {"mark": _("maximum provisional"), "codes": ", ".join(assumed)}]
