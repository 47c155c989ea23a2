"""Enter answers on paper: as a table on the page, or from a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.types import UserRequest
from documents.tables import XLSX_TYPE
from kernel import clock
from kernel.access import allow
from kernel.problems import Problem
from kernel.refusals import Refused
from surveys.models import PaperBatch, Survey
from surveys.paper_forms import ROWS, CollectedForm, PaperTableForm, PaperWorkbookForm, new_key, row_count, typed_papers
from surveys.paper_rows import TypedPaper
from surveys.paper_workbooks import numbers_to_type, paper_workbook, read_workbook
from surveys.queries import surveys_visible_to
from surveys.questions import AskedQuestion, asked
from surveys.services.paper_entry import enter_papers


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of the table: its name, what was typed, and what is wrong with it."""

    name: str
    question: AskedQuestion
    typed: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: the question, and the numbers to type."""

    question: AskedQuestion
    numbers: str


@require_http_methods(["GET", "POST"])
@allow("surveys.enter_papers", files=True, among=surveys_visible_to, slug="slug")
def papers(request: UserRequest, survey: Survey) -> HttpResponse:
    """A table with a row for each paper; what was typed stays where something is wrong."""
    count = row_count(request.POST.get("rows", "") or request.GET.get("rows", ""))
    questions = asked(survey.version)
    if request.method == "GET":
        today = timezone.localdate(clock.now())
        form = PaperTableForm(initial={"collected_on": today, "key": new_key()})
        return _page(request, survey, form, questions, typed_papers({}, questions, count))
    form = PaperTableForm(request.POST)
    typed = typed_papers(request.POST, questions, count)
    if not form.is_valid():
        return _page(request, survey, form, questions, typed, status=422)
    try:
        batch = _entered_by(request, survey, form, typed, PaperBatch.Source.TABLE, str(form.cleaned_data["key"]))
    except Refused as refusal:
        return _page(request, survey, form, questions, typed, refusal.problems, status=422)
    return _entered(request, batch)


@require_http_methods(["GET", "POST"])
@allow("surveys.enter_papers", files=True, among=surveys_visible_to, slug="slug")
def paper_workbooks(request: UserRequest, survey: Survey) -> HttpResponse:
    """Enter the papers of a filled workbook, all or none; every cell that cannot be read is named."""
    problems: list[Problem] = []
    if request.method == "POST":
        form = PaperWorkbookForm(request.POST, request.FILES)
    else:
        form = PaperWorkbookForm(initial={"collected_on": timezone.localdate(clock.now())})
    if form.is_valid():
        try:
            typed, key = read_workbook(form.cleaned_data["workbook"].file, survey)
            batch = _entered_by(request, survey, form, typed, PaperBatch.Source.WORKBOOK, key)
        except Refused as refusal:
            problems = refusal.problems
        else:
            return _entered(request, batch)
    context = {"survey": survey, "form": form, "problems": problems}
    return render(request, "surveys/paper_workbook.html", context, status=422 if problems or form.errors else 200)


@require_safe
@allow("surveys.enter_papers", among=surveys_visible_to, slug="slug")
def paper_template(request: UserRequest, survey: Survey) -> HttpResponse:
    """The workbook to fill in."""
    headers = {"Content-Disposition": f'attachment; filename="phieu-{survey.slug}.xlsx"'}
    return HttpResponse(paper_workbook(survey), content_type=XLSX_TYPE, headers=headers)


def _entered_by(
    request: UserRequest, survey: Survey, form: CollectedForm, typed: list[TypedPaper], source: str, key: str
) -> PaperBatch:
    day = form.cleaned_data["collected_on"]
    return enter_papers(
        survey=survey, papers=typed, source=source, key=key, collected_on=day, by=request.user, now=clock.now()
    )


def _entered(request: UserRequest, batch: PaperBatch) -> HttpResponse:
    message = ngettext("%(count)s paper is entered.", "%(count)s papers are entered.", batch.size)
    messages.success(request, message % {"count": batch.size})
    return redirect("surveys:papers", batch.survey.slug)


def _page(
    request: UserRequest,
    survey: Survey,
    form: PaperTableForm,
    questions: Sequence[AskedQuestion],
    typed: Sequence[TypedPaper],
    problems: Sequence[Problem] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    rows = [[_field(paper, question, problems) for question in questions] for paper in typed]
    named = {field.name for row in rows for field in row}
    context = {
        "survey": survey,
        "form": form,
        "key": form["key"].value() or new_key(),
        "heads": [Head(question, numbers_to_type(question)) for question in questions],
        "rows": rows,
        "row_choices": ROWS,
        "count": len(rows),
        "general": [problem for problem in problems if problem.where not in named],
        "batches": survey.paper_batches.select_related("entered_by")[:20],
    }
    return render(request, "surveys/papers.html", context, status=status)


def _field(paper: TypedPaper, question: AskedQuestion, problems: Sequence[Problem]) -> Field:
    name = paper.where(question.position)
    faults = tuple(problem for problem in problems if problem.where == name)
    return Field(name, question, paper.texts[question.position], faults)
