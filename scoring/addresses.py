"""Identify the dossier that a URL names."""

from dataclasses import dataclass

from scoring.models import SelfAssessment


@dataclass(frozen=True, slots=True)
class DossierAddress:
    """A dossier by the natural keys in its URLs: the year and the unit's official code. Reads no database."""

    year: int
    code: str

    @classmethod
    def of(cls, assessment: SelfAssessment) -> "DossierAddress":
        registration = assessment.registration
        return cls(registration.cycle.year, registration.commune.code)
