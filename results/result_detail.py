"""One commune's year, criterion by criterion.

Self-assessed and appraised points, with comments, files, breaches and the trail.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Value, prefetch_related_objects

from accounts.queries import units_of
from appraisal.models import Breach, Review, ReviewScore
from audit.models import Entry
from audit.queries import trail_of
from communes.models import Cycle, Registration
from evidence.drafts import trail_seen_by
from evidence.queries import ItemRow, item_rows_by_criterion
from kernel.problems import required
from results.models import Outcome, Recognition
from results.queries import RankingRow, revocations_with_decisions
from scoring.core import counted
from scoring.exceptions import Exceptions, exceptions_judged
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import CriterionRow, criterion_rows, policy_of, table_in_force


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row of the table with both verdicts; a group or a criterion has sums, and no words or files."""

    code: str
    title: str
    depth: int
    is_leaf: bool
    max_points: Decimal
    own: Decimal | None
    appraised: Decimal | None
    explanation: str = ""
    comment: str = ""
    claimed: bool = False
    not_applicable: bool = False
    files: tuple[ItemRow, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        if self.own is None or self.appraised is None:
            return None
        return self.appraised - self.own

    @property
    def rejected(self) -> bool:
        """True where the team gave points although the commune claimed an exception [S9]."""
        return self.claimed and self.appraised is not None and not self.not_applicable

    @property
    def is_changed(self) -> bool:
        return bool(self.difference) or self.rejected


def result_rows(assessment: SelfAssessment | None) -> list[ResultRow]:
    """The table with both verdicts, in its order; appraised points only once the review is completed.

    Two queries, and one for the table's words in each process; none where the commune has no self-assessment.
    """
    if assessment is None:
        return []
    review = getattr(assessment, "review", None)
    done = review is not None and review.state in (Review.State.COMPLETED, Review.State.RECONCILED)
    own, verdicts = _scores(assessment, review if done else None)
    rows, files = criterion_rows(assessment.rubric), item_rows_by_criterion(assessment)
    return _with_sums(rows, own, verdicts, files, policy_of(assessment.rubric))


class _Score(NamedTuple):
    """What the commune or the team says of one criterion: points, or an exception, and its words."""

    points: Decimal | None
    not_applicable: bool
    words: str


def _scores(assessment: SelfAssessment, review: Review | None) -> tuple[dict[int, _Score], dict[int, _Score]]:
    """The commune's scores and those of `review`, by criterion; one query for both."""
    said = ("criterion_id", "points", "not_applicable")
    own = SelfScore.objects.filter(assessment=assessment).order_by().values_list(Value(0), *said, "explanation")
    verdicts = ReviewScore.objects.filter(review=review).order_by().values_list(Value(1), *said, "comment")
    found: tuple[dict[int, _Score], dict[int, _Score]] = ({}, {})
    for side, criterion, *score in own.union(verdicts, all=True) if review else own:
        found[side][criterion] = _Score(*score)
    return found


def _with_sums(criteria, own, verdicts, files, policy) -> list[ResultRow]:
    below: dict[str, list[CriterionRow]] = defaultdict(list)
    for row in criteria:
        below[row.parent_code].append(row)

    def scored_below(row):
        return [row] if row.is_leaf else [criterion for child in below[row.code] for criterion in scored_below(child)]

    def summed(row, scores):
        if row.is_leaf:
            return scores[row.pk].points if row.pk in scores else None
        below = [scores[criterion.pk] for criterion in scored_below(row) if criterion.pk in scores]
        counting = [counted(score.points, excepted=score.not_applicable, policy=policy) for score in below]
        given = [points for points in counting if points is not None]
        return sum(given, Decimal(0)) if given else None

    def value(row, scores, name):
        return getattr(scores[row.pk], name) if row.is_leaf and row.pk in scores else ""

    return [
        ResultRow(
            code=row.code,
            title=row.title,
            depth=row.depth,
            is_leaf=row.is_leaf,
            max_points=row.max_points,
            own=summed(row, own),
            appraised=summed(row, verdicts),
            explanation=value(row, own, "words"),
            comment=value(row, verdicts, "words"),
            claimed=bool(value(row, own, "not_applicable")),
            not_applicable=bool(value(row, verdicts, "not_applicable")),
            files=tuple(files.get(row.pk, ())),
        )
        for row in criteria
    ]


def outcome_exceptions(row: RankingRow, cycle: Cycle) -> Exceptions | None:
    """The exceptions that the team agreed to, of those claimed.

    None where nothing was claimed [S9].
    """
    if not row.claimed_count:
        return None
    count, points, claimed = row.excepted_count, row.excepted_points, row.claimed_count
    return exceptions_judged(count=count, points=points, claimed=claimed, rubric=table_in_force(cycle))


def breaches_of(registration: Registration):
    """The recorded breaches that count or counted, newest first; dismissed ones are not shown."""
    return list(
        Breach.objects.filter(registration=registration).exclude(
            state__in=(Breach.State.DISMISSED, Breach.State.WITHDRAWN)
        )
    )


def confirmed_after(breach: Breach, recognition: Recognition) -> bool:
    """True where this breach was confirmed after the recognition, so that it may revoke it [S5]."""
    return breach.state == Breach.State.CONFIRMED and required(breach.settled_at) >= recognition.issued_at


def outcome_of(registration: Registration) -> Outcome | None:
    """The outcome of a unit from `standings_visible_to`, with the revocations of its recognition."""
    outcome = getattr(registration, "outcome", None)
    recognition = getattr(outcome, "recognition", None)
    if recognition is not None:
        prefetch_related_objects([recognition], revocations_with_decisions())
    return outcome


# Entries that name documents of a breach; a commune may read them only where they are shared.
_OF_DOCUMENTS = frozenset(
    f"appraisal.{verb}"
    for verb in ("record_breach", "add_breach_documents", "share_breach_document", "unshare_breach_document")
) | {"appraisal.quarantine_document"}


def trail_rows(registration: Registration, breaches: list[Breach], *, reader) -> list[Entry]:
    """The decisions on this unit's year, newest first: its entry, dossier, review, breaches and recognition.

    The commune's own people do not see entries about documents that are not shared with them.
    """
    targets = [registration, *breaches]
    assessment = getattr(registration, "self_assessment", None)
    if assessment is not None:
        targets.append(assessment)
        targets += [assessment.review] if hasattr(assessment, "review") else []
    hidden = _OF_DOCUMENTS if registration.commune.code in units_of(reader) else ()
    lines = trail_of(*targets, limit=60, without=hidden)
    return trail_seen_by(reader, lines, assessment) if assessment is not None else lines
