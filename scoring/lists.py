"""The list of a year's self-assessments: its filter, its columns and its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.queries import units_of
from communes.commune_search import UnitSearch
from communes.models import Cycle, Registration, unit_title
from documents.lists import ListColumn, ListFilter, OneOfFilter, WordsFilter
from documents.numbers import whole_percent
from scoring.models import SelfAssessment
from scoring.queries import assessments_listed_for, criterion_codes, rubric_in_force, sent_first

UNIT = "registration__commune"
UNIT_FIELDS = tuple(f"{UNIT}__{name}" for name in ("code", "kind", "name"))


class AssessmentFilter(ListFilter):
    """The columns of the lists of self-assessments and dossiers; ordering by totals uses sent ones only."""

    sorts = {
        "code": f"{UNIT}__code",
        "name": f"{UNIT}__name_key",
        "state": "state",
        "scored": "scored_count",
        "total": sent_first("total"),
    }
    tie = f"{UNIT}__code"

    q = WordsFilter(label=_("Commune"), method="by_unit")
    state = OneOfFilter(label=_("State"), choices=SelfAssessment.State.choices)

    def by_unit(self, works: QuerySet, _name: str, words: str) -> QuerySet:
        asked = UnitSearch.of(words)
        return works.filter(asked.condition(f"{UNIT}__")) if asked else works


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """The progress of one commune: all that a list page needs, so that its template runs no query."""

    code: str
    commune: str
    state: str
    state_label: str
    scored: int
    criteria: int
    total: Decimal | None
    excepted: int

    @property
    def percent(self) -> int:
        return whole_percent(self.scored, self.criteria) or 0


ASSESSMENT_COLUMNS = (
    ListColumn(_("Code"), "code", lambda row: row.code, page=False),
    ListColumn(_("Commune"), "commune", lambda row: row.commune, width=30, sort="name"),
    ListColumn(_("State"), "state", lambda row: row.state_label, width=22, sort="state"),
    ListColumn(_("Progress"), "scored", lambda row: row.scored, sort="scored"),
    ListColumn(_("Total"), "total", lambda row: row.total, sort="total", figure=True),
)


def registered_works(user, cycle: Cycle) -> QuerySet[SelfAssessment]:
    """The self-assessments of a year's registered units that this person may see in lists."""
    works = assessments_listed_for(user)
    return works.filter(registration__cycle=cycle, registration__state__in=Registration.REGISTERED)


def assessment_list(query, user, cycle: Cycle) -> AssessmentFilter:
    """The registered communes' self-assessments of a year, filtered and ordered as the URL says."""
    fields = ("rubric", *UNIT_FIELDS, "state", "scored_count", "total", "excepted_count")
    return AssessmentFilter(query, registered_works(user, cycle).values_list(*fields))


def shown(user, code: str, state: str, total: Decimal, excepted: int) -> tuple[Decimal | None, int]:
    """The self-assessed total and its exceptions; before it is sent, visible to its own people only."""
    return (total, excepted) if code in units_of(user) or state != SelfAssessment.State.OPEN else (None, 0)


def progress_rows(works: Iterable, user) -> list[ProgressRow]:
    """The rows of a slice of `assessment_list`; published tables are read once per process."""
    labels = dict(SelfAssessment.State.choices)
    rows = []
    for rubric, code, kind, name, state, scored, stored_total, stored_excepted in works:
        total, excepted = shown(user, code, state, stored_total, stored_excepted)
        criteria = len(criterion_codes(rubric_in_force(rubric)))
        label = str(labels[state])
        rows.append(ProgressRow(code, unit_title(kind, name), state, label, scored, criteria, total, excepted))
    return rows
