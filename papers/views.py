"""The page of a paper of any kind; and the page where anybody may verify one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from documents.paper_files import PAPER_FORMS
from documents.serving import file_response
from kernel import clock
from kernel.access import allow, public
from kernel.refusals import add_refusal
from papers import services
from papers.forms import IssueForm, PaperForm, UndoForm
from papers.queries import (
    VisiblePaper,
    checked_paper,
    former_versions,
    sections_of,
    signer_before,
    visible_paper,
)
from papers.rules import writes
from papers.texts import texts_read_once


def _paper(user, kind: str, subject: str) -> VisiblePaper | None:
    return visible_paper(user, kind, subject, now=clock.now())


_LOOKUPS: dict[str, Any] = {"find": _paper, "kind": "kind", "subject": "subject"}


def _back(paper: VisiblePaper) -> HttpResponse:
    return redirect("papers:paper", paper.key, paper.subject)


def _form(paper: VisiblePaper, sections, data=None, *, by=None) -> PaperForm:
    draft = paper.draft
    initial: dict[str, Any] = {"seen": draft.version if draft else 0}
    if draft:
        known = ("number", "dated", "signer_title", "signer_name")
        initial |= {name: getattr(draft, name) for name in known}
    if by and not initial.get("signer_name"):
        initial |= signer_before(by, paper.key)
    return PaperForm(data, sections=sections, initial=initial)


def _page(request: UserRequest, paper: VisiblePaper, *, status: int = 200, **forms) -> HttpResponse:
    with texts_read_once() as texts:
        sections = sections_of(paper)
    draft, may_write = paper.draft, writes(request.user, paper)
    kept = {"number": draft.number, "dated": draft.dated} if draft else {}
    context = {
        "paper": paper,
        "name": paper.kind.name,
        "about": paper.kind.about(paper.about),
        "back": paper.kind.back(paper.about),
        "draft": draft,
        "sections": sections,
        "stands_in": [one.name for one in texts.broken],
        "former": former_versions(draft),
        "forms_of_file": list(PAPER_FORMS),
        "may_write": may_write,
        "may_sign_here": may_write and bool(settings.SIGNING_AGENT_URL),
        "form": _form(paper, sections, by=request.user if may_write else None),
        "issue_form": IssueForm(initial=kept, prefix="issue"),
        "undo_form": UndoForm(prefix="undo"),
    }
    return render(request, "papers/paper.html", context | forms, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("papers.view_paper", to_send="papers.write_paper", **_LOOKUPS)
def paper(request: UserRequest, paper: VisiblePaper) -> HttpResponse:
    """The paper with typed text and data; its office saves it."""
    if request.method != "POST":
        return _page(request, paper)
    form = _form(paper, sections_of(paper), request.POST)
    if form.is_valid():
        try:
            services.write_paper(paper=paper, by=request.user, now=clock.now(), **form.typed)  # type: ignore[arg-type]
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The paper is saved."))
            return _back(paper)
    return _page(request, paper, form=form, status=422)


@require_POST
@allow("papers.view_paper", **_LOOKUPS)
def request_file(request: UserRequest, paper: VisiblePaper, form: str) -> HttpResponse:
    """Request a file of the paper from the worker; redirects to the page where it will appear."""
    if form not in PAPER_FORMS:
        raise Http404(form)
    language = get_language() or "vi"
    export = services.request_paper_file(paper=paper, form=form, language=language, by=request.user, now=clock.now())
    return redirect("documents:export", export.public_id)


@require_POST
@allow("papers.write_paper", files=True, **_LOOKUPS)
def issue(request: UserRequest, paper: VisiblePaper) -> HttpResponse:
    """Record the signed copy as the issued paper."""
    form = IssueForm(request.POST, request.FILES, prefix="issue")
    return _take(request, paper, form, services.issue_paper, "issue_form", _("The paper is on record as issued."))


@require_POST
@allow("papers.write_paper", **_LOOKUPS)
def revoke(request: UserRequest, paper: VisiblePaper) -> HttpResponse:
    """Revoke an issued paper."""
    form = UndoForm(request.POST, prefix="undo")
    return _take(request, paper, form, services.revoke_paper, "undo_form", _("The paper is revoked."))


@require_POST
@allow("papers.write_paper", **_LOOKUPS)
def correct(request: UserRequest, paper: VisiblePaper) -> HttpResponse:
    """Begin a new version of an issued paper."""
    form = UndoForm(request.POST, prefix="undo")
    done = _("A corrected version is begun; the former one stands until this one is issued.")
    return _take(request, paper, form, services.correct_paper, "undo_form", done)


def _take(request: UserRequest, paper: VisiblePaper, form, verb, name: str, done: str) -> HttpResponse:
    if form.is_valid():
        try:
            verb(paper=paper, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, done)
            return _back(paper)
    return _page(request, paper, status=422, **{name: form})


@require_safe
@allow("papers.view_paper", **_LOOKUPS)
def signed(request: UserRequest, paper: VisiblePaper, code: str) -> HttpResponseBase:
    """The signed copy of one of its versions."""
    versions = [*filter(None, [paper.draft]), *former_versions(paper.draft)]
    version = next((one for one in versions if one.code == code and one.signed), None)
    if version is None or version.signed is None:
        raise Http404(code)
    return file_response(request, version.signed)


@require_safe
@public
def check_by_code(request: UserRequest) -> HttpResponse:
    """The form for a code printed on a paper."""
    if code := request.GET.get("code", "").strip():
        return _checked(request, code)
    return render(request, "papers/check.html", {"code": "", "checked": None})


@require_safe
@public
def check(request: UserRequest, code: str) -> HttpResponse:
    """What the paper with this code is, and whether it is valid; nothing else."""
    return _checked(request, code)


def _checked(request: UserRequest, code: str) -> HttpResponse:
    checked = checked_paper(code[:64])
    context = {"code": code[:64], "checked": checked}
    response = render(request, "papers/check.html", context, status=200 if checked else 404)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
