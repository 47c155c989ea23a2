"""What is the commune's own: what it prepares in answer to a letter, until it is sent, and what it took out [S8]."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.queries import units_of
from audit.models import Entry
from evidence.models import EvidenceItem, Inquiry
from kernel import clock
from kernel.deadlines import CITY_ZONE, lies_ahead
from scoring.models import SelfAssessment


def letters_out() -> QuerySet[Inquiry]:
    """The letters that are with a commune now; a letter whose day has begun is not, whether its end is noted or not."""
    return Inquiry.objects.filter(state=Inquiry.State.SENT, before__gt=clock.now().astimezone(CITY_ZONE).date())


def is_being_answered(inquiry: Inquiry) -> bool:
    """Is what the commune writes to this letter still its own?"""
    return inquiry.state == Inquiry.State.SENT and lies_ahead(inquiry.before, now=clock.now())


def prepared(item: str = "") -> Exists:
    """Holds for an item of evidence, at the path `item`, that came since a letter went out and is not sent yet."""
    since = letters_out().filter(
        assessment=OuterRef(f"{item}score__assessment"), sent_at__lte=OuterRef(f"{item}added_at")
    )
    return Exists(since)


def standing_items(assessment: SelfAssessment, *, prepared_too: bool = False) -> QuerySet[EvidenceItem]:
    """The items in a dossier's sets; what is prepared in answer to a letter only for the commune itself."""
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at=None)
    return items if prepared_too else items.exclude(prepared())


def sees_prepared(user, assessment: SelfAssessment) -> bool:
    """The commune's own people see what they prepare."""
    return assessment.registration.commune.code in units_of(user)


def without_prepared(entries: list[Entry], assessment: SelfAssessment, user) -> list[Entry]:
    """The trail of a dossier without what the commune has done since a letter went out, for others than the commune."""
    letter = None if sees_prepared(user, assessment) else letters_out().filter(assessment=assessment).first()
    if letter is None:
        return entries
    return [entry for entry in entries if entry.recorded_at < letter.sent_at or not entry.verb.startswith("evidence.")]


def removed_items(assessment: SelfAssessment) -> list[EvidenceItem]:
    """What the commune took out of its sets and can still put back, the last removed first."""
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at__isnull=False)
    return list(items.select_related("file", "score__criterion", "removed_by").order_by("-removed_at", "-pk"))
