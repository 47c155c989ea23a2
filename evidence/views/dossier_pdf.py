"""The dossier as one PDF: asked for, watched, taken home."""

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
    """Have the book bound; answers with where it stands."""
    services.request_dossier_pdf(assessment=assessment, by=request.user, now=clock.now())
    if request.htmx:
        return _state(request, assessment)
    return redirect("evidence:dossier", *_address(assessment))


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def dossier_pdf_state_fragment(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """Where the book stands, asked again while the worker binds it."""
    return _state(request, assessment)


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def dossier_pdf_file(request: UserRequest, assessment: SelfAssessment) -> HttpResponseBase:
    """The book itself, while it is the dossier's own: what was removed or shut away since is handed to nobody."""
    pdf = dossier_pdf_of(assessment)
    if pdf is None or not is_current(pdf, assessment):
        raise Http404
    return file_response(request, _as_stored(pdf, assessment), inline=request.GET.get("inline") == "1")


def _as_stored(pdf: DossierPdf, assessment: SelfAssessment) -> StoredFile:
    """A file like those that the portal serves, not a row: the portal's own making, of what was found clean."""
    name = "ho-so-{}-{}.pdf".format(*_address(assessment))
    stored = StoredFile(name=name, media_type=PDF.media_type, size=pdf.size, sha256=pdf.digest)
    stored.inspection, stored.content.name = Inspection(sha256=pdf.digest), pdf.file.name
    return stored


def _address(assessment: SelfAssessment) -> tuple[int, str]:
    return assessment.registration.cycle.year, assessment.registration.commune.code


def _state(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    return render(request, "evidence/_dossier_pdf.html", {"pdf": dossier_pdf_state(assessment, now=clock.now())})
