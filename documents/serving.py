"""Sending a stored file so that a browser can do no harm with it."""

from django.http import FileResponse, HttpResponse

from documents.checks import INLINE_TYPES
from documents.models import StoredFile


def file_response(stored: StoredFile, *, inline: bool = False) -> HttpResponse:
    """The file as a download, or in place where its kind is safe to show. The caller has checked the right to it.

    Streams from the store; never sniffed, never a page of the portal's origin, never kept by shared caches.
    """
    shown = inline and stored.media_type in INLINE_TYPES
    response = FileResponse(
        stored.content.open("rb"), as_attachment=not shown, filename=stored.name, content_type=stored.media_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if shown:
        # The desk shows evidence beside the score, in a frame of the portal itself.
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    return response
