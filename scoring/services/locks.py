"""The lock of a dossier as scoring needs it, the second in the order of locks (docs/decisions/0048)."""

from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment


def lock_assessment(assessment: SelfAssessment) -> None:
    """Lock this self-assessment until the transaction ends, and bring it up to date.

    One query, while nobody has changed the dossier since it was read: its version tells.
    """
    version = assessment.version
    assessment.lock_state()
    if assessment.version != version:
        assessment.refresh_from_db()
    demand_standing(assessment)


def demand_standing(assessment: SelfAssessment) -> None:
    """Nothing of a dossier changes any more that a correction of the table has set aside meanwhile [S7].

    Raises:
        Refused: it was.
    """
    if assessment.registration_id is None:
        refuse_if([Problem("dossier_set_aside", where="state", clause="S7")])
