"""The sheet of a unit's workbook for the figures of its threshold rows [A21, A25, A26]."""

from collections.abc import Iterable
from functools import partial

from django.utils.translation import gettext as _
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents.tables import put_text
from scoring.thresholds import RatioRow, ThresholdRow
from scoring.workbook_ratios import COLUMNS
from scoring.workbook_sheets import FIRST_ROW, FRAME, HEAD, INPUT, KEYS_ROW, SharedStyles, font, print_landscape

_WIDTHS = (9, 40, 34, 14, 34, 14, 12, 26, 44, 10)
_INPUTS = ("numerator", "denominator", "source")


def write_ratios(page: Worksheet, commune: str, thresholds: Iterable[ThresholdRow], *, title: str) -> None:
    """One row per ratio: what is counted, its two numbers, the percentage (computed live), and their source."""
    put_text(page["A1"], title)
    page["A1"].font = font(bold=True, size=14)
    put_text(page["A2"], _("Whole numbers only; the percentage counts by itself. Points are given on the first sheet."))
    page["A2"].font = font(italic=True, color="5A6472")
    titles = {
        "criterion": _("Code"),
        "title": _("Ratio"),
        "part_words": _("What the numerator counts"),
        "numerator": _("Numerator"),
        "whole_words": _("What the denominator counts"),
        "denominator": _("Denominator"),
        "percent": _("Percentage"),
        "demand": _("Threshold"),
        "source": _("Source of the figures"),
        "ratio": "",
        "ratio_commune": "",
    }
    places = {key: place for place, key in enumerate(titles, start=1)}
    for key, place in places.items():
        _head(page, place, titles[key], key)
    number, styles = FIRST_ROW, SharedStyles()
    for row in thresholds:
        for ratio in row.ratios:
            _ratio(page, number, places, row, ratio, commune, styles)
            number += 1
    _hold(page, places, number - 1)


def _head(page: Worksheet, place: int, title: str, key: str) -> None:
    head, hidden = page.cell(KEYS_ROW - 1, place), page.cell(KEYS_ROW, place)
    put_text(head, title)
    put_text(hidden, key if key in COLUMNS else "")
    head.font, head.fill, head.border = font(bold=True, color="FFFFFF"), HEAD, FRAME
    head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    width = page.column_dimensions[head.column_letter]
    width.width, width.hidden = _WIDTHS[min(place, len(_WIDTHS)) - 1], not title


def _ratio(
    page: Worksheet,
    number: int,
    places: dict[str, int],
    row: ThresholdRow,
    ratio: RatioRow,
    commune: str,
    styles: SharedStyles,
) -> None:
    part, whole = (page.cell(number, places[key]).coordinate for key in ("numerator", "denominator"))
    values = {
        "criterion": row.code,
        "title": ratio.label,
        "part_words": ratio.part_label,
        "numerator": ratio.part,
        "whole_words": ratio.whole_label,
        "denominator": ratio.whole,
        "demand": row.demand,
        "source": ratio.source,
        "ratio": ratio.key,
        "ratio_commune": commune,
    }
    for key, place in places.items():
        cell, value = page.cell(number, place), values.get(key)
        styles.dress(cell, key in _INPUTS, partial(_dress, cell, is_input=key in _INPUTS))
        if isinstance(value, int):
            cell.value = value
        elif value:
            put_text(cell, value)
    percent = page.cell(number, places["percent"])
    percent.value, percent.number_format = f'=IF(N({whole})>0,{part}/{whole},"")', "0.00%"
    page.row_dimensions[number].height = 34


def _dress(cell: Cell, *, is_input: bool) -> None:
    cell.font, cell.border = font(), FRAME
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_input:
        cell.protection, cell.fill = Protection(locked=False), INPUT


def _hold(page: Worksheet, places: dict[str, int], last: int) -> None:
    rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    rule.showErrorMessage, rule.errorTitle, rule.error = True, _("Ratios"), _("Type a whole number.")
    page.add_data_validation(rule)
    for key in ("numerator", "denominator"):
        letter = page.cell(KEYS_ROW, places[key]).column_letter
        rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
    page.row_dimensions[KEYS_ROW].hidden, page.row_dimensions[KEYS_ROW - 1].height = True, 34
    page.freeze_panes = f"C{FIRST_ROW}"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # False: these stay allowed
    print_landscape(page)
