"""The workbook for answers on paper: made for one survey, and read back within the limits of every workbook."""

import hashlib
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from documents.tables import put_text
from documents.workbooks import Formula, SentWorkbook, cell_text
from kernel.fields import BinaryFile
from kernel.problems import Problem
from kernel.refusals import refuse_if
from surveys.models import Question, Survey
from surveys.paper_rows import TypedPaper
from surveys.questions import AskedQuestion, asked
from surveys.wording import SCALE_WORDS

MAX_PAPERS = 500
FIRST_ROW = 4
_MARK = "survey"
_Rows = Sequence[tuple[int, tuple]]


def paper_workbook(survey: Survey) -> bytes:
    """An empty workbook: one row for each paper, one column for each question, with the numbers to type.

    Its first row, which is hidden, says which survey it is for.
    """
    book = Workbook()
    page = book.active
    page.title = gettext("Papers")
    page["A1"], page["B1"] = _MARK, survey.slug
    page.row_dimensions[1].hidden = True
    put_text(page["A2"], gettext("No."))
    for number, question in enumerate(asked(survey.version), start=2):
        letter = get_column_letter(number)
        put_text(page[f"{letter}2"], f"{question.position}. {question.text}")
        put_text(page[f"{letter}3"], numbers_to_type(question))
        page.column_dimensions[letter].width = 32
        page[f"{letter}2"].font = Font(bold=True)
        for row in (2, 3):
            page[f"{letter}{row}"].alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = f"B{FIRST_ROW}"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def numbers_to_type(question: AskedQuestion) -> str:
    """What to type for each answer: "1 very dissatisfied; 2 dissatisfied; ..."."""
    if question.kind == Question.Kind.SHORT_TEXT:
        return gettext("what is written, without names")
    named = SCALE_WORDS.items() if question.kind == Question.Kind.LIKERT5 else _choices(question)
    words = "; ".join(f"{number} {text}" for number, text in named)
    if question.kind != Question.Kind.MULTIPLE_CHOICE:
        return words
    return gettext("%(numbers)s (several with commas)") % {"numbers": words}


def _choices(question: AskedQuestion) -> Iterator[tuple[int, str]]:
    return ((choice.position, choice.text) for choice in question.choices)


def read_workbook(file: BinaryFile, survey: Survey) -> tuple[list[TypedPaper], str]:
    """The rows of a filled workbook, and the digest that identifies it.

    Raises:
        Refused: see `SentWorkbook`; a workbook of another survey, with a formula, without papers or with too many.
    """
    book = SentWorkbook(file)
    rows = list(book.rows(book.sheets[0])) if book.sheets else []
    head = next((cells for number, cells in rows if number == 1), ())
    refuse_if([] if [cell_text(cell) for cell in head[:2]] == [_MARK, survey.slug] else [Problem("paper_book_other")])
    questions = asked(survey.version)
    papers = [_paper(number, cells, questions) for number, cells in rows if number >= FIRST_ROW]
    papers = [paper for paper in papers if not paper.is_empty]
    refuse_if([*_formulas(rows), *_size_problems(papers)])
    file.seek(0)
    return papers, hashlib.sha256(file.read()).hexdigest()


def _paper(number: int, cells: tuple, questions: Sequence[AskedQuestion]) -> TypedPaper:
    places = list(enumerate(questions, start=1))
    texts = {one.position: cell_text(cells[place]) if place < len(cells) else "" for place, one in places}
    return TypedPaper(number, texts, {one.position: f"{get_column_letter(place + 1)}{number}" for place, one in places})


def _formulas(rows: _Rows) -> Iterator[Problem]:
    for number, cells in rows:
        for place, cell in enumerate(cells, start=1):
            if number >= FIRST_ROW and isinstance(cell, Formula):
                where = f"{get_column_letter(place)}{number}"
                yield Problem("paper_book_formula", where=where, params={"typed": str(cell)[:40]})


def _size_problems(papers: Sequence[TypedPaper]) -> Iterator[Problem]:
    if not papers:
        yield Problem("paper_book_empty")
    if len(papers) > MAX_PAPERS:
        yield Problem("paper_book_long", params={"most": MAX_PAPERS})
