"""What a commune holds in a year: each app names the files that it keeps for a commune, all count in one sum."""

from collections.abc import Callable

from django.db.models import QuerySet, Sum

from communes.models import Registration
from documents.models import StoredFile
from kernel.hooks import Hook

# Which files of an entry's year some rows refer to: a query of keys of `StoredFile`.
held_files = Hook[Callable[[Registration], QuerySet]]()


def plan_of(registration: Registration) -> QuerySet:
    """The plan that the entry was prepared or sent with."""
    return Registration.objects.filter(pk=registration.pk, plan__isnull=False).values("plan")


def files_held(registration: Registration) -> QuerySet[StoredFile]:
    """Every file that a commune sent for that year and that still stands somewhere; one query."""
    first, *others = (holding(registration).order_by() for holding in held_files)
    return StoredFile.objects.filter(pk__in=first.union(*others))


def bytes_held(registration: Registration) -> int:
    """What they weigh; content that stands in several places weighs once."""
    contents = files_held(registration).order_by().values("sha256", "size").distinct()
    return contents.aggregate(total=Sum("size"))["total"] or 0
