"""Descriptions of items, one file in several sets, and public pages as evidence."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from accounts.types import UserRequest
from documents.checks import clean_name
from evidence import queries, services
from evidence.drafts import removed_items
from evidence.forms import DescriptionForm, LinkForm
from evidence.models import EvidenceItem
from evidence.views.assessment import OF_COMMUNE
from evidence.views.items import set_answer
from kernel import clock
from kernel.access import allow
from kernel.htmx import render_piece, whole_number
from kernel.problems import required
from kernel.refusals import add_refusal
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import scoring_problems
from scoring.queries import assessments_visible_to, criterion_rows

# Problems of an uploaded file that its content alone does not show.
_OF_THE_FILE = ("evidence_twice", "quota_exceeded")


@require_http_methods(["GET", "HEAD", "POST"])
@allow("evidence.change_evidence", among=queries.items_visible_to, item="pk")
def describe_item(request: UserRequest, item: EvidenceItem) -> HttpResponse:
    """The fields of one item, each saved when it is left; without scripts there is a page with a button."""
    if request.method != "POST":
        form = DescriptionForm(instance=item)
        return render_piece(request, "evidence/describe.html", "form", _describing(item, form))
    form = DescriptionForm(request.POST, instance=EvidenceItem.objects.get(pk=item.pk))
    if form.is_valid():
        try:
            item = services.describe_evidence(item=item, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    status = 422 if form.errors else 200
    if request.htmx:
        context = {"item": queries.item_row(item.pk), "form": form, "saved_at": clock.now()}
        return render(request, "evidence/_described.html", context, status=status)
    if form.errors:
        return render(request, "evidence/describe.html", _describing(item, form), status=status)
    return _back(item.score.assessment, item.score.criterion.code)


def _describing(item: EvidenceItem, form: DescriptionForm, *, refused: ValidationError | None = None) -> dict:
    """The form with the sets that contain the same content, and those to which it may be added."""
    assessment = item.score.assessment
    standing = EvidenceItem.objects.filter(score__assessment=assessment, file__sha256=item.file.sha256, removed_at=None)
    taken = set(standing.values_list("score__criterion__code", flat=True))
    criteria = [row for row in criterion_rows(assessment.rubric) if row.is_leaf]
    return {
        "form": form,
        "item": queries.item_row(item.pk),
        "criterion_code": item.score.criterion.code,
        "year": assessment.registration.cycle.year,
        "commune": assessment.registration.commune,
        "standing": [row for row in criteria if row.code in taken and row.code != item.score.criterion.code],
        "others": [row for row in criteria if row.code not in taken],
        "refused": refused,
    }


def _back(assessment: SelfAssessment, criterion: str) -> HttpResponse:
    registration = assessment.registration
    return redirect("evidence:criterion", registration.cycle.year, registration.commune.code, criterion)


@require_POST
@allow("evidence.change_evidence", among=queries.items_visible_to, item="pk")
def use_also(request: UserRequest, item: EvidenceItem) -> HttpResponse:
    """Add the same file to another criterion's set of the same year; the form then shows where it is."""
    refused = None
    try:
        _use(request, _score(item.score.assessment, request.POST.get("criterion", "")), item)
    except ValidationError as refusal:
        refused = refusal
    context = _describing(item, DescriptionForm(instance=item), refused=refused)
    if request.htmx or refused:
        return render_piece(request, "evidence/describe.html", "form", context, status=422 if refused else 200)
    return _back(item.score.assessment, item.score.criterion.code)


def _use(request: UserRequest, score: SelfScore, item: EvidenceItem) -> EvidenceItem | None:
    return services.link_evidence(
        score=score, sha256=item.file.sha256, name=item.file.name, by=request.user, now=clock.now()
    )


def _score(assessment: SelfAssessment, criterion: str) -> SelfScore:
    return get_object_or_404(assessment.scores.select_related("criterion"), criterion__code=criterion)


@require_safe
@allow("evidence.change_evidence", among=assessments_visible_to, **OF_COMMUNE)
def removed(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """The files that the commune removed and can still restore."""
    registration, now = assessment.registration, clock.now()
    kept = timedelta(days=settings.RESTORE_DAYS)
    context = {
        "year": registration.cycle.year,
        "commune": registration.commune,
        "rows": [(item, required(item.removed_at) + kept) for item in removed_items(assessment)],
        "days": settings.RESTORE_DAYS,
        "may_restore": not any(scoring_problems(assessment, now=now)),
    }
    return render(request, "evidence/removed.html", context)


@require_safe
@allow("evidence.change_evidence", among=assessments_visible_to, **OF_COMMUNE)
def choose_files(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    """Files that the commune sent before, this year or another, to be used again without uploading them."""
    score, words = _score(assessment, criterion), clean_name(request.GET.get("q", "")) if request.GET.get("q") else ""
    items = queries.sent_before(assessment, criterion=criterion, words=words)
    context = _place(assessment, score) | {"words": words, "items": items, "pictured": queries.pictured_among(items)}
    return render_piece(request, "evidence/choose_files.html", "chooser", context)


def _place(assessment: SelfAssessment, score: SelfScore) -> dict:
    registration = assessment.registration
    return {"year": registration.cycle.year, "commune": registration.commune, "criterion": score.criterion}


@require_POST
@allow("evidence.change_evidence", among=assessments_visible_to, **OF_COMMUNE)
def use_file(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    """Add existing files of the commune to this set; each refused one shows its reason, the others are added."""
    score, chosen, errors = _score(assessment, criterion), request.POST.getlist("item"), []
    own = EvidenceItem.objects.filter(
        score__assessment__registration__commune=assessment.registration.commune_id
    ).select_related("file")
    items = own.in_bulk([key for key in map(whole_number, chosen) if key is not None])
    if len(items) < len(set(chosen)):
        raise Http404
    if not items:
        errors.append(_("Choose at least one file."))
    for item in items.values():
        try:
            _use(request, score, item)
        except ValidationError as refusal:
            errors += refusal.messages
    return set_answer(request, assessment, criterion, errors)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("evidence.change_evidence", files=True, among=assessments_visible_to, **OF_COMMUNE)
def add_link(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    """A public page as evidence: its URL, when it was seen, and the file that proves its content.

    On the criterion's page the form stands among the files, and is replaced by them once it is saved.
    """
    score = _score(assessment, criterion)
    posted = request.method == "POST"
    form = LinkForm(request.POST, request.FILES) if posted else LinkForm(initial={"seen_at": clock.now()})
    if posted and form.is_valid():
        given = form.cleaned_data
        upload = given.pop("file")
        try:
            services.add_link(score=score, upload=upload, by=request.user, now=clock.now(), **given)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file", fields=dict.fromkeys(_OF_THE_FILE, "file"))
        else:
            return set_answer(request, assessment, criterion, [])
    if posted and "file" not in form.errors:
        form.fields["file"].widget.attrs["hx-preserve"] = True
    context = _place(assessment, score) | {"form": form}
    answer = render_piece(request, "evidence/link.html", "form", context, status=422 if form.errors else 200)
    # A refused form replaces only itself, and keeps the chosen file.
    return reswap(retarget(answer, "this"), "outerHTML") if request.htmx and posted else answer
