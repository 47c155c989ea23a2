"""The appraiser's workbook: one sheet for each of their communes, and a summary sheet [R3, S8]."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from appraisal.double_review.queries import doubly_reviewed
from appraisal.models import Review, ReviewScore
from communes.models import Cycle
from documents.numbers import points_text
from documents.tables import put_text
from scoring.queries import assumed_criteria, criterion_rows
from scoring.thresholds import ThresholdRow, thresholds_of
from scoring.workbook_sheets import (
    Cell,
    Formula,
    ScoreSheet,
    SheetColumn,
    assumed_words,
    print_landscape,
    write_guide,
    write_stamp,
)
from scoring.workbook_stamps import REVIEW, STAMP, CriterionStamp, stamp_rows

_MIDDLE = Alignment(wrap_text=True, horizontal="center", vertical="center")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class _ScorePair:
    """A score of the review with the commune's own values."""

    score: ReviewScore
    explanation: str
    is_twice: bool


def review_workbook(cycle: Cycle, reviews: Sequence[Review]) -> bytes:
    """The reviews' sheets with the stored values; only points, agreed exceptions and comments can be edited.

    `reviews` come with prefetched `scores` and the assessment's `scores`.
    """
    book, stamps = Workbook(), {}
    front = book.active
    front.title = _("Overview")
    sheets, thresholds = [], thresholds_of([review.assessment for review in reviews])
    assumed = {review.assessment.rubric_id: assumed_criteria(review.assessment.rubric) for review in reviews}
    for review in reviews:
        commune = review.assessment.registration.commune
        seen = _seen(review, thresholds[review.assessment_id])
        page = book.create_sheet(sheet_name(commune.code, str(commune)))
        sheets.append((review, _sheet(page, review, seen, assumed[review.assessment.rubric_id])))
        for criterion, one in seen.items():
            score, excepted = one.score, {"excepted": one.score.not_applicable}
            stamps[commune.code, criterion] = CriterionStamp.of(
                score.points, score.comment, **excepted, version=score.version
            )
    _overview(front, cycle, sheets)
    assumed_lines = assumed_words(sorted(set().union(*assumed.values())))
    write_guide(book, _("Guide"), [*_guide(reviews), *assumed_lines])
    write_stamp(book, stamp_rows(REVIEW, year=cycle.year, stamps=stamps), name=STAMP)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def sheet_name(code: str, name: str) -> str:
    """A sheet name has at most 31 characters, and some characters are forbidden."""
    return _NO_SHEET_NAME.sub(" ", f"{code} {name}")[:31].strip()


def _seen(review: Review, thresholds: Mapping[str, ThresholdRow]) -> dict[str, _ScorePair]:
    """The scores by their criteria' codes, in the table's order; threshold rows with their figures."""
    own = {score.criterion_id: score.explanation for score in review.assessment.scores.all()}
    scores = {score.criterion_id: score for score in review.scores.all()}
    criteria, twice = (row for row in criterion_rows(review.assessment.rubric) if row.is_leaf), doubly_reviewed(review)
    sentences = {code: "\n".join(row.sentences) for code, row in thresholds.items()}
    return {
        row.code: _ScorePair(
            scores[row.pk], "\n".join(filter(None, [sentences.get(row.code), own[row.pk]])), row.code in twice
        )
        for row in criteria
    }


def _sheet(page, review: Review, seen: dict[str, _ScorePair], assumed: Sequence[str]) -> ScoreSheet:
    registration, rubric = review.assessment.registration, review.assessment.rubric
    claimed = [criterion for criterion, one in seen.items() if one.score.claimed]
    title = _("Appraisal %(year)s · %(commune)s") % {"year": registration.cycle.year, "commune": registration.commune}
    hint = _("Fill in the yellow cells only. The sheet “%(guide)s” tells how.") % {"guide": _("Guide")}
    marks = {"markable": claimed, "assumed": assumed}
    sheet = ScoreSheet(page, rubric, _columns(with_marks=bool(claimed)), title=title, hint=hint, **marks)
    sheet.fill(
        {
            criterion: _values(one, registration.commune.code, sheet, sheet.rows[criterion])
            for criterion, one in seen.items()
        }
    )
    return sheet


def _values(one: _ScorePair, code: str, sheet: ScoreSheet, number: int) -> dict[str, object]:
    score = one.score
    own, points, comment = (f"{sheet.letters[key]}{number}" for key in ("self_points", "points", "comment"))
    hint = _("say why")
    lacking = f'AND({points}<>"",{points}<>{own},TRIM({comment})="")'
    return {
        "commune_code": code,
        "self_points": _("not applicable") if score.claimed else score.self_points,
        "self_explanation": one.explanation,
        "points": None if score.not_applicable else score.points,
        "not_applicable": "x" if score.not_applicable else "",
        "comment": score.comment,
        "check": _("by two people, on the portal") if one.is_twice else Formula(f'=IF({lacking},"{hint}","")'),
    }


def _columns(*, with_marks: bool) -> list[SheetColumn]:
    columns = [
        SheetColumn("criterion_code", _("Code"), Cell.TEXT, 9),
        SheetColumn("title", _("Content"), Cell.TEXT, 44),
        SheetColumn("maximum", _("Maximum"), Cell.FIGURE, 9),
        SheetColumn("step", _("Step"), Cell.FIGURE, 8),
        SheetColumn("self_points", _("Self"), Cell.FIGURE, 10),
        SheetColumn("self_explanation", _("The commune's explanation"), Cell.TEXT, 44),
        SheetColumn("points", _("Appraised"), Cell.POINTS, 10),
        SheetColumn("not_applicable", _("Agreed: not applicable"), Cell.MARK, 11),
        SheetColumn("comment", _("Justification, where it differs"), Cell.WORDS, 44),
        SheetColumn("check", _("To do"), Cell.TEXT, 12),
        SheetColumn("expected_evidence", _("Evidence expected"), Cell.TEXT, 30),
        SheetColumn("commune_code", _("Unit’s code"), Cell.HIDDEN),
        SheetColumn("counted", _("Counted"), Cell.HIDDEN),
    ]
    return [column for column in columns if column.cell is not Cell.MARK or with_marks]


def _overview(page, cycle: Cycle, sheets: Sequence[tuple[Review, ScoreSheet]]) -> None:
    """All communes with their totals, computed live from their sheets; a name links to its sheet."""
    put_text(page["A1"], _("Appraisal %(year)s") % {"year": cycle.year})
    page["A1"].font = Font(name="Calibri", bold=True, size=14)
    titles = (_("Unit’s code"), _("Commune"), _("Self"), _("Appraised"), _("Difference"), _("Criteria appraised"))
    for place, (title, width) in enumerate(zip(titles, (12, 44, 12, 12, 12, 14), strict=True), start=1):
        head = page.cell(3, place)
        put_text(head, title)
        head.font = Font(name="Calibri", bold=True, color="FFFFFF")
        head.fill, head.alignment = (
            PatternFill("solid", fgColor="0B5C6B"),
            _MIDDLE,
        )
        page.column_dimensions["ABCDEF"[place - 1]].width = width
    for number, (review, sheet) in enumerate(sheets, start=4):
        commune = review.assessment.registration.commune
        quoted = f"'{sheet.page.title}'!"
        put_text(page.cell(number, 1), commune.code)
        put_text(page.cell(number, 2), str(commune))
        page.cell(number, 2).hyperlink = f"#{quoted}A1"
        page.cell(number, 2).font = Font(name="Calibri", color="0B5C6B", underline="single")
        page.cell(number, 3).value = review.assessment.total
        page.cell(number, 4).value = f"={quoted}{sheet.total_cell}"
        page.cell(number, 5).value = f"=D{number}-C{number}"
        page.cell(number, 6).value = f"={quoted}{sheet.scored_cell}"
        for place in (3, 4, 5):
            page.cell(number, place).number_format = "0.00"
    page.row_dimensions[3].height = 34
    page.freeze_panes = "C4"
    print_landscape(page)
    page.protection.sheet = True


def _guide(reviews: Sequence[Review]) -> list[str]:
    step = points_text(reviews[0].assessment.rubric.step if reviews else Decimal("0.25"))
    return [
        _("Each commune assigned to you has a sheet of its own; the overview sums them up and leads to them."),
        _("Fill in points and justifications in the yellow cells; everything else is locked. No password is needed."),
        _("Points go from 0 to the maximum, in steps of %(step)s. Leave a cell empty where you have not scored yet.")
        % {"step": step},
        _("Where your points differ from the commune's, say why: the column “To do” reminds you (section I.2)."),
        _(
            "Where a commune claims that a content does not apply, type x to agree, or give points and the "
            "justification (by the portal's rule)."
        ),
        _("Criteria that two people review are scored on the portal only; leave their cells as they are."),
        _("Look at the evidence on the portal; it is not in the workbook."),
        _("Keep the file as .xlsx, without macros. Excel and LibreOffice both will do."),
        _("On the portal choose “Upload the filled workbook”: it shows every change first, then writes all or none."),
        _("If somebody changes a verdict on the portal meanwhile, the portal shows both and you choose."),
        _("A review that is complete takes no more changes; completing it is done on the portal (Article 3.1b)."),
    ]
