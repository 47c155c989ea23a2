"""Queries of the head's comments on single criteria."""

from django.db.models import QuerySet

from accounts.queries import units_of
from evidence.models import ReadingRemark
from scoring.models import SelfAssessment


def remarks_visible_to(user) -> QuerySet[ReadingRemark]:
    """A unit's own people see its head's comments; nobody else does [S8]."""
    remarks = ReadingRemark.objects.select_related(
        "made_by",
        "score__criterion",
        "score__assessment__registration__commune",
        "score__assessment__registration__cycle",
    )
    return remarks.filter(score__assessment__registration__commune__code__in=units_of(user))


def open_remarks(user, assessment: SelfAssessment) -> list[ReadingRemark]:
    """The unresolved comments, in the table's order."""
    return list(remarks_visible_to(user).filter(score__assessment=assessment, resolved_at=None))
