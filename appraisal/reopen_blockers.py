"""What prevents reopening a confirmed review: higher layers register it, because their results use its points [R3]."""

from collections.abc import Callable, Iterable, Iterator

from appraisal.founding_decision import founding_problems
from appraisal.models import Review
from kernel.hooks import Hook
from kernel.problems import Problem

# Functions of higher layers that return why a review must stay as it is.
reopen_blockers = Hook[Callable[[Review], Iterable[Problem]]]()


def reopening_problems(review: Review, *, reason: str) -> Iterator[Problem]:
    """Why a review cannot be reopened: not confirmed, no reason given, or the year's result depends on it."""
    yield from founding_problems(review.appraiser.team)
    if review.state != Review.State.RECONCILED:
        params = {"state": str(review.get_state_display())}
        yield Problem("review_not_reconciled_yet", where="state", clause="R3", params=params)
    if not reason.strip():
        yield Problem("reopening_without_reason", where="reason", clause="S8")
    for blocker in reopen_blockers:
        yield from blocker(review)
