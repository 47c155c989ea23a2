"""What keeps a confirmed review closed: layers above tell it, for they know what was built on its points [R3]."""

from collections.abc import Callable, Iterable, Iterator

from appraisal.founding_decision import founding_problems
from appraisal.models import Review
from kernel.hooks import Hook
from kernel.problems import Problem

# Why a review must stay as it is, as layers above know.
reopen_blockers = Hook[Callable[[Review], Iterable[Problem]]]()


def reopening_problems(review: Review, *, reason: str) -> Iterator[Problem]:
    """Why a review cannot be reopened: it is not confirmed, no reason is given, or the year's result stands on it."""
    yield from founding_problems(review.appraiser.team)
    if review.state != Review.State.RECONCILED:
        params = {"state": str(review.get_state_display())}
        yield Problem("review_not_reconciled_yet", where="state", clause="R3", params=params)
    if not reason.strip():
        yield Problem("reopening_without_reason", where="reason", clause="S8")
    for blocker in reopen_blockers:
        yield from blocker(review)
