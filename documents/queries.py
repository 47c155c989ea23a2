"""Queries of stored files."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.fields.reverse_related import ForeignObjectRel

from documents.models import Finding, Inspection, Preview, StoredFile, Verification
from documents.previews import ocr


def kept_file(person, public_id: str) -> StoredFile | None:
    """The file that this person sent with a refused form; nobody can get another person's."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    return StoredFile.objects.filter(public_id=wanted, stored_by=person).first()


def loose_files() -> QuerySet[StoredFile]:
    """Files that no row of any app refers to: sent with a refused form, or replaced since."""
    loose = StoredFile.objects.all()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and (relation.one_to_many or relation.one_to_one):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            loose = loose.filter(~Exists(rows))
    return loose


def bytes_loose(person) -> int:
    """The size of this person's unreferenced files; they are kept for a day, for the form to be sent again."""
    return loose_files().filter(stored_by=person).aggregate(total=Sum("size"))["total"] or 0


def last_verification() -> Verification | None:
    """The last completed verification of the store."""
    return Verification.objects.filter(finished_at__isnull=False).order_by("-finished_at").first()


def finding_counts(verification: Verification) -> dict[str, int]:
    """The number of findings of a verification, by kind."""
    counts = dict(verification.findings.order_by().values_list("kind").annotate(Count("pk")))
    return {kind: counts.get(kind, 0) for kind in Finding.Kind.values}


def inspection_counts() -> dict[str, int]:
    """The number of contents in each state of the virus scan."""
    counts = dict(Inspection.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: counts.get(state, 0) for state in Inspection.State.values}


def infected_files() -> QuerySet[StoredFile]:
    """Contents in quarantine, the latest first."""
    files = StoredFile.objects.filter(inspection__state=Inspection.State.INFECTED).select_related("inspection")
    return files.order_by("-inspection__scanned_at", "-pk")


def preview_counts() -> dict[str, int]:
    """How many contents have a preview, wait for one, or can have none; and how many scans wait for OCR."""
    by_state = dict(Preview.objects.order_by().values_list("state").annotate(Count("pk")))
    counts = {state: by_state.get(state, 0) for state in Preview.State.values}
    return counts | {"unread": Preview.objects.filter(source=Preview.Source.UNREAD).count()}


def no_preview_of(stored: StoredFile) -> str:
    """Why a file has no preview and will not get one; empty where it has one, or waits for one."""
    preview = Preview.objects.filter(inspection=stored.inspection_id, state=Preview.State.CANNOT).first()
    return str(Preview.Why(preview.why).label) if preview else ""


def contents_to_preview(*, again: bool = False, everything: bool = False) -> list[int]:
    """The inspections of uploaded contents without a preview, or where a program failed.

    `again` includes previews and scans that failed before, `everything` includes all.
    """
    sent = Inspection.objects.filter(files__stored_by__isnull=False)
    missing = Q(preview=None) | Q(preview__state=Preview.State.WAITING) | Q(preview__why=Preview.Why.FAILED)
    if again:
        missing |= Q(preview__state=Preview.State.CANNOT) | Q(failed_readings__reader=ocr.READER)
    wanted = sent if everything else sent.filter(missing)
    return list(wanted.order_by("pk").distinct().values_list("pk", flat=True))
