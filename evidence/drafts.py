"""What is the commune's own: what it prepares in answer to a letter, until it is sent, and what it took out [S8]."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.queries import units_of
from audit.models import Entry
from evidence.models import EvidenceItem, Inquiry
from kernel import clock
from kernel.deadlines import CITY_ZONE, lies_ahead
from kernel.problems import required
from scoring.models import SelfAssessment

_OF_PAPERS = frozenset({"evidence.upload_signed"})


def letters_out() -> QuerySet[Inquiry]:
    """The letters that are with a commune now; a letter whose day has begun is not, whether its end is noted or not."""
    return Inquiry.objects.filter(state=Inquiry.State.SENT, before__gt=clock.now().astimezone(CITY_ZONE).date())


def is_being_answered(inquiry: Inquiry) -> bool:
    """Is what the commune writes to this letter still its own?"""
    return inquiry.state == Inquiry.State.SENT and lies_ahead(required(inquiry.before), now=clock.now())


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


def trail_seen_by(user, entries: list[Entry], assessment: SelfAssessment) -> list[Entry]:
    """The trail of a dossier as this person may read it [S8].

    Without what the commune has done since a letter went out, for others than the commune; and without lines that name
    a file which was taken out, for everybody who cannot put it back.
    """
    is_own = sees_prepared(user, assessment)
    letter = None if is_own else letters_out().filter(assessment=assessment).first()
    if letter is not None:
        entries = [one for one in entries if one.recorded_at < required(letter.sent_at) or not _is_of_evidence(one)]
    if is_own and assessment.state == SelfAssessment.State.OPEN:
        return entries
    if not any(_names_a_file(one) for one in entries):
        return entries
    items = EvidenceItem.objects.filter(score__assessment=assessment)
    items = items.filter(Q(removed_at=None) | prepared()) if is_own else standing_items(assessment)
    there = set(items.values_list("score__criterion__code", "file__name"))
    names = {name for _, name in there}
    return [one for one in entries if not _names_a_file(one) or _is_there(one, there, names)]


def _is_of_evidence(entry: Entry) -> bool:
    return entry.verb.startswith("evidence.")


def _names_a_file(entry: Entry) -> bool:
    """Does the line name a file of a set? Signed copies and books are no such files."""
    return _is_of_evidence(entry) and "file" in entry.facts and entry.verb not in _OF_PAPERS


def _is_there(entry: Entry, there: set[tuple[str, str]], names: set[str]) -> bool:
    name, criterion = entry.facts["file"], entry.facts.get("leaf")
    return name in names if criterion is None else (criterion, name) in there


def removed_items(assessment: SelfAssessment) -> list[EvidenceItem]:
    """What the commune took out of its sets and can still put back, the last removed first."""
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at__isnull=False)
    return list(items.select_related("file", "score__criterion", "removed_by").order_by("-removed_at", "-pk"))
