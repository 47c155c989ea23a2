"""Reads of the head's remarks on single criteria."""

from django.db.models import QuerySet

from accounts.queries import units_of
from evidence.models import ReadingRemark
from scoring.models import SelfAssessment


def remarks_visible_to(user) -> QuerySet[ReadingRemark]:
    """A unit's own people see what its head remarked; nobody else does [S8]."""
    remarks = ReadingRemark.objects.select_related(
        "made_by",
        "score__criterion",
        "score__assessment__registration__commune",
        "score__assessment__registration__cycle",
    )
    return remarks.filter(score__assessment__registration__commune__code__in=units_of(user))


def open_remarks(user, assessment: SelfAssessment) -> list[ReadingRemark]:
    """What is still to be settled, in the table's order."""
    return list(remarks_visible_to(user).filter(score__assessment=assessment, settled_at=None))
