"""Resumable uploads by the open protocol tus 1.0 (creation, expiration, termination, checksum): tus.io/protocols.

Bytes are stored as they arrive, so an interruption costs at most one chunk; the row's lock, never the slow connection,
decides whose chunk is kept. Messages are for people: plain text in their language.
"""

import base64
import binascii
import hashlib
import re
from functools import wraps

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_POST

from accounts.types import UserRequest
from evidence import services
from evidence.models import PartialUpload
from evidence.queries import own_uploads, unfinished_uploads
from evidence.views.assessment import OF_COMMUNE
from kernel import clock
from kernel.access import allow
from kernel.htmx import whole_number
from kernel.refusals import Refused
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import assessments_visible_to

VERSION = "1.0.0"
PIECE = 1024 * 1024
# A chunk with a checksum is held in memory until the checksum is verified.
CHECKED_LIMIT = 16 * 1024 * 1024
_READ = 64 * 1024
_SUMS = ("sha1", "sha256")
_ANSWERS = {"upload_gone": 410, "upload_moved": 409, "upload_too_long": 413, "file_too_large": 413}
_SHA256 = re.compile("[0-9a-f]{64}")


def tus(view):
    """Implement the protocol's common part: method override, version negotiation, and the headers of every response."""

    @wraps(view)
    def wrapper(request: UserRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST":
            request.method = request.headers.get("X-HTTP-Method-Override", "POST").upper()
        if request.method == "OPTIONS":
            answer = HttpResponse(status=204)
            answer.headers["Tus-Extension"] = "creation,expiration,termination,checksum"
            answer.headers["Tus-Max-Size"] = str(settings.UPLOAD_MAX_BYTES)
            answer.headers["Tus-Checksum-Algorithm"] = ",".join(_SUMS)
            answer.headers["Tus-Version"] = VERSION
        elif request.headers.get("Tus-Resumable") != VERSION:
            answer = HttpResponse(status=412, headers={"Tus-Version": VERSION})
        else:
            answer = view(request, *args, **kwargs)
        answer.headers["Tus-Resumable"] = VERSION
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return wrapper


@require_http_methods(["OPTIONS", "POST"])
@allow("evidence.change_evidence", among=assessments_visible_to, **OF_COMMUNE)
@tus
def uploads(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    """Create an upload; its bytes go to the URL in the response."""
    length = whole_number(request.headers.get("Upload-Length", ""))
    metadata = _metadata(request.headers.get("Upload-Metadata", ""))
    if request.method != "POST" or length is None or metadata is None:
        return _plain("Upload-Length or Upload-Metadata", 400)
    sha256 = metadata.get("sha256", "") if _SHA256.fullmatch(metadata.get("sha256", "")) else ""
    name = metadata.get("filename", "")
    try:
        upload = services.begin_upload(
            score=_score(assessment, criterion),
            name=name,
            length=length,
            sha256=sha256,
            by=request.user,
            now=clock.now(),
        )
    except ValidationError as refusal:
        return _refused(refusal)
    answer = _state(upload, 201)
    answer.headers["Location"] = reverse("evidence:upload", args=[upload.public_id])
    return answer


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE", "POST"])
@allow("evidence.change_evidence", among=own_uploads, public_id="public_id")
@tus
def upload(request: UserRequest, upload: PartialUpload) -> HttpResponse:
    """Return the offset, continue from there, or cancel."""
    if request.method == "PATCH":
        return _patch(request, upload)
    if request.method == "DELETE":
        services.discard_upload(upload=upload)
        return HttpResponse(status=204)
    if request.method != "HEAD":
        return HttpResponse(status=405)
    if upload.expires_at <= clock.now():
        return HttpResponse(status=410)
    answer = _state(upload, 200)
    answer.headers["Upload-Length"] = str(upload.length)
    return answer


def _patch(request, upload) -> HttpResponse:
    offset = whole_number(request.headers.get("Upload-Offset", ""))
    size = whole_number(request.headers.get("Content-Length", ""))
    if request.content_type != "application/offset+octet-stream":
        return _plain("Content-Type", 415)
    if offset is None or size is None:
        return _plain("Upload-Offset or Content-Length", 400 if offset is None else 411)
    if upload.expires_at <= clock.now():
        return HttpResponse(status=410)
    if offset != upload.offset:
        return _state(upload, 409)
    if offset + size > upload.length:
        return _plain("Content-Length", 413)
    checked = "Upload-Checksum" in request.headers
    if checked and size > CHECKED_LIMIT:
        return _plain("Content-Length", 413)
    try:
        for piece in _pieces(request, size, CHECKED_LIMIT if checked else PIECE):
            if checked and (status := _sum_status(request.headers["Upload-Checksum"], piece)):
                return _state(upload, status)
            upload = services.append_piece(
                upload=upload, offset=upload.offset, piece=piece, by=request.user, now=clock.now()
            )
    except ValidationError as refusal:
        return _refused(refusal)
    return _state(upload, 204)


def _pieces(request, size, limit):
    """The body in pieces of at most `limit` bytes; what arrived before an interruption is a piece too."""
    came, piece = 0, bytearray()
    while came < size:
        try:
            got = request.read(min(_READ, size - came, limit - len(piece)))
        except (UnreadablePostError, OSError):
            got = b""
        came += len(got)
        piece += got
        if not got or len(piece) == limit:
            if piece:
                yield bytes(piece)
            piece.clear()
        if not got:
            return
    if piece:
        yield bytes(piece)


def _sum_status(checksum: str, piece: bytes) -> int:
    """0 where the chunk matches the sender's checksum; 460 where it does not, 400 for an unknown algorithm."""
    kind, _, wanted = checksum.partition(" ")
    if kind not in _SUMS:
        return 400
    made = base64.b64encode(hashlib.new(kind, piece, usedforsecurity=False).digest()).decode()
    return 0 if made == wanted.strip() else 460


@require_POST
@allow("evidence.change_evidence", among=assessments_visible_to, **OF_COMMUNE)
def known_file(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    """Before an upload: tell whether the commune already has this content, or an unfinished upload of it.

    Only the commune's own content is revealed, and only the person's own unfinished upload.
    """
    score, now = _score(assessment, criterion), clock.now()
    sha256, name = request.POST.get("sha256", ""), request.POST.get("name", "")
    if not _SHA256.fullmatch(sha256):
        return JsonResponse({"state": "new"}, status=422)
    begun = unfinished_uploads(assessment, now=now).filter(score=score, owner=request.user, sha256=sha256).first()
    try:
        item = services.link_evidence(score=score, sha256=sha256, name=name, by=request.user, now=now)
    except Refused as refusal:
        twice = refusal.problems[0].code == "evidence_twice"
        state = "twice" if twice else "refused"
        return JsonResponse({"state": state, "message": _words(refusal)}, status=200 if twice else 422)
    if item is not None:
        if begun is not None:
            services.discard_upload(upload=begun)
        return JsonResponse({"state": "linked", "name": item.file.name})
    if begun is not None:
        return JsonResponse({"state": "begun", "url": reverse("evidence:upload", args=[begun.public_id])})
    return JsonResponse({"state": "new"})


def _score(assessment, criterion) -> SelfScore:
    score = assessment.scores.select_related("criterion", "assessment__registration").filter(criterion__code=criterion)
    first = score.first()
    if first is None:
        raise Http404(criterion)
    return first


def _state(upload, status) -> HttpResponse:
    answer = HttpResponse(status=status)
    answer.headers["Upload-Offset"] = str(upload.offset)
    answer.headers["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return answer


def _refused(refusal) -> HttpResponse:
    code = refusal.problems[0].code if isinstance(refusal, Refused) else ""
    return _plain(_words(refusal), _ANSWERS.get(code, 422))


def _words(refusal) -> str:
    return "\n".join(refusal.messages)


def _plain(text, status) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _metadata(header: str) -> dict[str, str] | None:
    """The metadata of the file, Base64 by key; None where it cannot be decoded."""
    metadata = {}
    for pair in header.split(",") if header.strip() else ():
        key, _, value = pair.strip().partition(" ")
        try:
            metadata[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
    return metadata
