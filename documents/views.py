"""Long papers and tables: progress while the worker makes them, then the download for the owner."""

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from documents.export_states import exports_of, state_of
from documents.models import Export
from kernel import clock
from kernel.access import allow
from kernel.htmx import Request, render_piece


@require_safe
@allow("documents.view_export", among=exports_of, export="public_id")
def export(request: Request, export: Export) -> HttpResponse:
    """The state of the file; the partial polls while the worker makes it."""
    context = {"export": export, "state": state_of(export, now=clock.now())}
    return render_piece(request, "documents/export.html", "state", context)


@require_safe
@allow("documents.fetch_export", among=exports_of, export="public_id")
def export_file(request: Request, export: Export) -> HttpResponseBase:
    """The file, as long as its owner may have it."""
    if not export.made_at:
        raise Http404
    return FileResponse(export.file.open(), as_attachment=True, filename=export.name, content_type=export.media_type)
