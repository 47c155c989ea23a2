"""Reads about stored files."""

from uuid import UUID

from django.db.models import Count

from documents.models import Finding, StoredFile, Verification


def kept_file(person, public_id: str) -> StoredFile | None:
    """The file that this person sent with a form that was refused; nobody reaches another's."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    return StoredFile.objects.filter(public_id=wanted, stored_by=person).first()


def last_verification() -> Verification | None:
    """The last reading of the store that came to its end."""
    return Verification.objects.filter(finished_at__isnull=False).order_by("-finished_at").first()


def finding_counts(verification: Verification) -> dict[str, int]:
    """How much a verification found of each kind."""
    found = dict(verification.findings.order_by().values_list("kind").annotate(Count("pk")))
    return {kind: found.get(kind, 0) for kind in Finding.Kind.values}
