"""What the public sees of a dossier's letter, report or table by its code (decision 62)."""

from django.utils.text import capfirst

from evidence.models import DossierPart
from papers.kinds import CheckedPaper, cited
from scoring.models import SelfAssessment

_IN_PREPARATION = (SelfAssessment.State.OPEN, SelfAssessment.State.RETURNED)


def checked_part(code: str) -> CheckedPaper | None:
    """The sent paper with this code. Of a dossier that was set aside it counts while the same copy counts again."""
    sent = DossierPart.objects.exclude(signed=None).exclude(assessment__state__in=_IN_PREPARATION)
    sent = sent.select_related("signed", "assessment")
    part = sent.filter(code=code).first()
    if part is None or part.signed is None:
        return None
    facts = (str(capfirst(part.get_kind_display())), part.number, part.dated)
    later = sent.filter(assessment__registration=part.assessment.of_registration, kind=part.kind).first()
    if later is not None and later.signed is not None and later.signed.sha256 == part.signed.sha256:
        return CheckedPaper(*facts, "issued", part.signed.sha256)
    return CheckedPaper(*facts, "replaced", part.signed.sha256, cited(later.number, later.dated) if later else "")
