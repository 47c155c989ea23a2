"""Send a stored file so that it cannot harm a browser, and is never whole in memory."""

import logging
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from documents.byte_ranges import BLOCK, Part, UnsatisfiableError, part_asked
from documents.checks import given_name
from documents.exports import ExportFile
from documents.kinds import INLINE_TYPES
from documents.models import StoredFile
from documents.pictures import display_copy
from documents.policies import held_for
from documents.queries import no_preview_of
from documents.wording import MARKS
from kernel.problems import required

_SHUT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
LOST = "lost"
"""The portal knows of the file, its content is not in the store."""
_MAKING, _UNREADABLE = "making", "unreadable"

_log = logging.getLogger(__name__)
_FRAMED = "default-src 'none'; frame-ancestors 'self'"


def file_response(request: HttpRequest, stored: StoredFile, *, inline: bool = False) -> HttpResponseBase:
    """The file as a download, or inline where its kind is safe to show. The caller has checked the permission.

    A setting (`FILES_SENT_BY`) says who sends the bytes: the portal itself, nginx, or the store by a short-lived
    link. A file that is not cleared by the virus scanner is held back (`documents.policies.held_for`). Never sniffed,
    never a page of the portal's origin, never stored by shared caches. Where the content is missing, the page says so.
    """
    shown = inline and stored.media_type in INLINE_TYPES
    held = held_for(stored, request.user)
    if held:
        return _held(request, stored, held, framed=inline)
    send = _SENDERS[settings.FILES_SENT_BY]
    try:
        response = send(
            request, stored, required(content_disposition_header(not shown, given_name(stored.name, stored.media_type)))
        )
    except FileNotFoundError:
        return _lost(request, stored, framed=inline)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = _FRAMED if shown else _SHUT
    if shown:
        # Pages show a file beside a form, in a frame of the portal itself.
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def made_file_response(made: ExportFile) -> HttpResponse:
    """A generated file as a download; never stored by shared caches."""
    response = HttpResponse(made.content, content_type=made.media_type)
    response.headers["Content-Disposition"] = required(
        content_disposition_header(as_attachment=True, filename=made.name)
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def picture_response(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """A picture inline, by its display copy; uploaded pictures are decoded only by the worker, never here.

    Without a copy the answer says that it is being made, why it cannot be, or that the file is missing.
    """
    if held_for(stored, request.user):
        return file_response(request, stored, inline=True)
    shown = display_copy(stored)
    if shown is not None:
        return file_response(request, shown, inline=True)
    if not stored.content.storage.exists(str(stored.content)):
        return _lost(request, stored, framed=True)
    why = no_preview_of(stored)
    return _held(request, stored, _UNREADABLE if why else _MAKING, framed=True, words=why)


def _lost(request: HttpRequest, stored: StoredFile, *, framed: bool) -> HttpResponse:
    _log.error("content %s of file %s is not in the store", stored.sha256, stored.pk)
    return _held(request, stored, LOST, framed=framed, status=404)


def _held(
    request: HttpRequest, stored: StoredFile, state: str, *, framed: bool, status: int = 409, words: str = ""
) -> HttpResponse:
    """Why the file may not be opened; as a small page of its own where it is requested for a frame."""
    template = "documents/held_framed.html" if framed else "documents/held.html"
    context = {"stored": stored, "state": state, "why": words or MARKS.get(state, "")}
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    if framed:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; frame-ancestors 'self'"
    return response


def _by_portal(request: HttpRequest, stored: StoredFile, disposition: str) -> HttpResponseBase:
    headers = {"Content-Disposition": disposition, "Accept-Ranges": "bytes"}
    try:
        part = part_asked(request.headers.get("Range", ""), stored.size)
    except UnsatisfiableError:
        headers["Content-Range"] = f"bytes */{stored.size}"
        return HttpResponse(status=416, headers=headers, content_type=stored.media_type)
    content = stored.content.open("rb")
    if part is None:
        response = FileResponse(content, content_type=stored.media_type)
        response.block_size = BLOCK
        # The exception's own message would reveal the storage path.
        for name, value in headers.items():
            response.headers[name] = value
        return response
    first, last = part
    headers |= {"Content-Range": f"bytes {first}-{last}/{stored.size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(
        Part(content, first, last), status=206, headers=headers, content_type=stored.media_type
    )


def _by_nginx(request: HttpRequest, stored: StoredFile, disposition: str) -> HttpResponse:
    headers = {"Content-Disposition": disposition}
    headers["X-Accel-Redirect"] = settings.FILES_NGINX_LOCATION + quote(str(stored.content))
    return HttpResponse(headers=headers, content_type=stored.media_type)


def _by_store(request: HttpRequest, stored: StoredFile, disposition: str) -> HttpResponse:
    parameters = {
        "ResponseContentDisposition": disposition,
        "ResponseContentType": stored.media_type,
        "ResponseCacheControl": "private, no-store",
    }
    storage: Any = stored.content.storage
    link = storage.url(str(stored.content), parameters=parameters, expire=settings.FILES_LINK_SECONDS)
    return HttpResponseRedirect(link)


_SENDERS = {"portal": _by_portal, "nginx": _by_nginx, "store": _by_store}
