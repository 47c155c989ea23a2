"""The team's points on one criterion, entered on its page or changed after the commune's explanation [R3, S2, S8]."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.queries import has_role
from appraisal import policies
from appraisal.double_review import policies as double_review_policies
from appraisal.double_review.queries import doubly_reviewed
from appraisal.models import IndependentScore, Review, ReviewScore
from appraisal.queries import OVERSEES
from appraisal.services.independent_scores import give_independent_score
from appraisal.services.locks import LockedDossier, lock_review_at
from appraisal.services.totals import refresh_totals
from audit.services import record, record_once
from documents.numbers import trail_text
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.addresses import DossierAddress
from scoring.policies import conflict
from scoring.queries import ScoreRow, criterion_rows

_WRITTEN = ("points", "comment", "not_applicable", "version", "changed_by", "changed_at")
Scores = Mapping[str, ScoreRow]


@dataclass(frozen=True, slots=True)
class SavedVerdict:
    """What a save has read and written, for rendering the page: the review, the new score, every score by code."""

    review: Review
    score: ReviewScore | IndependentScore
    scores: Scores


@transaction.atomic
def enter_review_score(
    *,
    address: DossierAddress,
    criterion: str,
    points: Decimal | None,
    comment: str,
    seen_version: int,
    by: User,
    now: datetime,
    not_applicable: bool = False,
) -> SavedVerdict:
    """Record the team's points for the criterion with that code [S1, S2]; a difference needs a comment [S8].

    In a double review these are the member's own. `not_applicable` agrees that it does not apply: it then has its
    full points [S9]. `seen_version` is what the person saw. Sending the same again changes nothing.

    Raises:
        Refused: the review is complete; the points are outside 0..max or off the step; a justification is missing;
            nothing was claimed; or it was changed meanwhile (`scoring.policies.CONFLICTS`).
        PermissionDenied: the review is not assigned to this person.
        Review.DoesNotExist: there is none that this person may know of.
        KeyError: its table has no such criterion.
    """
    review, score, scores = lock_review_at(address, criterion)
    _demand(review, by)
    saved = SavedVerdict(review, score, scores)
    if criterion in doubly_reviewed(review):
        facts: dict[str, Any] = {"points": points, "comment": comment, "not_applicable": not_applicable}
        facts |= {"seen_version": seen_version, "by": by, "now": now}
        return replace(saved, score=give_independent_score(LockedDossier.of(review), criterion, **facts))
    points = score.max_points if not_applicable else points
    refuse_if([*policies.reviewing_problems(review), *double_review_policies.single_problems(review, criterion, by)])
    if (score.points, score.comment, score.not_applicable) == (points, comment, not_applicable):
        return saved
    refuse_if(_conflict(score, criterion, seen_version, by))
    terms: dict[str, Any] = {"step": review.assessment.rubric.step, "not_applicable": not_applicable}
    refuse_if(policies.verdict_problems(score, points, comment, where=criterion, **terms))
    _write(score, points, comment, not_applicable=not_applicable, criterion=criterion, by=by, now=now)
    _refresh(review, scores)
    return saved


def _demand(review: Review, person: User) -> None:
    """Check the permission on the review under the lock: it may have been reassigned since the page was shown.

    People who may see all reviews get 403; for everybody else the review does not exist [S8].
    """
    if rules.has_perm("appraisal.enter_review_score", person, review):
        return
    if has_role(person, *OVERSEES):
        raise PermissionDenied("appraisal.enter_review_score")
    raise Review.DoesNotExist(review.pk)


def change_points(
    *, review: Review, criterion: str, points: Decimal | None, comment: str, by: User, now: datetime
) -> bool:
    """Change a criterion of a complete review after the commune's explanation [S8]; False where the points stay.

    The caller has locked the dossier and checked the permission. An agreed exception stays agreed.

    Raises:
        Refused: the points are outside 0..max or off the step, or only the lead may change them.
    """
    codes = {row.pk: row.code for row in criterion_rows(review.assessment.rubric)}
    scores = {codes[score.criterion_id]: score for score in review.scores.order_by()}
    score = scores[criterion]
    if points is None or points == score.points or score.not_applicable:
        return False
    refuse_if(double_review_policies.changing_problems(review, criterion, by))
    step = review.assessment.rubric.step
    refuse_if(policies.verdict_problems(score, points, comment, step=step, where=criterion, not_applicable=False))
    _write(score, points, comment, not_applicable=False, criterion=criterion, by=by, now=now)
    _refresh(review, scores)
    return True


def _write(
    score: ReviewScore,
    points: Decimal | None,
    comment: str,
    *,
    not_applicable: bool,
    criterion: str,
    by: User,
    now: datetime,
) -> None:
    before = None if score.not_applicable else score.points
    only_explained = (score.points, score.not_applicable) == (points, not_applicable)
    score.points, score.comment, score.not_applicable = points, comment, not_applicable
    score.version += 1
    score.changed_by, score.changed_at = by, now
    score.clean_fields(exclude=["review", "criterion", "changed_by"])
    score.save(update_fields=_WRITTEN)
    label = str(score.review.assessment.registration.commune)
    facts: dict[str, Any] = {"by": by, "now": now, "on": score.review, "label": label, "criterion": criterion}
    if only_explained:
        record_once("appraisal.explain_review_score", **facts, same="criterion")
        return
    verb = "accept_exception" if not_applicable else "enter_review_score"
    record(f"appraisal.{verb}", **facts, before=trail_text(before), after=trail_text(points))


def _conflict(score: ReviewScore, criterion: str, seen_version: int, by: User) -> list[Problem]:
    if score.version == seen_version:
        return []
    return [conflict(score, score.changed_by, by=by, where=criterion)]


def _refresh(review: Review, scores: Scores) -> None:
    if review.state == Review.State.ASSIGNED:
        review.begin()
    points = {code: score.points for code, score in scores.items()}
    refresh_totals(review, points, {code for code, score in scores.items() if score.not_applicable})
