"""The papers and the dossier as subjects that a clerk submits to the head."""

from collections.abc import Iterable
from datetime import datetime

from communes.models import Registration
from kernel.problems import Problem
from scoring.policies import scoring_problems


def dossier_problems(registration: Registration, now: datetime) -> Iterable[Problem]:
    """Why the dossier of this unit can no longer be submitted to the head: as for its scores [R2, R4]."""
    assessment = getattr(registration, "self_assessment", None)
    if assessment is None:
        return [Problem("not_registered", where="registration", clause="R4")]
    assessment.registration = registration
    return scoring_problems(assessment, now=now)
