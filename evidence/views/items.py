"""Files of a criterion: add, remove, order, and read them with permission only."""

import rules
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from documents.models import StoredFile
from documents.pictures import is_picture
from documents.serving import file_response, picture_response
from evidence import desk, queries, services
from evidence.former_dossiers import any_file_visible_to
from evidence.models import EvidenceItem, PartialUpload
from evidence.views.assessment import OF_COMMUNE, set_context
from evidence.views.list_filter import filter_context, filter_of
from kernel import clock
from kernel.access import allow
from scoring.models import SelfAssessment
from scoring.queries import assessments_visible_to


def set_answer(request: UserRequest, assessment: SelfAssessment, code: str, errors: list[str]) -> HttpResponse:
    """The present set with the marks above it; a browser without scripts is redirected to the page."""
    if not request.htmx and not errors:
        return redirect("evidence:criterion", *_address(assessment), code)
    may_edit = rules.has_perm("evidence.change_evidence", request.user, assessment)
    # The stamp is read before the rows, so the rows are never older than it says.
    assessment.refresh_from_db(fields=["version"])
    page = desk.criterion_page(assessment, code, may_edit=may_edit, now=clock.now())
    context = set_context(assessment, page, user=request.user, may_edit=may_edit) | {
        "page": page,
        "untouched": queries.untouched_since_last_year(assessment, code, page.items if page else []),
        "changed": desk.rows_above(assessment, code) if may_edit else [],
        "upload_errors": errors,
        **filter_context(filter_of(request, desk.FILTERS)),
    }
    template = "evidence/_set.html" if request.htmx else "evidence/set.html"
    return render(request, template, context, status=422 if errors else 200)


def _address(assessment: SelfAssessment) -> tuple[int, str]:
    return assessment.registration.cycle.year, assessment.registration.commune.code


@require_POST
@allow("evidence.change_evidence", files=True, among=assessments_visible_to, **OF_COMMUNE)
def add_items(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    """Add each file separately: a refused one shows its reason, the others are kept."""
    score = assessment.scores.select_related("criterion").filter(criterion__code=criterion).first()
    if score is None:
        raise Http404(criterion)
    errors = []
    for upload in request.FILES.getlist("files"):
        try:
            services.add_evidence(score=score, upload=upload, by=request.user, now=clock.now())
        except ValidationError as refusal:
            errors += refusal.messages
    return set_answer(request, assessment, criterion, errors)


@require_POST
@allow("evidence.change_evidence", among=assessments_visible_to, **OF_COMMUNE)
def add_survey_summary(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    """Add the summary of the citizen surveys to a criterion's files."""
    score = assessment.scores.select_related("criterion").filter(criterion__code=criterion).first()
    if score is None:
        raise Http404(criterion)
    errors: list[str] = []
    try:
        services.add_survey_summary(score=score, by=request.user, now=clock.now())
    except ValidationError as refusal:
        errors = refusal.messages
    return set_answer(request, assessment, criterion, errors)


@require_safe
@allow("evidence.view_assessment", among=assessments_visible_to, **OF_COMMUNE)
def file_set(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    """A criterion's present set, after uploads have finished in the background."""
    if not assessment.scores.filter(criterion__code=criterion).exists():
        raise Http404(criterion)
    return set_answer(request, assessment, criterion, [])


@require_POST
@allow("evidence.change_evidence", among=queries.own_uploads, public_id="public_id")
def discard_upload(request: UserRequest, upload: PartialUpload) -> HttpResponse:
    services.discard_upload(upload=upload)
    return set_answer(request, upload.score.assessment, upload.score.criterion.code, [])


def _change(request: UserRequest, item: EvidenceItem, verb, **facts) -> HttpResponse:
    errors = []
    try:
        verb(item=item, by=request.user, now=clock.now(), **facts)
    except ValidationError as refusal:
        errors = refusal.messages
    return set_answer(request, item.score.assessment, item.score.criterion.code, errors)


@require_POST
@allow("evidence.change_evidence", among=queries.items_visible_to, item="pk")
def remove_item(request: UserRequest, item: EvidenceItem) -> HttpResponse:
    return _change(request, item, services.remove_evidence)


@require_POST
@allow("evidence.change_evidence", among=queries.items_visible_to, item="pk")
def restore_item(request: UserRequest, item: EvidenceItem) -> HttpResponse:
    return _change(request, item, services.restore_evidence)


@require_POST
@allow("evidence.change_evidence", among=queries.items_visible_to, item="pk")
def move_item(request: UserRequest, item: EvidenceItem) -> HttpResponse:
    return _change(request, item, services.move_evidence, up=request.POST.get("direction") == "up")


@require_safe
@allow("evidence.view_file", find=any_file_visible_to, public_id="public_id")
def file(request: UserRequest, stored: StoredFile) -> HttpResponseBase:
    """A file of evidence or a paper, for people who may see its owner; all others get 404.

    A picture shown inline is its upright display copy; a download is the original.
    """
    inline = request.GET.get("inline") == "1"
    if inline and is_picture(stored.media_type):
        return picture_response(request, stored)
    return file_response(request, stored, inline=inline)
