"""The lock of a dossier for services of scoring, the second in the lock order (docs/decisions/0048)."""

from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment
from scoring.queries import rubric_in_force

READ = (
    *("rubric", "state", "version", "total", "scored_count", "excepted_count", "excepted_points", "submitted_at"),
    *("registration__state", "registration__commune__code", "registration__commune__kind"),
    *("registration__commune__name", "registration__cycle__year", "registration__cycle__submit_before"),
)
"""What saving points reads of a dossier; its other fields are read at need."""


def lock_assessment_at(address: DossierAddress) -> SelfAssessment:
    """The self-assessment at that address, locked until the transaction ends and read only after locking.

    It comes with its registration and table.

    Raises:
        SelfAssessment.DoesNotExist: the portal has no such dossier.
    """
    rows = SelfAssessment.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("registration__commune", "registration__cycle").only(*READ)
    assessment = rows.get(registration__cycle__year=address.year, registration__commune__code=address.code)
    assessment.rubric = rubric_in_force(assessment.rubric_id)
    return assessment


def demand_standing(assessment: SelfAssessment) -> None:
    """Refuse any change to a dossier that a correction of the table has set aside meanwhile [S7].

    Raises:
        Refused: it was set aside.
    """
    if assessment.registration_id is None:
        refuse_if([Problem("dossier_set_aside", where="state", clause="S7")])
