"""The lock of a dossier as scoring needs it, the second in the order of locks (docs/decisions/0048)."""

from scoring.models import SelfAssessment


def lock_assessment(assessment: SelfAssessment) -> None:
    """Lock this self-assessment until the transaction ends, and bring it up to date.

    One query, while nobody has changed the dossier since it was read: its version tells.
    """
    version = assessment.version
    assessment.lock_state()
    if assessment.version != version:
        assessment.refresh_from_db()
