"""Unfinished uploads: their bytes on local disk, one file per upload, until the last chunk has arrived."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile


def write_piece(upload: UUID, offset: int, piece: bytes) -> bool:
    """Write `piece` at `offset`; False, and nothing written, where the bytes before it are not on this disk.

    Writing a piece a second time changes nothing, so a caller may repeat it when in doubt.
    """
    path = _path_of(upload)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        if os.fstat(handle).st_size < offset:
            return False
        rest = memoryview(piece)
        while rest:
            written = os.pwrite(handle, rest, offset)
            offset, rest = offset + written, rest[written:]
        return True
    finally:
        os.close(handle)


@contextmanager
def whole_upload(upload: UUID, *, name: str, length: int) -> Iterator[UploadedFile]:
    """The received bytes, with the interface of an upload: streamed, never read whole."""
    with _path_of(upload).open("rb") as content:
        yield UploadedFile(content, name=name, size=length)


def remove_pieces(upload: UUID) -> None:
    """Delete the received bytes of an upload; does nothing where there are none."""
    _path_of(upload).unlink(missing_ok=True)


def stray_pieces(known: set[UUID], *, older_than: float) -> Iterator[UUID]:
    """Uploads with bytes on the disk but without a row, unchanged since `older_than` (seconds since 1970)."""
    folder = Path(settings.UPLOAD_PARTS_DIR)
    for path in sorted(folder.glob("*.part")) if folder.is_dir() else ():
        upload = UUID(path.stem)
        if upload not in known and path.stat().st_mtime < older_than:
            yield upload


def _path_of(upload: UUID) -> Path:
    return Path(settings.UPLOAD_PARTS_DIR, f"{upload}.part")
