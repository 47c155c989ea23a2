"""The state of two reviews of a dossier for pages, and their differences side by side [S8]."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from appraisal.double_review.phases import Phase
from appraisal.double_review.policies import is_done
from appraisal.double_review.queries import (
    ReviewerRole,
    doubly_reviewed,
    independent_scores_for,
    is_blind,
    own_independent_scores,
    phase_at,
    reviewer_role,
    second_of,
    unresolved_criteria,
)
from appraisal.models import IndependentScore, Review, ReviewScore
from appraisal.queries import UNDER_REVIEW
from evidence.queries import ItemRow
from kernel.problems import required
from scoring.queries import CriterionRow, criterion_rows


@dataclass(frozen=True, slots=True)
class DoubleReviewStatus:
    """The state of the two reviews: the members, who is done, and what the reader has to do."""

    phase: Phase
    first: str
    second: str
    first_done: bool
    second_done: bool
    criteria: int
    codes: str
    open_differences: int
    missing: int
    is_mine: bool
    is_leaf: bool

    @property
    def is_blind(self) -> bool:
        return self.phase is Phase.INDEPENDENT

    @property
    def may_complete(self) -> bool:
        return self.is_mine and not self.missing


def status_of(
    review: Review, reader, *, criterion: str = "", unscored: Collection[str] | None = None
) -> DoubleReviewStatus | None:
    """The two reviews of a dossier; None where it is reviewed once. `criterion` is the open one.

    `unscored` are the criteria of the review without final points, where they are known already.
    """
    second = second_of(review)
    if second is None:
        return None
    unresolved = 0 if is_blind(review) else _unresolved(review, unscored)
    phase, role = required(phase_at(review, unresolved=unresolved)), reviewer_role(review, reader)
    is_mine = role is not ReviewerRole.READER and not is_done(review, role) and review.state in UNDER_REVIEW
    codes = second.criteria
    return DoubleReviewStatus(
        phase=phase,
        first=str(review.appraiser.person),
        second=str(second.appraiser.person) if second.appraiser else "",
        first_done=second.first_done_at is not None,
        second_done=second.completed_at is not None,
        criteria=len(codes),
        codes=", ".join(dict.fromkeys(code.partition(".")[0] for code in codes)),
        open_differences=unresolved,
        missing=_missing(review, reader) if is_mine else 0,
        is_mine=is_mine,
        is_leaf=criterion in codes,
    )


def _unresolved(review: Review, unscored: Collection[str] | None) -> int:
    return unresolved_criteria(review) if unscored is None else len({*doubly_reviewed(review)} & {*unscored})


def _missing(review: Review, reader) -> int:
    given = own_independent_scores(reader, review)
    return sum(code not in given or given[code].points is None for code in doubly_reviewed(review))


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A criterion that two members reviewed: both scores beside the commune's own points, and the final points."""

    criterion: CriterionRow
    score: ReviewScore
    first: IndependentScore
    second: IndependentScore
    files: tuple[ItemRow, ...] = ()

    def opinion(self, side: str) -> IndependentScore:
        """The score of the "first" or of the "second" member."""
        return self.first if side == "first" else self.second

    @property
    def key(self) -> str:
        """The code as an HTML id."""
        return self.criterion.code.replace(".", "-")

    @property
    def agrees(self) -> bool:
        one, other = self.first, self.second
        return (one.points, one.not_applicable) == (other.points, other.not_applicable)

    @property
    def gap(self) -> Decimal:
        return abs(required(self.first.points) - required(self.second.points))

    @property
    def is_open(self) -> bool:
        return self.score.points is None

    @property
    def is_resolved(self) -> bool:
        """True where the lead decided: the two differ, or the final points differ from both."""
        stands = (self.score.points, self.score.not_applicable)
        return not self.is_open and (not self.agrees or stands != (self.first.points, self.first.not_applicable))


def _both(seen: list[IndependentScore]) -> tuple[IndependentScore, IndependentScore]:
    first, second = seen
    return first, second


def difference_rows(
    reader, review: Review, scores: Iterable[ReviewScore], files: Mapping[int, list[ItemRow]] = MappingProxyType({})
) -> list[DifferenceRow]:
    """Every criterion that two members reviewed, open differences first; empty before the comparison.

    `scores` are all scores of the review; `files` the dossier's evidence by criterion, where it is shown.
    """
    if second_of(review) is None or is_blind(review):
        return []
    scored = {score.criterion_id: score for score in scores}
    doubled = set(doubly_reviewed(review))
    table = criterion_rows(review.assessment.rubric)
    unresolved = sum(row.code in doubled and scored[row.pk].points is None for row in table if row.pk in scored)
    seen = independent_scores_for(reader, review, phase_at(review, unresolved=unresolved))
    rows = [
        DifferenceRow(row, scored[row.pk], *_both(seen[row.code]), tuple(files.get(row.pk, ())))
        for row in table
        if len(seen.get(row.code, ())) == 2
    ]
    return sorted(rows, key=lambda row: (not row.is_open, row.agrees))
