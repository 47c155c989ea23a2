"""The hints of the guidance on a table: drafted by the department, read by everybody once they are issued [S2, S7]."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from documents.tables import XLSX_TYPE
from kernel import clock
from kernel.access import allow
from kernel.htmx import retype
from kernel.refusals import Refused, add_refusal
from scoring.forms import HintsForm, WorkbookForm
from scoring.guidance_queries import drafted_hints, guidance_papers, hints_of_version, is_guidance_open
from scoring.hint_workbook import at_cells, hint_workbook, read_hints
from scoring.models import Rubric
from scoring.paper_kinds import rubric_links
from scoring.queries import criterion_codes, rubrics_visible_to
from scoring.services.guidance import write_hints
from scoring.workbook_proposals import Proposal, refused


def _page(
    request: UserRequest,
    rubric: Rubric,
    form: HintsForm | None = None,
    upload: WorkbookForm | None = None,
    proposal: Proposal | None = None,
) -> HttpResponse:
    newest = guidance_papers(rubric).first()
    context = {
        "rubric": rubric,
        "form": form or HintsForm(hints=drafted_hints(rubric)),
        "upload": upload or WorkbookForm(),
        "proposal": proposal,
        "is_open": is_guidance_open(rubric),
        "links": rubric_links(request.user, rubric, is_guided=newest is not None),
        "issued": newest,
    }
    is_refused = any((form, upload, proposal))
    return render(request, "scoring/hints.html", context, status=422 if is_refused else 200)


def _saved_response(request: UserRequest, rubric: Rubric, changed: list[str]) -> HttpResponse:
    message = ngettext("%(count)s hint changed.", "%(count)s hints changed.", len(changed))
    messages.success(request, message % {"count": len(changed)})
    return redirect("scoring:hints", rubric.code)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("scoring.write_hints", among=rubrics_visible_to, code="code")
def hints(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """The drafted hint of every criterion; saved together or not at all."""
    if request.method != "POST":
        return _page(request, rubric)
    form = HintsForm(request.POST, hints=drafted_hints(rubric))
    if form.is_valid():
        try:
            changed = write_hints(rubric=rubric, texts=form.texts(), seen=form.seen(), by=request.user, now=clock.now())
        except Refused as refusal:
            _add_refusal(form, refusal)
        else:
            return _saved_response(request, rubric, changed)
    return _page(request, rubric, form)


def _add_refusal(form: HintsForm, refusal: Refused) -> None:
    """Each reason at its criterion; saving again deliberately replaces what somebody else wrote meanwhile."""
    stored = {one.row.code: one for one in form.hints}
    add_refusal(form, refusal, fields={code: f"text-{code}" for code in stored})
    for problem in refusal.problems:
        if problem.code == "guidance_changed_meanwhile":
            words = _("Stored now: %(text)s") % {"text": stored[problem.where].text or "–"}
            form.add_error(f"text-{problem.where}", words)
            retype(form, **{f"seen-{problem.where}": str(stored[problem.where].version)})


@require_safe
@allow("scoring.write_hints", among=rubrics_visible_to, code="code")
def workbook(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """The drafted hints as a workbook, to be filled in and given back."""
    headers = {"Content-Disposition": f'attachment; filename="huong-dan-{rubric.code}.xlsx"'}
    return HttpResponse(hint_workbook(drafted_hints(rubric)), XLSX_TYPE, headers=headers)


@require_POST
@allow("scoring.write_hints", files=True, among=rubrics_visible_to, code="code")
def upload(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """Take the hints of a filled workbook, all or none."""
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, rubric, upload=form)
    cells: dict[str, str] = {}
    try:
        lines = read_hints(form.cleaned_data["workbook"], criterion_codes(rubric))
        cells = dict(lines.cells)
        changed = write_hints(rubric=rubric, texts=lines.texts, seen=lines.seen, by=request.user, now=clock.now())
    except Refused as refusal:
        return _page(request, rubric, proposal=refused(at_cells(refusal.problems, cells)))
    return _saved_response(request, rubric, changed)


@require_safe
@allow("scoring.view_rubric", among=rubrics_visible_to, code="code")
def issued(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """What each issued version of the guidance says, the newest first; `?version=` is the code of one."""
    versions = list(guidance_papers(rubric))
    asked = request.GET.get("version") or (versions[0].code if versions else "")
    chosen = next((one for one in versions if one.code == asked), None)
    if chosen is None:
        raise Http404(asked)
    context = {
        "rubric": rubric,
        "versions": versions,
        "chosen": chosen,
        "rows": hints_of_version(chosen, rubric),
        "links": rubric_links(request.user, rubric, is_guided=True),
    }
    return render(request, "scoring/issued_hints.html", context)
