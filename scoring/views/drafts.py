"""The life cycle of a version: copy, describe, edit guidance, publish, retire, discard [S7]."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.types import UserRequest
from communes.forms import CorrectDecisionForm
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted, posted_files, retype, whole_number
from kernel.problems import Problem
from kernel.refusals import Refused, add_refusal
from scoring.differences import difference
from scoring.forms import (
    GUIDANCE_PROBLEMS,
    DecisionDayForm,
    DescribeDraftForm,
    GuidanceForm,
    NewDraftForm,
    PublicationForm,
)
from scoring.models import Criterion, Rubric, RubricDecision
from scoring.queries import criteria_visible_to, criterion_rows, rubrics_visible_to, unconfirmed_figures, years_with
from scoring.services import drafts, rubrics


def drafts_visible_to(user):
    """The drafts visible to this person: a published version has no such pages."""
    return rubrics_visible_to(user).filter(state=Rubric.State.DRAFT)


def draft_rows_visible_to(user):
    """The rows of those drafts."""
    return criteria_visible_to(user).filter(rubric__state=Rubric.State.DRAFT)


@require_http_methods(["GET", "POST"])
@allow("scoring.edit_rubric", among=rubrics_visible_to, code="code")
def draft(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """Copy any version into a new draft."""
    fields = ("title_vi", "title_en", "decision_vi", "applies_from_year")
    form = NewDraftForm(posted(request), initial={field: getattr(rubric, field) for field in fields})
    if request.method == "POST" and form.is_valid():
        try:
            made = drafts.draft_rubric(base=rubric, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The draft is there. Move points, edit the guidance, then publish it."))
            return redirect("scoring:points", made.code)
    context = {"rubric": rubric, "form": form}
    return render(request, "scoring/draft.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@allow("scoring.edit_rubric", among=drafts_visible_to, code="code")
def describe(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """Title, decision, year and step of a draft, and its policy on exceptions."""
    fields = ("title_vi", "title_en", "decision_vi", "applies_from_year", "step", "not_applicable")
    form = DescribeDraftForm(posted(request), initial={field: getattr(rubric, field) for field in fields})
    if request.method == "POST" and form.is_valid():
        try:
            drafts.describe_draft(rubric=rubric, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("scoring:rubric", rubric.code)
    context = {"rubric": rubric, "form": form}
    return render(request, "scoring/describe.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@allow("scoring.edit_rubric", among=draft_rows_visible_to, code="rubric__code", criterion="code")
def guidance(request: UserRequest, row: Criterion) -> HttpResponse:
    """The texts of one row of a draft."""
    form, stored = GuidanceForm(posted(request), is_leaf=row.is_leaf, initial=_guidance_of(row)), None
    if request.method == "POST" and form.is_valid():
        try:
            drafts.edit_guidance(criterion=row, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            stored = _changed_meanwhile(form, row)
            add_refusal(form, refusal, fields=GUIDANCE_PROBLEMS)
        else:
            messages.success(request, _("The guidance of %(code)s is saved.") % {"code": row.code})
            return redirect("scoring:guidance", row.rubric.code, row.code)
    rows = criterion_rows(row.rubric)
    codes = [one.code for one in rows]
    place = codes.index(row.code)
    context = {
        "row": row,
        "rubric": row.rubric,
        "form": form,
        "stored": stored,
        "inherited": next(one for one in rows if one.code == row.code).expected_evidence if not row.evidence_vi else "",
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
    }
    return render(request, "scoring/guidance.html", context, status=422 if request.method == "POST" else 200)


def _changed_meanwhile(form: GuidanceForm, row: Criterion) -> Criterion | None:
    """Where somebody changed the row meanwhile: the stored values, which saving again would deliberately replace."""
    row.refresh_from_db()
    if form.cleaned_data["seen_version"] == row.version:
        return None
    retype(form, seen_version=str(row.version))
    return row


def _guidance_of(row: Criterion) -> dict:
    fields = ("evidence_vi", "applies_when_vi", "scoring_hint_vi", "title_vi", "title_en")
    steps = ", ".join(str(percent) for percent in row.partial_steps)
    return {field: getattr(row, field) for field in fields} | {"partial_steps": steps, "seen_version": row.version}


@require_http_methods(["GET", "POST"])
@allow("scoring.edit_rubric", files=True, among=drafts_visible_to, code="code")
def publication(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """What publishing does, what prevents it and what changes; then the publishing itself."""
    problems, status = rubrics.publication_problems(rubric), 200
    form = PublicationForm(posted(request), posted_files(request))
    if request.method == "POST":
        status, seen = 422, whole_number(request.POST.get("seen_version", ""))
        seen = -1 if seen is None else seen
        if form.is_valid():
            try:
                rubrics.publish_rubric(
                    rubric=rubric,
                    seen_version=seen,
                    by=request.user,
                    now=clock.now(),
                    **form.cleaned_data,
                )
            except Refused as refusal:
                problems = _add_refusal(form, refusal)
            else:
                message = _("%(code)s is published. New years can begin with it.") % {"code": rubric.code}
                messages.success(request, message)
                return redirect("scoring:rubric", rubric.code)
    context = {
        "form": form,
        "rubric": rubric,
        "problems": problems,
        "assumed": unconfirmed_figures(rubric),
        "difference": difference(rubric.base, rubric) if rubric.base else None,
        "idle": [row for row in criterion_rows(rubric) if row.is_leaf and not row.max_points],
    }
    return render(request, "scoring/publication.html", context, status=status)


def _add_refusal(form: PublicationForm, refusal: Refused) -> list[Problem]:
    """Attach each reason to its field, and problems of the file to the file field."""
    rest = []
    for problem, words in zip(refusal.problems, refusal.messages, strict=True):
        field = "file" if problem.code.startswith("file_") else problem.where
        if field in form.fields:
            form.add_error(field, words)
        else:
            rest.append(problem)
    return rest


@require_POST
@allow("scoring.edit_rubric", among=rubrics_visible_to, code="code")
def date_decision(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """Fill in the date of the decision, once it is known."""
    form = DecisionDayForm(request.POST)
    if form.is_valid():
        try:
            rubrics.date_decision(rubric=rubric, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("The day of the decision is on record."))
    else:
        messages.error(request, " ".join(map(str, form.errors["dated_on"])))
    return redirect("scoring:rubric", rubric.code)


@require_http_methods(["GET", "POST"])
@allow("scoring.edit_rubric", files=True, among=rubrics_visible_to, code="code")
def correct_decision(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """A corrected version of the table's decision; the former one stays readable."""
    decision = get_object_or_404(RubricDecision.objects.select_related("file"), rubric=rubric)
    typed = {"number": decision.number, "dated_on": decision.dated_on}
    sent = request.method == "POST"
    form = CorrectDecisionForm(posted(request), posted_files(request), initial=typed)
    if sent and form.is_valid():
        try:
            rubrics.correct_decision(rubric=rubric, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, _("The corrected decision is recorded."))
            return redirect("scoring:rubric", rubric.code)
    context = {"rubric": rubric, "decision": decision, "form": form}
    return render(request, "scoring/correct_decision.html", context, status=422 if form.errors else 200)


@require_POST
@allow("scoring.edit_rubric", among=rubrics_visible_to, code="code")
def retire(request: UserRequest, rubric: Rubric) -> HttpResponse:
    try:
        drafts.retire_rubric(rubric=rubric, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        years = ", ".join(str(year) for year in years_with(rubric)) or "–"
        facts = {"code": rubric.code, "years": years}
        messages.success(request, _("%(code)s is retired. Years that keep it: %(years)s.") % facts)
    return redirect("scoring:rubric", rubric.code)


@require_POST
@allow("scoring.edit_rubric", among=drafts_visible_to, code="code")
def discard(request: UserRequest, rubric: Rubric) -> HttpResponse:
    try:
        drafts.discard_draft(rubric=rubric, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("scoring:rubric", rubric.code)
    messages.success(request, _("The draft %(code)s is discarded.") % {"code": rubric.code})
    return redirect("scoring:rubrics")
