"""Uploads in chunks: created, resumed after an interruption, and finished as ordinary evidence."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from documents.checks import clean_name, size_problems
from documents.services import store_content
from documents.upload_chunks import remove_pieces, stray_pieces, whole_upload, write_piece
from evidence.models import EvidenceItem, PartialUpload
from evidence.policies import piece_problems, room_problems
from evidence.services.items import add_evidence, lock_for_evidence
from evidence.services.locks import lock_dossier
from kernel.problems import Problem
from kernel.refusals import Refused, refuse_if
from scoring.models import SelfScore

LARGE = 8 * 2**20
_CLEARED_IN_PASSING = 50


def begin_upload(
    *, score: SelfScore, name: str, length: int, sha256: str = "", by: User, now: datetime
) -> PartialUpload:
    """Create an upload to a criterion's set; its bytes may then be sent. `sha256`, where given, is compared at the end.

    Raises:
        Refused: the dossier is sent or its time over [R2, R4]; the file is empty, too large or exceeds
            the commune's quota for the year; or too many uploads are unfinished.
    """
    clear_uploads(now=now, limit=_CLEARED_IN_PASSING)
    name = clean_name(name)
    with transaction.atomic():
        dossier = lock_for_evidence(score, now)
        refuse_if(size_problems(name, length))
        refuse_if(room_problems(dossier.assessment, name=name, size=length, by=by, now=now))
        upload = PartialUpload(
            score=score,
            owner=by,
            name=name,
            sha256=sha256,
            length=length,
            begun_at=now,
            expires_at=now + timedelta(hours=settings.UPLOAD_KEEP_HOURS),
        )
        upload.full_clean(exclude=["score", "owner"])
        upload.save()
    return upload


def append_piece(*, upload: PartialUpload, offset: int, piece: bytes, by: User, now: datetime) -> PartialUpload:
    """Write a chunk at its offset; with the last one the file is added to the criterion's set, all or nothing.

    Of two simultaneous chunks for the same offset one is kept. An upload that the set refuses is deleted.

    Raises:
        Refused: `upload_gone`, `upload_moved` or `upload_too_long` about the chunk; anything else about the file,
            as `add_evidence`, or `upload_damaged`.
    """
    try:
        if offset == upload.offset and offset + len(piece) == upload.length > LARGE:
            _send_ahead(upload, offset, piece, now)
        return _append(upload, offset, piece, by, now)
    except _FileRefused as refused:
        discard_upload(upload=upload)
        raise Refused(refused.problems) from refused


def _send_ahead(upload: PartialUpload, offset: int, piece: bytes, now: datetime) -> None:
    """A large file is stored before its commune is locked; the decisive checks run under the lock."""
    if not write_piece(upload.public_id, offset, piece):
        return
    try:
        with whole_upload(upload.public_id, name=upload.name, length=upload.length) as content:
            store_content(upload=content, now=now)
    except Refused as refusal:
        raise _FileRefused(refusal.problems) from refusal


def _append(sent: PartialUpload, offset: int, piece: bytes, by: User, now: datetime) -> PartialUpload:
    rows = PartialUpload.objects.select_for_update(of=("self",)).select_related("score__criterion")
    with transaction.atomic():
        if offset + len(piece) == sent.length:
            # The last chunk adds the file to the dossier, so the dossier is locked before the upload.
            lock_dossier(sent.score.assessment_id)
        upload = rows.filter(pk=sent.pk).first()
        refuse_if(piece_problems(upload, offset=offset, size=len(piece), now=now))
        if upload is None or not write_piece(upload.public_id, offset, piece):
            raise Refused([Problem("upload_gone")])
        upload.offset += len(piece)
        if upload.offset == upload.length:
            upload.item = _finish(upload, by, now)
            transaction.on_commit(partial(remove_pieces, upload.public_id))
        upload.save(update_fields=["offset", "item"])
    return upload


def _finish(upload: PartialUpload, by: User, now: datetime) -> EvidenceItem:
    try:
        with whole_upload(upload.public_id, name=upload.name, length=upload.length) as content:
            item = add_evidence(score=upload.score, upload=content, by=by, now=now)
    except Refused as refusal:
        raise _FileRefused(refusal.problems) from refusal
    if upload.sha256 and upload.sha256 != item.file.sha256:
        raise _FileRefused([Problem("upload_damaged", where=upload.name)])
    return item


class _FileRefused(Exception):  # noqa: N818 (an answer, not an error)
    """The whole file is refused: sending more of it is useless."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems)


def discard_upload(*, upload: PartialUpload) -> None:
    """Delete the received bytes of an upload; evidence that it became stays."""
    PartialUpload.objects.filter(pk=upload.pk).delete()
    remove_pieces(upload.public_id)


def clear_uploads(*, now: datetime, limit: int | None = None) -> int:
    """Delete uploads that expired unfinished, and those finished long ago; returns how many.

    Safe to run at any time.
    """
    with transaction.atomic():
        locked = PartialUpload.objects.select_for_update(skip_locked=connection.features.has_select_for_update)
        gone = list(locked.filter(expires_at__lte=now).order_by("expires_at")[:limit])
        PartialUpload.objects.filter(pk__in=[upload.pk for upload in gone]).delete()
    for upload in gone:
        remove_pieces(upload.public_id)
    return len(gone)


def clear_stray_pieces(*, now: datetime) -> int:
    """Delete bytes on the disk that belong to no upload: left by a crash or a restored backup."""
    known = set(PartialUpload.objects.values_list("public_id", flat=True))
    older_than = (now - timedelta(hours=settings.UPLOAD_KEEP_HOURS)).timestamp()
    strays = list(stray_pieces(known, older_than=older_than))
    for stray in strays:
        remove_pieces(stray)
    return len(strays)
