"""What a year reviews twice, for the page that shows and changes it [S8]."""

from dataclasses import dataclass

from django.db.models import Exists, F

from appraisal.double_review.queries import begun_reviews, criteria_below
from communes.models import Cycle
from scoring.models import RubricInForce
from scoring.queries import criterion_rows


@dataclass(frozen=True, slots=True)
class Choice:
    """A criterion that may be reviewed twice, or a group with its criteria."""

    code: str
    title: str
    is_set: bool
    criteria: tuple["Choice", ...] = ()

    @property
    def key(self) -> str:
        return self.code.replace(".", "-")


@dataclass(frozen=True, slots=True)
class DoubleReviewSettings:
    """What a year reviews twice: the chosen codes, the number of criteria, and the other choices."""

    codes: list[str]
    criteria: int
    is_locked: bool
    choices: list[Choice]


def settings_of(cycle: Cycle) -> DoubleReviewSettings | None:
    """What the year reviews twice; None where the year has no table yet. One query: a row for each chosen code."""
    chosen = RubricInForce.objects.select_related("rubric").filter(cycle=cycle)
    chosen = chosen.annotate(code=F("cycle__two_reviews__code"), has_begun=Exists(begun_reviews(cycle)))
    tables = list(chosen.order_by("code"))
    if not tables:
        return None
    rubric, codes = tables[0].rubric, [table.code for table in tables if table.code]
    rows = criterion_rows(rubric)
    criteria = [row for row in rows if row.is_leaf]
    choices = [
        Choice(
            group.code,
            group.title,
            group.code in codes,
            tuple(Choice(row.code, row.title, row.code in codes) for row in criteria if row.group_code == group.code),
        )
        for group in rows
        if not group.depth
    ]
    count = len(criteria_below(rubric, codes)) if codes else 0
    return DoubleReviewSettings(codes, count, tables[0].has_begun, choices)
