"""What the public sees of a dossier's letter, report, table or receipt by its code (decision 62)."""

from django.utils import timezone
from django.utils.text import capfirst

from evidence.models import DossierPart, Receipt
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


def checked_receipt(code: str) -> CheckedPaper | None:
    """The receipt with this code: its own code and day, and whether its dossier still counts as it was sent.

    It is no file that anybody signed, so there is nothing to compare; unit, total and files are not revealed.
    """
    receipts = Receipt.objects.select_related("assessment")
    receipt = receipts.filter(check_code=code).first()
    if receipt is None:
        return None
    facts = (str(capfirst(Receipt._meta.verbose_name)), receipt.code, timezone.localdate(receipt.issued_at))
    if receipt.assessment.registration_id is not None:
        return CheckedPaper(*facts, "issued", "")
    later = receipts.filter(assessment__registration=receipt.assessment.of_registration).first()
    return CheckedPaper(*facts, "replaced", "", cited(later.code, timezone.localdate(later.issued_at)) if later else "")
