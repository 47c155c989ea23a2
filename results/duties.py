"""Two people for each act of the year: who drafts, confirms or decides does not approve, recognise or revoke.

Decision 81.
"""

from collections.abc import Iterable, Iterator

from accounts.models import User
from appraisal.models import Breach
from audit.queries import latest_of
from communes.models import Cycle
from kernel.problems import Problem
from results.models import Outcome


def approver_problems(cycle: Cycle, *, by: User) -> Iterator[Problem]:
    """Why this person cannot approve the year's results: they drafted or confirmed them."""
    drafted = latest_of(cycle, ["results.draft_outcomes"])
    confirmed = Outcome.objects.filter(registration__cycle=cycle, confirmed_by=by).exists()
    if confirmed or (drafted is not None and drafted.actor_id == by.pk):
        yield Problem("results_are_your_own", where="outcomes", clause="S8")


def recogniser_problems(outcomes: Iterable[Outcome], *, by: User) -> Iterator[Problem]:
    """Why this person cannot record a recognition: they confirmed the result."""
    if any(outcome.confirmed_by_id == by.pk for outcome in outcomes):
        yield Problem("results_are_your_own", where="outcomes", clause="S8")


def revoker_problems(breach: Breach, *, by: User) -> Iterator[Problem]:
    """Why this person cannot record a revocation: they recorded or confirmed the breach."""
    if by.pk in (breach.settled_by_id, breach.recorded_by_id):
        yield Problem("breach_is_your_own", where="breach", clause="S8")
