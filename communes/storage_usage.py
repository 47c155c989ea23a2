"""The storage of a commune in a year: each app names the files it stores for a commune, and all are summed."""

from collections.abc import Callable

from django.db.models import Min, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from communes.models import Registration
from documents.models import StoredFile
from kernel.hooks import Hook

# Querysets of the keys of `StoredFile` that rows of an entry's year refer to.
held_files = Hook[Callable[[Registration], QuerySet]]()


def plan_of(registration: Registration) -> QuerySet:
    """The plan of the entry, sent or in draft."""
    return Registration.objects.filter(pk=registration.pk, plan__isnull=False).values("plan")


def files_held(registration: Registration) -> QuerySet[StoredFile]:
    """Every file that a commune sent for that year and that is still in use; one query."""
    first, *others = (holding(registration).order_by() for holding in held_files)
    return StoredFile.objects.filter(pk__in=first.union(*others))


def bytes_held(registration: Registration) -> int:
    """The total size; content that is used in several places counts once."""
    return _contents_held(registration).aggregate(total=Sum("size"))["total"] or 0


def held_bytes(registration: Registration) -> Coalesce:
    """The same as an annotation."""
    total = _contents_held(registration).values(every=Value(1)).annotate(total=Sum("size")).values("total")
    return Coalesce(Subquery(total), 0)


def _contents_held(registration: Registration) -> QuerySet[StoredFile]:
    """One of the stored files of each content."""
    first = files_held(registration).order_by().values("sha256").annotate(first=Min("pk")).values("first")
    return StoredFile.objects.filter(pk__in=first).order_by()
