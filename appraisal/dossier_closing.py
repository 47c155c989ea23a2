"""Whether a dossier is appraised: why it cannot be closed without appraisal, or be reopened [S4]."""

from collections.abc import Iterator

from django.db.models import FilteredRelation, Q

from appraisal.models import Breach, NotConsidered
from communes.policies import closing_problems
from kernel.problems import Problem
from scoring.models import SelfAssessment

_STATES = SelfAssessment.State
CLOSABLE = (_STATES.SUBMITTED, _STATES.UNDER_APPRAISAL, _STATES.SUPPLEMENT_REQUESTED, _STATES.EXPLAINING)


def open_closing(assessment: SelfAssessment) -> NotConsidered | None:
    """The current closing."""
    closings = NotConsidered.objects.filter(assessment=assessment, reopened_at=None)
    return closings.select_related("breach", "closed_by").first()


def dossier_and_closing(registration: int) -> tuple[SelfAssessment | None, NotConsidered | None]:
    """The dossier of an entry, and its current closing; one query."""
    closing = FilteredRelation("closings", condition=Q(closings__reopened_at=None))
    dossiers = SelfAssessment.objects.filter(registration=registration).annotate(current_closing=closing)
    dossier = dossiers.select_related("current_closing__closed_by").first()  # type: ignore[misc]  # an annotation
    return dossier, getattr(dossier, "current_closing", None)


def unconsidering_problems(assessment: SelfAssessment, breach: Breach, *, justification: str) -> Iterator[Problem]:
    """Why a dossier cannot be closed without appraisal: no confirmed breach, not with the team, no justification."""
    if breach.state != Breach.State.CONFIRMED:
        params = {"state": str(breach.get_state_display())}
        yield Problem("breach_not_confirmed_yet", where="state", clause="S4", params=params)
    if assessment.state not in CLOSABLE:
        params = {"state": str(assessment.get_state_display())}
        yield Problem("dossier_not_closable", where="state", clause="S4", params=params)
    if not justification.strip():
        yield Problem("closing_without_justification", where="justification", clause="S4")


def considering_problems(assessment: SelfAssessment, *, justification: str) -> Iterator[Problem]:
    """Why a closed dossier cannot be reopened: not closed, no justification, or the year's results rely on it.

    Once the year's results are confirmed, reopening requires that no breach counts any more.
    """
    registration = assessment.registration
    if assessment.state != _STATES.NOT_CONSIDERED:
        yield Problem("dossier_not_closed", where="state", clause="S4")
    if not justification.strip():
        yield Problem("closing_without_justification", where="justification", clause="S4")
    if Breach.objects.filter(registration=registration, state=Breach.State.CONFIRMED).exists():
        yield from closing_problems(registration.cycle)
