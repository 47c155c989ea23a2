"""The scoring workbook: a commune fills it in away from the portal and hands it back [S1, S2]."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from scoring.models import SelfAssessment
from scoring.queries import criterion_rows
from scoring.services.workbook import COLUMNS, SHEET

_WIDTHS = {"A": 14, "B": 14, "C": 10, "D": 60, "E": 70, "F": 10, "G": 44}
_HEAD = PatternFill("solid", fgColor="E4F0F1")
_TEXT = Alignment(wrap_text=True, vertical="top")


def score_workbook(assessment: SelfAssessment) -> bytes:
    """Every leaf of one commune with its points, and the criterion's text beside; only the inputs can be changed.

    The first four columns are those that `import_scores` reads.
    """
    book = Workbook()
    page = book.active
    page.title = SHEET
    page.append([*COLUMNS, _("Content"), _("Maximum"), _("Evidence expected")])
    scores = {score.criterion_id: score for score in assessment.scores.all()}
    for row in criterion_rows(assessment.rubric):
        if row.is_leaf:
            _append(page, assessment, row, scores[row.pk])
    _dress(page)
    _validate(page, assessment.rubric.step)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _append(page, assessment, row, score):
    code = assessment.registration.commune.code
    page.append([code, row.code, score.points, None, row.title, row.max_points, row.expected_evidence])
    why = page.cell(page.max_row, 4)
    # Text as text: a leading "=" would otherwise become a formula.
    why.value, why.data_type = score.explanation, "s"
    for column in (3, 4):
        page.cell(page.max_row, column).protection = Protection(locked=False)


def _dress(page):
    page.freeze_panes = "C2"
    for letter, width in _WIDTHS.items():
        page.column_dimensions[letter].width = width
    for cells in page.iter_rows():
        for cell in cells:
            cell.alignment = _TEXT
    for cell in page[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    page.protection.sheet = True


def _validate(page, step):
    """Excel itself refuses points outside 0..max or off the table's step; the portal judges again."""
    rule = DataValidation(type="custom", formula1=f"AND(C2>=0,C2<=F2,MOD(C2*100,{step * 100:f})=0)", allow_blank=True)
    rule.error = _("Points go from 0 to the maximum, in the steps of the table.")
    page.add_data_validation(rule)
    rule.add(f"C2:C{page.max_row}")
