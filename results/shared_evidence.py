"""Evidence that units share: whose criterion earned full points, with the consent of their head [S6, S8].

A reader sees the display copy; files that the virus scanner holds back are neither offered nor shown.
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from appraisal.models import ReviewScore
from communes.models import Cycle, Registration
from documents.pictures import is_picture
from documents.policies import mark_of
from evidence.drafts import prepared
from evidence.models import EvidenceItem
from results.models import Outcome, Recognition, SharedEvidence


def _in_full() -> QuerySet[EvidenceItem]:
    """The evidence of criteria with full points, of units whose recognition is public and valid."""
    full = ReviewScore.objects.filter(
        review__assessment=OuterRef("score__assessment"),
        criterion=OuterRef("score__criterion"),
        points=F("max_points"),
        not_applicable=False,
    )
    rows = EvidenceItem.objects.filter(
        Exists(full),
        ~prepared(),
        removed_at=None,
        score__assessment__registration__outcome__state=Outcome.State.PUBLISHED,
        score__assessment__registration__outcome__recognition__state=Recognition.State.ISSUED,
    )
    return rows.select_related(
        "file__inspection", "score__criterion", "score__assessment__registration__commune"
    ).order_by("score__criterion__sort_key", "position", "pk")


def may_be_shown(item: EvidenceItem) -> bool:
    """True where nothing holds the file back and it carries nothing harmful (a macro, a script)."""
    inspection = item.file.inspection
    return not mark_of(inspection.state) and not inspection.content_flags


def items_to_share(registration: Registration) -> list[EvidenceItem]:
    """What the unit may show: its evidence of criteria with full points."""
    standing = SharedEvidence.objects.filter(item=OuterRef("pk"))
    items = _in_full().filter(score__assessment__registration=registration).annotate(is_shared=Exists(standing))
    return [item for item in items if may_be_shown(item)]


def shared_items(cycle: Cycle) -> QuerySet[EvidenceItem]:
    """What units show in that year."""
    return _in_full().filter(score__assessment__registration__cycle=cycle, shared__isnull=False)


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of evidence that another unit shows."""

    unit: str
    name: str
    caption: str
    file_id: UUID
    is_picture: bool


def examples_of(cycle: Cycle, criterion: str) -> list[Example]:
    """The evidence shown for a criterion, by unit."""
    rows = shared_items(cycle).filter(score__criterion__code=criterion)
    rows = rows.order_by("score__assessment__registration__commune__name_key", "position", "pk")
    return [_example(item) for item in rows if may_be_shown(item)]


def _example(item: EvidenceItem) -> Example:
    stored = item.file
    unit = str(item.score.assessment.registration.commune)
    return Example(unit, stored.name, item.caption, stored.public_id, is_picture(stored.media_type))


def examples_by_criterion(cycle: Cycle, *, without: Registration) -> Counter[str]:
    """How many pieces of evidence other units show, by the code of the criterion."""
    rows = shared_items(cycle).exclude(score__assessment__registration=without)
    return Counter(rows.values_list("score__criterion__code", flat=True))


def example_file(user, year: int, public_id: UUID) -> EvidenceItem | None:
    """A piece of shared evidence by its file; None where nobody shows it (any more)."""
    rows = _in_full().filter(shared__isnull=False, score__assessment__registration__cycle__year=year)
    item = rows.filter(file__public_id=public_id).first()
    return item if item is not None and may_be_shown(item) else None
