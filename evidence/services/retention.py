"""Delete evidence after its retention: files that communes removed, and years that ended long ago.

Always on the trail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from audit.services import record
from documents.models import StoredFile
from documents.services import discard_files
from evidence.models import EvidenceItem, Reading
from evidence.released_years import released_years
from evidence.services.dossier_pdf import forget_dossier_pdf
from evidence.services.locks import lock_any
from kernel.deadlines import CITY_ZONE
from scoring.models import SelfAssessment

Due = Callable[[datetime], QuerySet[EvidenceItem]]

_FINISHED = (SelfAssessment.State.CLOSED, SelfAssessment.State.NOT_CONSIDERED, *SelfAssessment.NOT_IN)


@dataclass(frozen=True, slots=True)
class Deletion:
    """The files deleted, or to be deleted, from one dossier."""

    assessment: SelfAssessment
    count: int
    size: int


def removed_long_ago(now: datetime) -> QuerySet[EvidenceItem]:
    """Items that communes removed and can no longer restore."""
    return EvidenceItem.objects.filter(removed_at__lte=now - timedelta(days=settings.RESTORE_DAYS))


def past_retention(now: datetime) -> QuerySet[EvidenceItem]:
    """The evidence of years past their retention and released in writing: fully appraised, or never sent [R4]."""
    years = released_years.get()()
    return _past_retention(now).filter(
        Q(score__assessment__registration__cycle__year__in=years)
        | Q(score__assessment__former_registration__cycle__year__in=years)
    )


def kept_years(*, now: datetime) -> list[int]:
    """The years past their retention whose evidence stays, because nobody has recorded a release."""
    due = _past_retention(now)
    current = due.values_list("score__assessment__registration__cycle__year", flat=True)
    former = due.values_list("score__assessment__former_registration__cycle__year", flat=True)
    years = {*current.order_by().distinct(), *former.order_by().distinct()} - {None}
    return sorted(years - released_years.get()())


def _past_retention(now: datetime) -> QuerySet[EvidenceItem]:
    last = now.astimezone(CITY_ZONE).year - settings.RETENTION_YEARS - 1
    work = "score__assessment__"
    current = Q(**{f"{work}registration__cycle__year__lte": last, f"{work}state__in": _FINISHED})
    # A dossier that a correction of the table set aside counts as finished in any state.
    return EvidenceItem.objects.filter(current | Q(**{f"{work}former_registration__cycle__year__lte": last}))


def delete_removed(*, now: datetime, dry_run: bool = False) -> list[Deletion]:
    """Delete what communes removed more than `RESTORE_DAYS` ago, dossier by dossier."""
    before = (now - timedelta(days=settings.RESTORE_DAYS)).astimezone(CITY_ZONE).date().isoformat()
    return _each(removed_long_ago, "evidence.delete_removed", now=now, dry_run=dry_run, before=before)


def delete_expired(*, now: datetime, dry_run: bool = False) -> list[Deletion]:
    """Delete the evidence of released years past `RETENTION_YEARS`, dossier by dossier; all else stays."""
    return _each(past_retention, "evidence.delete_expired", now=now, dry_run=dry_run)


def _each(due: Due, verb: str, *, now: datetime, dry_run: bool, **facts: Any) -> list[Deletion]:
    keys = due(now).order_by("score__assessment").values_list("score__assessment", flat=True).distinct()
    return [_delete(pk, due, verb, now=now, dry_run=dry_run, facts=facts) for pk in list(keys)]


def _delete(
    assessment_id: int, due: Due, verb: str, *, now: datetime, dry_run: bool, facts: dict[str, Any]
) -> Deletion:
    with transaction.atomic():
        assessment = lock_any(assessment_id)
        items = list(
            due(now).filter(score__assessment=assessment).select_related("file", "score__criterion").order_by("pk")
        )
        files = {item.file_id: item.file for item in items}
        deletion = Deletion(assessment, len(items), sum(file.size for file in files.values()))
        if dry_run or not items:
            return deletion
        names = [f"{item.score.criterion.code} {item.file.name} {item.file.sha256}" for item in items]
        EvidenceItem.objects.filter(pk__in=[item.pk for item in items]).delete()
        discard_files(files=files.values(), now=now)
        forget_dossier_pdf(assessment_id=assessment.pk)
        _forget_readings({file.sha256 for file in files.values()})
        record(verb, by=None, now=now, on=assessment, count=len(items), files=names, **facts)
    return deletion


def _forget_readings(contents: set[str]) -> None:
    """The facts read from a content are deleted with the last file of it."""
    kept = StoredFile.objects.filter(sha256__in=contents).values("sha256")
    Reading.objects.filter(sha256__in=contents).exclude(sha256__in=kept).delete()
