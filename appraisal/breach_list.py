"""The list of a year's breaches: its filter, its columns and its rows [S4]."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appraisal.models import Breach
from appraisal.queries.breaches import breaches_visible_to, has_answer
from communes.commune_search import UnitSearch
from communes.models import Cycle
from documents.lists import ListColumn, ListFilter, OneOfFilter, WordsFilter

_UNIT = "registration__commune"


class BreachFilter(ListFilter):
    """The filter and the order of the list, the latest recorded first."""

    sorts = {
        "-recorded": "recorded_at",
        "recorded": "recorded_at",
        "name": f"{_UNIT}__name_key",
        "kind": "kind",
        "occurred": "occurred_on",
        "recorder": "recorded_by__name_key",
        "answered": "answer__answered_at",
        "state": "state",
    }
    tie = "-pk"

    q = WordsFilter(label=_("Commune"), method="by_unit")
    state = OneOfFilter(label=_("State"), choices=Breach.State.choices)

    def by_unit(self, breaches: QuerySet, _name: str, words: str) -> QuerySet:
        asked = UnitSearch.of(words)
        return breaches.filter(asked.condition(f"{_UNIT}__")) if asked else breaches


@dataclass(frozen=True, slots=True)
class BreachRow:
    """One line of the list of breaches."""

    pk: int
    code: str
    commune: str
    kind: str
    source: str
    occurred_on: date
    recorded_by: str
    recorded_at: datetime
    answer_before: date | None
    answered_at: datetime | None
    state: str
    state_label: str
    settled_at: datetime | None


BREACH_COLUMNS = (
    ListColumn(_("Code"), "code", lambda row: row.code, page=False),
    ListColumn(_("Commune"), "commune", lambda row: row.commune, width=30, sort="name"),
    ListColumn(_("Kind of breach"), "kind", lambda row: row.kind, width=50, sort="kind"),
    ListColumn(_("Number and issuer of the document"), "source", lambda row: row.source, width=30, page=False),
    ListColumn(_("Occurred on"), "occurred_on", lambda row: row.occurred_on, sort="occurred"),
    ListColumn(_("Recorded by"), "recorded_by", lambda row: row.recorded_by, width=26, sort="recorder"),
    ListColumn(_("Recorded"), "recorded_at", lambda row: row.recorded_at, width=18, sort="recorded", page=False),
    ListColumn(_("The commune answers before"), "answer_before", lambda row: row.answer_before, page=False),
    ListColumn(_("The commune's answer"), "answered_at", lambda row: row.answered_at, width=18, sort="answered"),
    ListColumn(_("State"), "state", lambda row: row.state_label, width=18, sort="state"),
    ListColumn(_("Settled at"), "settled_at", lambda row: row.settled_at, width=18, page=False),
)


def breach_list(query: Mapping[str, str], user: User, cycle: Cycle) -> BreachFilter:
    """The breaches of a year that this person may see, filtered and ordered as the URL says."""
    breaches = breaches_visible_to(user).filter(registration__cycle=cycle).select_related("answer")
    return BreachFilter(query, breaches)


def breach_rows(breaches: Iterable[Breach]) -> list[BreachRow]:
    """The rows of a slice of `breach_list`; one query for any number of rows."""
    return [
        BreachRow(
            pk=breach.pk,
            code=breach.registration.commune.code,
            commune=str(breach.registration.commune),
            kind=breach.get_kind_display(),
            source=breach.source,
            occurred_on=breach.occurred_on,
            recorded_by=str(breach.recorded_by),
            recorded_at=breach.recorded_at,
            answer_before=breach.answer_before,
            answered_at=breach.answer.answered_at if has_answer(breach) else None,
            state=breach.state,
            state_label=breach.get_state_display(),
            settled_at=breach.settled_at,
        )
        for breach in breaches
    ]
