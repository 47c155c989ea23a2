"""What a year reviews twice, for the page that shows and changes it [S8]."""

from dataclasses import dataclass

from appraisal.double_review.queries import criteria_below, has_begun, twice_reviewed
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
    """What the year reviews twice; None where the year has no table yet."""
    in_force = RubricInForce.objects.select_related("rubric").filter(cycle=cycle).first()
    if in_force is None:
        return None
    codes, rows = twice_reviewed(cycle), criterion_rows(in_force.rubric)
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
    count = len(criteria_below(in_force.rubric, codes)) if codes else 0
    return DoubleReviewSettings(codes, count, has_begun(cycle), choices)
