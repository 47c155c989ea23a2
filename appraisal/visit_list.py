"""The list of a year's visits: its filter and its columns [R3]."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appraisal.models import Visit
from appraisal.queries.visits import visits_visible_to, with_progress
from communes.commune_search import UnitSearch
from communes.models import Cycle
from documents.lists import ListColumn, ListFilter, OneOfFilter, WordsFilter

_ENTRY = "review__assessment__registration"
_UNIT = f"{_ENTRY}__commune"


class VisitFilter(ListFilter):
    """The filter and the order of the list: planned days ahead first, then the latest."""

    sorts = {"-at": "starts_at", "at": "starts_at", "name": f"{_UNIT}__name_key", "state": "state"}

    q = WordsFilter(label=_("Commune"), method="by_unit")
    state = OneOfFilter(label=_("State"), choices=Visit.State.choices)

    def by_unit(self, visits: QuerySet, _name: str, words: str) -> QuerySet:
        asked = UnitSearch.of(words)
        return visits.filter(asked.condition(f"{_UNIT}__")) if asked else visits


VISIT_COLUMNS = (
    ListColumn(_("Code"), "code", lambda row: row.code, page=False),
    ListColumn(_("Commune"), "commune", lambda row: row.commune, width=30, sort="name"),
    ListColumn(_("Day"), "starts_at", lambda row: row.visit.starts_at, width=18, sort="at"),
    ListColumn(_("Place"), "place", lambda row: row.visit.place, width=30, page=False),
    ListColumn(_("Who goes"), "members", lambda row: row.members, width=40),
    ListColumn(_("Criteria to see"), "criteria", lambda row: row.criteria, page=False),
    ListColumn(_("Criteria seen"), "seen", lambda row: row.seen, figure=True),
    ListColumn(_("Photos"), "photos", lambda row: row.photos, figure=True),
    ListColumn(_("State"), "state", lambda row: row.visit.get_state_display(), sort="state"),
)


def visit_list(query: Mapping[str, str], user: User, cycle: Cycle) -> VisitFilter:
    """The visits of a year that this person may see, filtered and ordered as the URL says."""
    return VisitFilter(query, with_progress(visits_visible_to(user).filter(**{f"{_ENTRY}__cycle": cycle})))
