"""Criteria that do not apply to a commune, as pages and papers show them beside the total [S9]."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.core import NotApplicable
from scoring.models import Rubric, SelfAssessment
from scoring.queries import policy_of


@dataclass(frozen=True, slots=True)
class Exceptions:
    """How many criteria do not apply, and how many points of the total come from them under the table's policy.

    `claimed` is None until the team has judged; then `count` is the number that it agreed to.
    """

    count: int
    points: Decimal
    policy: NotApplicable
    claimed: int | None = None

    def __bool__(self) -> bool:
        return bool(self.count or self.claimed)

    @property
    def rescales(self) -> bool:
        return self.policy is NotApplicable.RESCALE


def exceptions_of(assessment: SelfAssessment) -> Exceptions:
    """The exceptions that the commune claims."""
    return Exceptions(assessment.excepted_count, assessment.excepted_points, policy_of(assessment.rubric))


def exceptions_judged(*, count: int, points: Decimal, claimed: int, rubric: Rubric) -> Exceptions:
    """The exceptions that the team agreed to, of all that were claimed."""
    return Exceptions(count, points, policy_of(rubric), claimed)
