"""The dossier as one PDF: request, progress, download."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from documents.kinds import PDF
from documents.models import Inspection, StoredFile
from documents.serving import file_response
from evidence import services
from evidence.dossier_pdf.states import dossier_pdf_of, dossier_pdf_state, is_current
from evidence.models import DossierPdf
from evidence.views.assessment import OF_COMMUNE
from kernel import clock
from kernel.access import allow
from scoring.models import SelfAssessment
from scoring.queries import assessments_visible_to


@require_POST
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def request_dossier_pdf(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """Request the PDF; returns its state."""
    services.request_dossier_pdf(assessment=assessment, by=request.user, now=clock.now())
    if request.htmx:
        return _state(request, assessment)
    return redirect("evidence:dossier", *_address(assessment))


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def dossier_pdf_state_fragment(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """The state of the PDF, polled while the worker builds it."""
    return _state(request, assessment)


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def dossier_pdf_file(request: UserRequest, assessment: SelfAssessment) -> HttpResponseBase:
    """The PDF itself, while it is up to date: files removed or quarantined since then must not be served."""
    pdf = dossier_pdf_of(assessment)
    if pdf is None or not is_current(pdf, assessment):
        raise Http404
    return file_response(request, _as_stored(pdf, assessment), inline=request.GET.get("inline") == "1")


def _as_stored(pdf: DossierPdf, assessment: SelfAssessment) -> StoredFile:
    """An object with the interface of a served file, but no row: the portal made it from files found clean."""
    name = "ho-so-{}-{}.pdf".format(*_address(assessment))
    stored = StoredFile(name=name, media_type=PDF.media_type, size=pdf.size, sha256=pdf.digest)
    stored.inspection, stored.content.name = Inspection(sha256=pdf.digest), pdf.file.name
    return stored


def _address(assessment: SelfAssessment) -> tuple[int, str]:
    return assessment.registration.cycle.year, assessment.registration.commune.code


def _state(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    return render(
        request,
        "evidence/_dossier_pdf.html",
        {"pdf": dossier_pdf_state(assessment, dossier_pdf_of(assessment), now=clock.now())},
    )
