"""Queries of hints for the appraisal team."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from accounts.models import Role
from accounts.queries import barred_units, has_role, units_of
from documents.models import Unread
from evidence.drafts import prepared
from evidence.models import EvidenceItem, Hint
from evidence.queries import items_visible_to
from scoring.models import SelfAssessment

SEES_HINTS = (Role.OFFICER, Role.APPRAISER, Role.TEAM_LEAD)
_COMMUNE = "score__assessment__registration__commune"


def hints_visible_to(user) -> QuerySet[Hint]:
    """The department and the team see hints on sent dossiers, except of their own commune; other people see none."""
    if not has_role(user, *SEES_HINTS):
        return Hint.objects.none()
    own = units_of(user) | barred_units(user)
    current = "score__assessment__registration__isnull"
    hints = Hint.objects.filter(**{"item__removed_at": None, f"item__{current}": False})
    hints = hints.filter(Q(other=None) | Q(**{"other__removed_at": None, f"other__{current}": False}))
    hints = hints.exclude(item__score__assessment__state=SelfAssessment.State.OPEN).exclude(prepared("item__"))
    return hints.exclude(**{f"item__{_COMMUNE}__code__in": own})


@dataclass(frozen=True, slots=True)
class OtherRow:
    """The item that the hint's item resembles, where the reader may see it."""

    commune: str
    commune_code: str
    year: int
    criterion: str
    file_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class HintRow:
    """A hint for a page; `facts` contain real dates. `other` is None where the reader may not see it."""

    pk: int
    kind: str
    label: str
    facts: dict
    criterion: str
    item: int
    file_id: UUID
    name: str
    other: OtherRow | None
    dismissed_at: datetime | None
    dismissed_by: str
    reason: str

    @property
    def why(self) -> str:
        """Why something could not be read; empty for other hints."""
        reason = self.facts.get("why")
        return str(Unread(reason).label) if reason and reason in Unread else ""


def has_hints() -> Exists:
    """Whether files of a criterion have hints: an annotation for scores of a review, which costs no query."""
    hints = Hint.objects.filter(item__score__assessment=OuterRef("review__assessment"))
    return Exists(hints.filter(item__score__criterion=OuterRef("criterion")))


def hint_rows(user, assessment: SelfAssessment, *, criterion: str = "", pk: int | None = None) -> list[HintRow]:
    """A dossier's hints in the order of its sets, open ones first in each; or of one criterion, or one hint."""
    hints = hints_visible_to(user).filter(item__score__assessment=assessment)
    hints = hints.filter(item__score__criterion__code=criterion) if criterion else hints
    hints = hints.filter(pk=pk) if pk is not None else hints
    hints = hints.select_related("item__file", "item__score__criterion", "dismissed_by")
    listed = list(hints.order_by("item__score__criterion__sort_key", "item__position", "item", "kind", "key"))
    others = _others(user, {hint.other_id for hint in listed if hint.other_id})
    return [_row(hint, others.get(hint.other_id or 0)) for hint in listed]


def open_counts(user, assessment: SelfAssessment) -> int:
    """The number of open hints of a dossier; a valid signature is not counted as a warning."""
    return _open(user, assessment).count()


def open_hint_counts(user, assessments: Collection[int]) -> dict[int, int]:
    """The same for many dossiers, by key, in one query; dossiers without any are omitted."""
    hints = _undismissed(user).filter(item__score__assessment__in=assessments)
    return dict(hints.order_by().values_list("item__score__assessment").annotate(Count("pk")))


def hinted_criteria(user, assessment: SelfAssessment) -> set[str]:
    """The codes of the criteria of a dossier with such hints."""
    return set(_open(user, assessment).order_by().values_list("item__score__criterion__code", flat=True))


def _open(user, assessment: SelfAssessment) -> QuerySet[Hint]:
    return _undismissed(user).filter(item__score__assessment=assessment)


def _undismissed(user) -> QuerySet[Hint]:
    hints = hints_visible_to(user).filter(dismissed_at=None)
    return hints.exclude(kind=Hint.Kind.SIGNATURE, facts__is_trusted=True)


def _others(user, wanted: set[int]) -> dict[int, OtherRow]:
    if not wanted:
        return {}
    items = items_visible_to(user).filter(pk__in=wanted)
    return {item.pk: _other(item) for item in items}


def _other(item: EvidenceItem) -> OtherRow:
    registration = item.score.assessment.registration
    return OtherRow(
        commune=str(registration.commune),
        commune_code=registration.commune.code,
        year=registration.cycle.year,
        criterion=item.score.criterion.code,
        file_id=item.file.public_id,
        name=item.file.name,
    )


def _row(hint: Hint, other: OtherRow | None) -> HintRow:
    return HintRow(
        pk=hint.pk,
        kind=hint.kind,
        label=hint.get_kind_display(),
        facts={name: _real(name, value) for name, value in hint.facts.items()},
        criterion=hint.item.score.criterion.code,
        item=hint.item_id,
        file_id=hint.item.file.public_id,
        name=hint.item.file.name,
        other=other,
        dismissed_at=hint.dismissed_at,
        dismissed_by=str(hint.dismissed_by or ""),
        reason=hint.reason,
    )


def _real(name: str, value: object) -> date | datetime | object:
    if name == "day":
        return parse_date(str(value))
    return parse_datetime(value) if name == "signed_at" and isinstance(value, str) else value
