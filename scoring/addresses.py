"""Which dossier an address of the portal means."""

from dataclasses import dataclass

from scoring.models import SelfAssessment


@dataclass(frozen=True, slots=True)
class DossierAddress:
    """A dossier by the natural keys of its pages: the year and the unit's official code. Nothing is read for it."""

    year: int
    code: str

    @classmethod
    def of(cls, assessment: SelfAssessment) -> "DossierAddress":
        registration = assessment.registration
        return cls(registration.cycle.year, registration.commune.code)
