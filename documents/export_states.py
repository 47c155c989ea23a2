"""The state of an export, and its owner."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from documents.models import Export

# After this much silence the worker is assumed to have stopped.
PATIENCE = timedelta(minutes=10)


def exports_of(user) -> QuerySet[Export]:
    """The exports that this person has requested."""
    return Export.objects.filter(owner=user.pk) if user.is_authenticated else Export.objects.none()


def state_of(export: Export, *, now: datetime) -> str:
    """ "waiting", "making", "made", "failed", or "lost": the worker stopped answering."""
    if export.made_at:
        return "made"
    if export.failed_at:
        return "failed"
    if now - export.asked_at > PATIENCE:
        return "lost"
    return "making" if export.begun_at else "waiting"
