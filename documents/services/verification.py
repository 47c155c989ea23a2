"""Read everything in the store again: is each byte unchanged, and does each belong to a file?"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.db import transaction

from documents.models import CONTENT, Discarded, Finding, StoredFile, Verification, address_of

BLOCK = 2**20
# Bytes are in the store before their row is visible to others.
YOUNG = timedelta(hours=1)


class OvertakenError(Exception):
    """Another run continues the same verification."""


def begin_verification(*, restart: bool = False, now: datetime) -> Verification:
    """The interrupted verification, to be continued; a new one where there is none, or with `restart`."""
    open_one = None if restart else Verification.objects.filter(finished_at=None).order_by("-pk").first()
    return open_one or Verification.objects.create(started_at=now)


def verify_next(*, verification: Verification, now: datetime) -> bool:
    """Read the next content, or list the next folder, and record the position; False when nothing is left.

    Raises:
        OvertakenError: another run has continued the same verification meanwhile.
        OSError: the store cannot be reached; the position stays where it was.
    """
    step = _read_next if verification.step == Verification.Step.FILES else _walk_next
    return step(verification, now)


def finish_verification(*, verification: Verification, now: datetime) -> Verification:
    """Everything has been read."""
    verification.step, verification.finished_at = Verification.Step.DONE, now
    verification.save(update_fields=["step", "finished_at"])
    return verification


def _read_next(verification: Verification, now: datetime) -> bool:
    contents = StoredFile.objects.filter(sha256__gt=verification.position).order_by("sha256")
    sha256 = contents.values_list("sha256", flat=True).first()
    if sha256 is None:
        _move_on(verification, position="", step=Verification.Step.STORE)
        return True
    storage = StoredFile._meta.get_field("content").storage
    digest, size = _digest(storage, address_of(sha256))
    kind = Finding.Kind.MISSING if digest is None else Finding.Kind.ALTERED if digest != sha256 else None
    findings = [(kind, address_of(sha256))] if kind else []
    counts = {
        "files_count": verification.files_count + 1,
        "bytes_count": verification.bytes_count + size,
    }
    _move_on(verification, findings, position=sha256, **counts)
    return True


def _digest(storage: Storage, address: str) -> tuple[str | None, int]:
    digest, size = hashlib.sha256(), 0
    try:
        with storage.open(address) as content:
            for block in iter(lambda: content.read(BLOCK), b""):
                digest.update(block)
                size += len(block)
    except FileNotFoundError:
        return None, 0
    return digest.hexdigest(), size


def _walk_next(verification: Verification, now: datetime) -> bool:
    storage = StoredFile._meta.get_field("content").storage
    folder = _next_folder(storage, verification.position)
    if folder is None:
        return False
    findings = [(Finding.Kind.ORPHANED, address) for address in orphans_of(storage, folder, now=now)]
    _move_on(verification, findings, position=folder)
    return True


def _next_folder(storage: Storage, position: str) -> str | None:
    """The folder after `position`, on either of the two folder levels; None after the last."""
    if not position:
        return CONTENT
    outer, inner = (*position.split("/")[1:], "", "")[:2]
    if outer:
        after = _first_after(storage, f"{CONTENT}/{outer}", inner)
        if after:
            return after
    return _first_after(storage, CONTENT, outer)


def _first_after(storage: Storage, folder: str, name: str) -> str | None:
    return next((f"{folder}/{other}" for other in _listed(storage, folder)[0] if other > name), None)


def walked_folders(storage: Storage) -> Iterator[str]:
    """Every folder of the store that contains contents."""
    for outer in _listed(storage, CONTENT)[0]:
        for inner in _listed(storage, f"{CONTENT}/{outer}")[0]:
            yield f"{CONTENT}/{outer}/{inner}"


def orphans_of(storage: Storage, folder: str, *, now: datetime) -> list[str]:
    """The paths in a folder to which no file refers, except very recent ones."""
    names = _listed(storage, folder)[1]
    known = set(StoredFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))
    # Discarded bytes are deleted a day later anyway.
    known |= set(Discarded.objects.filter(sha256__in=names).values_list("sha256", flat=True))
    orphans = [f"{folder}/{name}" for name in names if name not in known or address_of(name) != f"{folder}/{name}"]
    return [address for address in orphans if now - storage.get_modified_time(address) > YOUNG]


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(folders), sorted(files)


def _move_on(verification: Verification, findings: Iterable[tuple[str, str]] = (), **fields: object) -> None:
    """Record the findings and the new position together."""
    with transaction.atomic():
        row = Verification.objects.filter(pk=verification.pk, step=verification.step, position=verification.position)
        if not row.update(**fields):
            raise OvertakenError
        Finding.objects.bulk_create(
            Finding(verification=verification, kind=kind, address=address) for kind, address in findings
        )
    for name, value in fields.items():
        setattr(verification, name, value)
