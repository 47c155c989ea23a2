"""What the public sees of signed minutes by their code (decision 62)."""

from django.utils.translation import gettext as _

from appraisal.models import Minutes
from appraisal.queries import is_outdated
from papers.kinds import CheckedPaper, cited


def checked_minutes(code: str) -> CheckedPaper | None:
    """The signed minutes with this code; those of a reopened, changed or set-aside dossier no longer count [S8]."""
    signed = Minutes.objects.exclude(signed=None).select_related("signed", "review__assessment")
    minutes = signed.filter(code=code).first()
    if minutes is None or minutes.signed is None:
        return None
    facts = (str(_("Minutes of the appraisal")), minutes.number, minutes.held_on)
    if _counts(minutes):
        return CheckedPaper(*facts, "issued", minutes.signed.sha256)
    entry = minutes.review.assessment.of_registration
    others = signed.filter(review__assessment__registration=entry, superseded_at=None).exclude(pk=minutes.pk)
    later = next(filter(_counts, others), None)
    successor = cited(later.number, later.held_on) if later else ""
    return CheckedPaper(*facts, "replaced", minutes.signed.sha256, successor)


def _counts(minutes: Minutes) -> bool:
    is_current = minutes.superseded_at is None and minutes.review.assessment.registration_id is not None
    return is_current and not is_outdated(minutes, minutes.review)
