"""View evidence: thumbnails, Office files as PDF, the viewer on its own page, and searching a dossier."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.types import UserRequest
from documents.models import StoredFile
from documents.previews.storage_paths import preview_pdf_of, thumbnail_of
from documents.serving import file_response
from evidence import queries
from evidence.drafts import sees_prepared
from evidence.evidence_search import find_evidence, words_of
from evidence.models import EvidenceItem
from evidence.views.assessment import OF_COMMUNE
from kernel.access import allow
from scoring.models import SelfAssessment
from scoring.queries import assessments_visible_to

# A thumbnail never changes; a page with forty of them should not fetch them each time.
_KEPT_SECONDS = 24 * 60 * 60


def _derived(
    request: UserRequest, stored: StoredFile, made: Callable[[StoredFile], StoredFile | None]
) -> HttpResponseBase:
    """A derived file, for people who may see the original."""
    shown = made(stored)
    if shown is None:
        raise Http404
    return file_response(request, shown, inline=True)


@require_safe
@allow("evidence.view_file", find=queries.file_visible_to, public_id="public_id")
def thumbnail(request: UserRequest, stored: StoredFile) -> HttpResponseBase:
    response = _derived(request, stored, thumbnail_of)
    if response.status_code == 200:
        response.headers["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
    return response


@require_safe
@allow("evidence.view_file", find=queries.file_visible_to, public_id="public_id")
def converted(request: UserRequest, stored: StoredFile) -> HttpResponseBase:
    """An Office file as PDF."""
    return _derived(request, stored, preview_pdf_of)


@require_safe
@allow("evidence.view_dossier", among=queries.items_visible_to, item="pk")
def view_item(request: UserRequest, item: EvidenceItem) -> HttpResponse:
    """The viewer on its own page, with the other files of the criterion's set."""
    assessment, criterion = item.score.assessment, item.score.criterion
    rows = queries.item_rows_by_criterion(
        assessment, criterion=criterion.code, prepared_too=sees_prepared(request.user, assessment)
    ).get(criterion.pk, [])
    place = next((place for place, row in enumerate(rows) if row.pk == item.pk), None)
    if place is None:
        raise Http404
    context = {
        "year": assessment.registration.cycle.year,
        "commune": assessment.registration.commune,
        "criterion": criterion,
        "rows": rows,
        "shown": rows[place],
        "words": request.GET.get("q", "").strip(),
    }
    return render(request, "evidence/view_item.html", context)


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def find(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """Items of the dossier that match the search."""
    query = request.GET.get("q", "").strip()[:200]
    words, is_own = words_of(query), sees_prepared(request.user, assessment)
    context = {
        "year": assessment.registration.cycle.year,
        "commune": assessment.registration.commune,
        "query": query,
        "results": find_evidence(assessment, words, prepared_too=is_own) if words else None,
    }
    return render(request, "evidence/find.html", context)
