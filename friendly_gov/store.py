"""The administrators' page about the file store: the virus scan, and the last verification of all files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents import clamd
from documents.models import Finding, Inspection, Preview
from documents.previews import ocr, office
from documents.queries import finding_counts, infected_files, inspection_counts, last_verification, preview_counts
from kernel.access import allow
from kernel.problems import StrOrPromise

LIMIT = 100


@require_safe
@allow("friendly_gov.view_store")
def store(request: HttpRequest) -> HttpResponse:
    """Files waiting for a scan, files in quarantine, and the result of the last verification."""
    verification = last_verification()
    counts = finding_counts(verification) if verification else {}
    context = {
        "scanner": _scanner(),
        "scanning": clamd.is_on(),
        "states": [(Inspection.State(state).label, count) for state, count in inspection_counts().items()],
        "infected": infected_files()[:LIMIT],
        "previews": _previews(),
        "converter": office.program() is not None,
        "reads_scans": ocr.is_on(),
        "verification": verification,
        "counts": [(Finding.Kind(kind).label, count) for kind, count in counts.items()],
        "findings": verification.findings.all()[:LIMIT] if verification else [],
    }
    return render(request, "friendly_gov/store.html", context)


def _previews() -> list[tuple[StrOrPromise, int]]:
    """How many stored contents are in each preview state, and how many scans wait for OCR."""
    counts = preview_counts()
    unread = Preview.Source.UNREAD
    return [*((Preview.State(state).label, counts[state]) for state in Preview.State), (unread.label, counts[unread])]


def _scanner() -> str:
    """The scanner's version string; "" where it does not answer."""
    if not clamd.is_on():
        return ""
    try:
        return clamd.version()
    except clamd.ScannerDownError:
        return ""
