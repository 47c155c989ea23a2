"""The pages of the dossier's papers."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from documents.paper_files import paper_as_file
from documents.serving import file_response, made_file_response
from evidence.forms import PaperForm
from evidence.models import DossierPart
from evidence.papers.states import paper_problems, paper_state
from evidence.rules import is_of_commune_of
from evidence.services import draft_paper_text, edit_paper, fingerprint, part_of
from evidence.services import request_rendering as ask_for_rendering
from evidence.services.papers import begin_part, described, file_name, signer_before
from evidence.views.assessment import OF_COMMUNE
from kernel import clock
from kernel.access import allow
from kernel.refusals import Refused, add_refusal
from scoring.queries import assessments_visible_to


@require_GET
@allow("evidence.view_paper", among=assessments_visible_to, **OF_COMMUNE)
def paper(request, assessment, kind):
    """One paper: its fields and text beside the PDF; an unwritten text shows the draft from the scores."""
    part = _part(assessment, kind)
    initial: dict[str, object] = {"seen": fingerprint(part)}
    if _may_edit(request.user, assessment, kind):
        initial |= {} if part.text else {"text": draft_paper_text(assessment, kind)}
        initial |= {} if part.signer_name else signer_before(assessment, kind)
    return _page(request, assessment, part, PaperForm(instance=part, initial=initial))


@require_POST
@allow("evidence.edit_paper", among=assessments_visible_to, **OF_COMMUNE)
def save_paper(request, assessment, kind):
    """Save what was typed and request the PDF again; refused input stays in the fields.

    While somebody types, htmx only saves, without the PDF, and gets a message beside the buttons.
    """
    part = _part(assessment, kind)
    form = PaperForm(request.POST, instance=part)
    if form.is_valid():
        facts = {"assessment": assessment, "kind": kind, "by": request.user, "now": clock.now()}
        try:
            part = edit_paper(**form.cleaned_data, **facts)
            if not request.htmx:
                ask_for_rendering(**facts)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if request.htmx:
        context = {"form": form, "seen": fingerprint(part), "saved_at": clock.now()}
        return render(request, "evidence/_paper_saved.html", context, status=422 if form.errors else 200)
    if form.errors:
        return _page(request, assessment, part, form, status=422)
    return redirect("evidence:paper", *_address(assessment, kind))


@require_POST
@allow("evidence.edit_paper", among=assessments_visible_to, **OF_COMMUNE)
def draft_paper(request, assessment, kind):
    """Put the draft from the scores into the field, unsaved; typed text is replaced only after confirmation."""
    part = _part(assessment, kind)
    draft = draft_paper_text(assessment, kind)
    typed = request.POST.get("text", "").strip()
    asks = bool(typed) and typed.split() != draft.split() and request.POST.get("replace") != "yes"
    data = request.POST.copy()
    stands = fingerprint(part)
    if PaperForm(request.POST, instance=part).is_valid() and fingerprint(part) == stands:
        data["seen"] = stands  # The page had saved automatically: this is not another editor's change.
    if not asks:
        data["text"] = draft
    return _page(request, assessment, part, PaperForm(data, instance=part), asks_to_replace=asks, drafted=not asks)


@require_POST
@allow("evidence.request_rendering", among=assessments_visible_to, **OF_COMMUNE)
def render_paper(request, assessment, kind):
    """Request the PDF; returns the paper's state, or the reason for a refusal."""
    _part(assessment, kind)
    refusal = None
    try:
        ask_for_rendering(assessment=assessment, kind=kind, by=request.user, now=clock.now())
    except Refused as refused:
        refusal = refused
    if request.htmx or refusal:
        return _state(request, assessment, kind, refusal=refusal)
    return redirect("evidence:paper", *_address(assessment, kind))


@require_GET
@allow("evidence.view_paper", among=assessments_visible_to, **OF_COMMUNE)
def paper_state_piece(request, assessment, kind):
    """The paper's state, polled while the worker makes it."""
    _part(assessment, kind)
    return _state(request, assessment, kind)


@require_GET
@allow("evidence.view_paper", among=assessments_visible_to, **OF_COMMUNE)
def paper_file(request, assessment, kind):
    """The PDF itself; `?inline=1` shows it in the page's frame."""
    part = _part(assessment, kind)
    if part.rendered is None:
        raise Http404
    return file_response(request, part.rendered, inline=request.GET.get("inline") == "1")


@require_GET
@allow("evidence.view_paper", among=assessments_visible_to, **OF_COMMUNE)
def paper_word(request, assessment, kind):
    """The paper as a Word file, in its present state."""
    part = _part(assessment, kind)
    if part.pk is None and _may_edit(request.user, assessment, kind):
        part = begin_part(assessment=assessment, kind=kind, by=request.user, now=clock.now())
    return made_file_response(paper_as_file(described(part), "docx", file_name(part).removesuffix(".pdf")))


def _part(assessment, kind) -> DossierPart:
    if kind not in DossierPart.Kind:
        raise Http404
    return part_of(assessment, kind)


def _address(assessment, kind) -> tuple:
    registration = assessment.registration
    return registration.cycle.year, registration.commune.code, kind


def _page(request, assessment, part, form, *, status=200, **more):
    context = {
        "assessment": assessment,
        "part": part,
        "form": form,
        "paper": paper_state(assessment, part.kind, now=clock.now()),
        "may_edit": _may_edit(request.user, assessment, part.kind),
        "kinds": list(DossierPart.Kind),
        "asks_to_replace": False,
        "drafted": False,
        **more,
    }
    return render(request, "evidence/paper.html", context, status=status)


def _state(request, assessment, kind, *, refusal=None):
    context = {
        "refusal": refusal,
        "paper": paper_state(assessment, kind, now=clock.now()),
        "may_edit": _may_edit(request.user, assessment, kind),
        "with_preview": "preview" in request.GET,
    }
    return render(request, "evidence/_paper.html", context, status=422 if refusal else 200)


def _may_edit(user, assessment, kind) -> bool:
    return is_of_commune_of(user, assessment) and not list(paper_problems(assessment, kind))
