"""What keeps a confirmed review closed: layers above tell it, for they know what was built on its points [R3]."""

from collections.abc import Callable, Iterable, Iterator

from appraisal.founding_decision import founding_problems
from appraisal.models import Review
from kernel.problems import Problem

ReopenBlocker = Callable[[Review], Iterable[Problem]]
_REOPEN_BLOCKERS: list[ReopenBlocker] = []


def register_reopen_blocker(blocker: ReopenBlocker) -> None:
    """Make known why a review must stay as it is."""
    if blocker not in _REOPEN_BLOCKERS:
        _REOPEN_BLOCKERS.append(blocker)


def reopening_problems(review: Review, *, reason: str) -> Iterator[Problem]:
    """Why a review cannot be reopened: it is not confirmed, no reason is given, or the year's result stands on it."""
    yield from founding_problems(review.appraiser.team)
    if review.state != Review.State.RECONCILED:
        params = {"state": str(review.get_state_display())}
        yield Problem("review_not_reconciled_yet", where="state", clause="R3", params=params)
    if not reason.strip():
        yield Problem("reopening_without_reason", where="reason", clause="S8")
    for blocker in _REOPEN_BLOCKERS:
        yield from blocker(review)
