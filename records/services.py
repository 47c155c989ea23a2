"""Services of the registry and the archive."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.models import Cycle
from documents.services import store_file
from kernel.refusals import refuse_if
from records.models import RegistryEntry, Release
from records.policies import entry_problems, release_problems
from records.workbooks import RegistryLine


@transaction.atomic
def enter_number(
    *, cycle: Cycle, document: str, number: str, registered_on: date, office: str, by: User, now: datetime
) -> RegistryEntry | None:
    """Record the registry number of one document, or another one instead; None where nothing changed.

    Raises:
        Refused: the day lies ahead.
        ValidationError: a value does not fit its field.
    """
    entries = RegistryEntry.objects.select_for_update(of=("self",), no_key=True)
    entry = entries.filter(cycle=cycle, document=document).first() or RegistryEntry(cycle=cycle, document=document)
    refuse_if(entry_problems(registered_on=registered_on, now=now))
    before = f"{entry.number} {entry.registered_on:%d/%m/%Y} {entry.office}" if entry.pk else ""
    entry.number, entry.registered_on, entry.office = number.strip(), registered_on, office.strip()
    after = f"{entry.number} {entry.registered_on:%d/%m/%Y} {entry.office}"
    if after == before:
        return None
    entry.changed_at, entry.changed_by = now, by
    entry.full_clean(validate_unique=False)
    entry.save()
    record("records.enter_number", by=by, now=now, on=entry, label=document, was=before or "–", entry=after)
    return entry


@transaction.atomic
def import_numbers(*, cycle: Cycle, lines: Iterable[RegistryLine], by: User, now: datetime) -> int:
    """Record the registry numbers of a workbook, all or none; returns how many changed.

    Raises:
        Refused: see `enter_number`.
    """
    changed = 0
    for line in lines:
        entry = enter_number(
            cycle=cycle,
            document=line.document,
            number=line.number,
            registered_on=line.registered_on,
            office=line.office,
            by=by,
            now=now,
        )
        changed += entry is not None
    return changed


@transaction.atomic
def record_release(
    *, cycle: Cycle, kind: str, number: str, dated: date, file: UploadedFile, by: User, now: datetime
) -> Release:
    """Record the written act by which the year's files may be deleted after their retention.

    Raises:
        Refused: the year is not decided yet, the day lies ahead, or the file cannot be stored.
        ValidationError: a value does not fit its field.
    """
    refuse_if(release_problems(cycle, dated=dated, now=now))
    release = Release(cycle=cycle, kind=kind, number=number.strip(), dated=dated, recorded_at=now, recorded_by=by)
    release.full_clean(exclude=["file"])
    release.file = store_file(upload=file, by=by, now=now)
    release.save()
    record("records.record_release", by=by, now=now, on=release, year=cycle.year, kind=kind, number=release.number)
    return release
