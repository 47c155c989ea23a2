"""The scoring workbook, which a commune fills in offline and uploads again [S1, S2]."""

import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from documents.numbers import points_text
from scoring.core import THRESHOLDS
from scoring.former_scores import FormerScore
from scoring.models import Rubric, SelfAssessment
from scoring.queries import assumed_criteria, criterion_codes, criterion_rows
from scoring.ratio_sheet import write_ratios
from scoring.thresholds import thresholds_of
from scoring.workbook_ratios import ratio_stamps
from scoring.workbook_sheets import Cell, ScoreSheet, SheetColumn, assumed_words, write_guide, write_stamp
from scoring.workbook_stamps import SELF, STAMP, CriterionStamp, stamp_rows


def score_workbook(assessment: SelfAssessment, former: Mapping[str, FormerScore] | None = None) -> bytes:
    """One commune's table with its stored values; only points, exceptions and explanations can be edited.

    `former` are the scores of the year before, to be read beside them.

    A hidden sheet records the stored values, so that `read_lines` can tell what was changed, and by whom meanwhile.
    """
    registration = assessment.registration
    commune, year = registration.commune, registration.cycle.year
    book = Workbook()
    book.active.title = _("Self-assessment")
    title = _("Self-assessment %(year)s · %(commune)s") % {"year": year, "commune": commune}
    hint = _("Fill in the yellow cells only. The sheet “%(guide)s” tells how.") % {"guide": _("Guide")}
    assumed = assumed_criteria(assessment.rubric)
    words: dict[str, Any] = {
        "title": title,
        "hint": hint,
        "markable": exception_criteria(assessment.rubric),
        "assumed": assumed,
    }
    sheet = ScoreSheet(book.active, assessment.rubric, _columns(assessment, year - 1 if former else None), **words)
    values, stamps = _stored(assessment)
    for criterion, score in (former or {}).items():
        if criterion in values:
            values[criterion] |= {"former": score.own, "former_team": score.appraised, "former_remark": score.remark}
    sheet.fill(values)
    thresholds = thresholds_of([assessment])[assessment.pk]
    if thresholds:
        write_ratios(book.create_sheet(_("Ratios")), commune.code, thresholds.values(), title=title)
    write_guide(book, _("Guide"), [*_guide(assessment), *assumed_words(assumed)])
    stamped = [*stamp_rows(SELF, year=year, stamps=stamps), *ratio_stamps(commune.code, thresholds)]
    write_stamp(book, stamped, name=STAMP)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _stored(assessment: SelfAssessment) -> tuple[dict, dict]:
    """The stored values of each criterion, as cells and as stamps."""
    code = assessment.registration.commune.code
    criteria = {row.pk: row.code for row in criterion_rows(assessment.rubric) if row.is_leaf}
    scores = {criteria[score.criterion_id]: score for score in assessment.scores.all()}
    values, stamps = {}, {}
    for criterion in criteria.values():
        score = scores[criterion]
        excepted = {"excepted": score.not_applicable}
        stamps[code, criterion] = CriterionStamp.of(score.points, score.explanation, **excepted, version=score.version)
        values[criterion] = {
            "commune_code": code,
            "points": None if score.not_applicable else score.points,
            "not_applicable": "x" if score.not_applicable else "",
            "explanation": score.explanation,
        }
    return values, stamps


def exception_criteria(rubric: Rubric) -> list[str]:
    """The criteria for which an exception may be claimed [S9]."""
    return [row.code for row in criterion_rows(rubric) if row.is_leaf and row.applies_when]


def _columns(assessment: SelfAssessment, before: int | None) -> list[SheetColumn]:
    """Those of the year `before` only where its scores are known."""
    former = [
        SheetColumn("former", _("Self-assessed in %(year)s") % {"year": before}, Cell.FIGURE, 10),
        SheetColumn("former_team", _("Appraised in %(year)s") % {"year": before}, Cell.FIGURE, 10),
        SheetColumn("former_remark", _("The team’s comment in %(year)s") % {"year": before}, Cell.TEXT, 38),
    ]
    columns = [
        SheetColumn("criterion_code", _("Code"), Cell.TEXT, 9),
        SheetColumn("title", _("Content"), Cell.TEXT, 52),
        SheetColumn("maximum", _("Maximum"), Cell.FIGURE, 9),
        SheetColumn("step", _("Step"), Cell.FIGURE, 8),
        SheetColumn("points", _("Points"), Cell.POINTS, 9),
        SheetColumn("not_applicable", _("Not applicable"), Cell.MARK, 10),
        SheetColumn("explanation", _("Explanation"), Cell.WORDS, 56),
        SheetColumn("expected_evidence", _("Evidence expected"), Cell.TEXT, 38),
        *(former if before else ()),
        SheetColumn("commune_code", _("Unit’s code"), Cell.HIDDEN),
        SheetColumn("counted", _("Counted"), Cell.HIDDEN),
    ]
    return [column for column in columns if column.cell is not Cell.MARK or exception_criteria(assessment.rubric)]


def _guide(assessment: SelfAssessment) -> list[str]:
    lines = [
        _("Fill in points and explanations in the yellow cells; everything else is locked. No password is needed."),
        _("Points go from 0 to the maximum, in steps of %(step)s. Leave a cell empty where you have not scored yet.")
        % {"step": points_text(assessment.rubric.step)},
        _("Every criterion that earns points needs an explanation before the dossier can be sent."),
        _("The sums of criteria, groups and the total count by themselves as you type."),
        _("Evidence is added on the portal, not here."),
        _("Keep the file as .xlsx, without macros. Excel and LibreOffice both will do."),
        _("On the portal choose “Upload the filled workbook”: it shows every change first, then writes all or none."),
        _("If a colleague changes a criterion on the portal meanwhile, the portal shows both and you choose."),
        _("The portal takes workbooks until the dossier is sent or its time is over (Article 3.2b)."),
    ]
    if any(code in THRESHOLDS for code in criterion_codes(assessment.rubric)):
        sentence = _(
            "On the sheet “%(sheet)s” type numerator, denominator and source of each threshold row; points are given "
            "apart."
        )
        lines.insert(5, sentence % {"sheet": _("Ratios")})
    if exception_criteria(assessment.rubric):
        sentence = _(
            "Where a content does not apply to your commune, type x under “Not applicable” and explain why (by "
            "the portal's rule)."
        )
        lines.insert(3, sentence)
    return lines
