"""The dossier as one PDF: asked for, watched, taken home."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from documents.kinds import PDF
from documents.models import Inspection, StoredFile
from documents.serving import file_response
from evidence import services
from evidence.dossier_pdf.states import book_of, book_state, is_current
from evidence.models import DossierBook
from evidence.views.assessment import OF_COMMUNE
from kernel import clock
from kernel.access import allow
from scoring.models import SelfAssessment
from scoring.queries import assessments_visible_to


@require_POST
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def request_book(request: HttpRequest, assessment: SelfAssessment) -> HttpResponse:
    """Have the book bound; answers with where it stands."""
    services.request_book(assessment=assessment, by=request.user, now=clock.now())
    if request.htmx:
        return _state(request, assessment)
    return redirect("evidence:dossier", *_address(assessment))


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def book_state_piece(request: HttpRequest, assessment: SelfAssessment) -> HttpResponse:
    """Where the book stands, asked again while the worker binds it."""
    return _state(request, assessment)


@require_safe
@allow("evidence.view_dossier", among=assessments_visible_to, **OF_COMMUNE)
def book_file(request: HttpRequest, assessment: SelfAssessment) -> HttpResponse:
    """The book itself, while it is the dossier's own: what was removed or shut away since is handed to nobody."""
    book = book_of(assessment)
    if book is None or not is_current(book, assessment):
        raise Http404
    return file_response(request, _as_stored(book, assessment), inline=request.GET.get("inline") == "1")


def _as_stored(book: DossierBook, assessment: SelfAssessment) -> StoredFile:
    """A file like those that the portal serves, not a row: the portal's own making, of what was found clean."""
    name = "ho-so-{}-{}.pdf".format(*_address(assessment))
    stored = StoredFile(name=name, media_type=PDF.media_type, size=book.size, sha256=book.digest)
    stored.inspection, stored.content.name = Inspection(sha256=book.digest), book.file.name
    return stored


def _address(assessment: SelfAssessment) -> tuple[int, str]:
    return assessment.registration.cycle.year, assessment.registration.commune.code


def _state(request: HttpRequest, assessment: SelfAssessment) -> HttpResponse:
    return render(request, "evidence/_book.html", {"book": book_state(assessment, now=clock.now())})
