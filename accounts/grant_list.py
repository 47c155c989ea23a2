"""The list of settled and expired requests of administrators for a role: its filter, its columns and its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import GrantRequest, User
from accounts.queries import grant_requests_visible_to, waiting_requests
from accounts.units import unit_names
from documents.lists import ListColumn, ListFilter, OneOfFilter, WordsFilter
from kernel.text import search_key

_LAPSED = "lapsed"
_SETTLED = (GrantRequest.State.CONFIRMED, GrantRequest.State.REFUSED)


class GrantFilter(ListFilter):
    """The filter and the order of the list, the newest first."""

    sorts = {
        "-asked": "asked_at",
        "asked": "asked_at",
        "name": "person__name_key",
        "role": "role",
        "settled": "settled_at",
    }
    tie = "-pk"

    q = WordsFilter(label=gettext_lazy("Name or mail address"), method="by_words")
    state = OneOfFilter(
        label=gettext_lazy("Result"),
        choices=[
            *((state.value, capfirst(state.label)) for state in _SETTLED),
            (_LAPSED, gettext_lazy("Lapsed")),
        ],
        method="by_result",
    )

    def by_words(self, requests: QuerySet, _name: str, words: str) -> QuerySet:
        for word in search_key(words).split():
            requests = requests.filter(person__search_key__contains=word)
        return requests

    def by_result(self, requests: QuerySet, _name: str, result: str) -> QuerySet:
        return requests.filter(state=GrantRequest.State.WAITING if result == _LAPSED else result)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One line of the list."""

    full_name: str
    role: str
    unit: str
    asked_at: datetime
    result: str
    settled_by: str
    settled_at: datetime | None


GRANT_COLUMNS = (
    ListColumn(gettext_lazy("Full name"), "full_name", lambda row: row.full_name, width=26, sort="name"),
    ListColumn(gettext_lazy("Role"), "role", lambda row: row.role, width=26, sort="role"),
    ListColumn(gettext_lazy("Unit"), "unit", lambda row: row.unit, width=26, page=False),
    ListColumn(gettext_lazy("Asked"), "asked_at", lambda row: row.asked_at, width=18, sort="asked"),
    ListColumn(gettext_lazy("Result"), "result", lambda row: row.result, sort="settled"),
    ListColumn(gettext_lazy("Settled by"), "settled_by", lambda row: row.settled_by, width=26, page=False),
    ListColumn(gettext_lazy("Settled at"), "settled_at", lambda row: row.settled_at, width=18, page=False),
)


def grant_list(query: Mapping[str, str], user: User, *, now: datetime) -> GrantFilter:
    """The requests that no longer wait, filtered and ordered as the URL says."""
    waiting = waiting_requests(user, now=now).order_by().values("pk")
    return GrantFilter(query, grant_requests_visible_to(user).exclude(pk__in=waiting))


def grant_rows(requests: Iterable[GrantRequest]) -> list[GrantRow]:
    """The rows of a slice of `grant_list`; two queries for any number of rows."""
    listed = list(requests)
    units = unit_names({request.unit_code for request in listed})
    return [
        GrantRow(
            full_name=request.person.full_name,
            role=capfirst(request.get_role_display()),
            unit=units.get(request.unit_code, ""),
            asked_at=request.asked_at,
            result=capfirst(request.get_state_display()) if request.settled_by else _("Lapsed"),
            settled_by=request.settled_by.full_name if request.settled_by else "",
            settled_at=request.settled_at,
        )
        for request in listed
    ]
