"""What only the commune sees: an answer to a letter until it is sent, and the files that it removed [S8]."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.queries import units_of
from audit.models import Entry
from evidence.models import EvidenceItem, Inquiry
from kernel import clock
from kernel.deadlines import CITY_ZONE, lies_ahead
from kernel.problems import required
from scoring.models import SelfAssessment

ASKED = (SelfAssessment.State.SUPPLEMENT_REQUESTED, SelfAssessment.State.EXPLAINING)
"""The dossier is with the commune: a letter is out."""
_OF_PAPERS = frozenset({"evidence.upload_signed"})


def letters_out() -> QuerySet[Inquiry]:
    """The letters that a commune must answer now.

    One whose day has begun is excluded, even if its end is not stored yet.
    """
    return Inquiry.objects.filter(state=Inquiry.State.SENT, before__gt=clock.now().astimezone(CITY_ZONE).date())


def is_being_answered(inquiry: Inquiry) -> bool:
    """True where the commune's answer to this letter is still unsent."""
    return inquiry.state == Inquiry.State.SENT and lies_ahead(required(inquiry.before), now=clock.now())


def prepared(item: str = "") -> Exists:
    """A condition for items of evidence (under the path `item`) added after a letter was sent and not sent yet."""
    since = letters_out().filter(
        assessment=OuterRef(f"{item}score__assessment"), sent_at__lte=OuterRef(f"{item}added_at")
    )
    return Exists(since)


def standing_items(assessment: SelfAssessment, *, prepared_too: bool = False) -> QuerySet[EvidenceItem]:
    """The items in a dossier's sets; files of an unsent answer only for the commune itself."""
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at=None)
    return items if prepared_too else items.exclude(prepared())


def sees_prepared(user, assessment: SelfAssessment) -> bool:
    """The commune's own people see their unsent answer."""
    return assessment.registration.commune.code in units_of(user)


def trail_seen_by(user, entries: list[Entry], assessment: SelfAssessment) -> list[Entry]:
    """The trail of a dossier as this person may read it [S8].

    Other people do not see what the commune has done since a letter was sent; and lines that name
    a removed file are hidden from everybody who cannot restore it.
    """
    is_own = sees_prepared(user, assessment)
    is_asked = assessment.state in ASKED and not is_own
    letter = letters_out().filter(assessment=assessment).first() if is_asked else None
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
    """True where the line names a file of a set; signed copies and PDFs of the dossier do not count."""
    return _is_of_evidence(entry) and "file" in entry.facts and entry.verb not in _OF_PAPERS


def _is_there(entry: Entry, there: set[tuple[str, str]], names: set[str]) -> bool:
    name, criterion = entry.facts["file"], entry.present_facts.get("criterion")
    return name in names if criterion is None else (criterion, name) in there


def removed_items(assessment: SelfAssessment) -> list[EvidenceItem]:
    """The files that the commune removed from its sets and can still restore, the latest removal first."""
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at__isnull=False)
    return list(items.select_related("file", "score__criterion", "removed_by").order_by("-removed_at", "-pk"))
