"""The dossiers of a year that can be assigned: who has which, unassigned ones first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from appraisal.models import Review, TeamMember
from communes.commune_search import UnitSearch
from communes.models import Cycle, unit_title
from documents.lists import ListColumn, ListFilter, OneOfFilter, WordsFilter
from scoring.models import SelfAssessment

_UNIT = "registration__commune"
_NOBODY = "none"


class AssignmentFilter(ListFilter):
    """The filter: dossiers of a unit, of a member, or unassigned ones."""

    sorts = {
        "free": Case(When(review=None, then=Value(0)), default=Value(1)),
        "name": f"{_UNIT}__name_key",
        "appraiser": "review__appraiser__person__name_key",
        "state": "review__state",
    }
    tie = f"{_UNIT}__code"

    q = WordsFilter(label=_("Commune"), method="by_unit")
    holder = OneOfFilter(label=_("Appraiser"), choices=[], method="by_holder")

    def __init__(self, query, queryset: QuerySet, *, members: Sequence[TeamMember], **facts: Any) -> None:
        super().__init__(query, queryset, **facts)
        names = [(str(member.pk), str(member.person)) for member in members]
        self.filters["holder"].extra["choices"] = [(_NOBODY, _("nobody has it")), *names]

    def by_unit(self, works: QuerySet, _name: str, words: str) -> QuerySet:
        asked = UnitSearch.of(words)
        return works.filter(asked.condition(f"{_UNIT}__")) if asked else works

    def by_holder(self, works: QuerySet, _name: str, holder: str) -> QuerySet:
        if holder == _NOBODY:
            return works.filter(review=None)
        return works.filter(Q(review__appraiser=holder) | Q(review__second__appraiser=holder))


@dataclass(frozen=True, slots=True)
class DossierToAssign:
    """A sent dossier and its members; one whose review is complete can no longer be reassigned."""

    code: str
    commune: str
    appraiser: str
    second: str
    state: str

    @property
    def state_label(self) -> str:
        return str(Review.State(self.state).label) if self.state else ""

    @property
    def is_movable(self) -> bool:
        return self.state not in (Review.State.COMPLETED, Review.State.RECONCILED, Review.State.NOT_CONSIDERED)


_CHOOSE = ListColumn(_("Choose"), "choose", lambda row: row.code, file=False)
_COLUMNS = (
    ListColumn(_("Code"), "code", lambda row: row.code, page=False),
    ListColumn(_("Commune"), "commune", lambda row: row.commune, width=30, sort="name"),
    ListColumn(_("Appraiser"), "appraiser", lambda row: row.appraiser, width=26, sort="appraiser"),
)
_SECOND = ListColumn(_("Second appraiser"), "second", lambda row: row.second, width=26)
_STATE = ListColumn(_("State"), "state", lambda row: row.state_label, width=22, sort="state")


def assignment_columns(*, may_assign: bool, twice: bool) -> list[ListColumn]:
    """The columns for people who may assign dossiers, and for a year with double review."""
    return [*([_CHOOSE] if may_assign else []), *_COLUMNS, *([_SECOND] if twice else []), _STATE]


_FIELDS = (
    *(f"{_UNIT}__{name}" for name in ("code", "kind", "name")),
    "review__appraiser__person__full_name",
    "review__second__appraiser__person__full_name",
    "review__state",
)


def assignment_list(query, cycle: Cycle, members: Sequence[TeamMember]) -> AssignmentFilter:
    """The dossiers sent in a year, filtered and ordered as the URL says."""
    sent = SelfAssessment.objects.filter(registration__cycle=cycle).exclude(state__in=SelfAssessment.NOT_IN)
    sent = sent.exclude(state=SelfAssessment.State.NOT_CONSIDERED, review=None)
    return AssignmentFilter(query, sent.values_list(*_FIELDS), members=members)


def assignment_rows(works: Iterable) -> list[DossierToAssign]:
    """The rows of a slice of `assignment_list`."""
    return [
        DossierToAssign(code, unit_title(kind, name), first or "", second or "", state or "")
        for code, kind, name, first, second, state in works
    ]
