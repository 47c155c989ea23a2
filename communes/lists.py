"""The list of a year's entries: its filter, its columns and its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communes.commune_search import UnitSearch
from communes.deadlines import due, over_among, year_days
from communes.models import Commune, Cycle, Extension, Registration, unit_title
from communes.queries import registrations_visible_to
from communes.registration_status import standing_with
from documents.lists import ListColumn, ListFilter, OneOfFilter, OnlyFilter, WordsFilter

_UNSENT = (Registration.State.DRAFT, Registration.State.RETURNED)


class RegistrationFilter(ListFilter):
    """The columns of the list of entries."""

    sorts = {"code": "commune__code", "name": "commune__name_key", "state": "state", "sent": "submitted_at"}
    tie = "commune__code"

    q = WordsFilter(label=gettext_lazy("Commune"), method="by_unit")
    state = OneOfFilter(label=gettext_lazy("State"), choices=Registration.State.choices)
    kind = OneOfFilter(label=gettext_lazy("Kind"), choices=Commune.Kind.choices, field_name="commune__kind")
    late = OnlyFilter(label=gettext_lazy("only late ones"), method="only_late")
    extended = OnlyFilter(label=gettext_lazy("only with an extension"), method="only_extended")

    def by_unit(self, entries: QuerySet, _name: str, words: str) -> QuerySet:
        asked = UnitSearch.of(words)
        return entries.filter(asked.condition("commune__")) if asked else entries

    def only_late(self, entries: QuerySet, _name: str, _value: bool) -> QuerySet:
        over = over_among(Registration.objects.all(), Extension.Step.REGISTRATION, now=self.facts["now"])
        return entries.filter(state__in=_UNSENT, pk__in=over.order_by().values("pk"))

    def only_extended(self, entries: QuerySet, _name: str, _value: bool) -> QuerySet:
        return entries.filter(pk__in=Extension.objects.values("registration"))


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One line of the list of entries: all that the page needs, so that its template runs no query.

    `state` is the entry's present status (`communes.registration_status`).
    """

    code: str
    commune: str
    state: str
    state_label: str
    aimed_level: int | None
    submitted_at: datetime | None
    before: date
    extended: bool
    dossier_before: date | None
    is_late: bool


REGISTRATION_COLUMNS = (
    ListColumn(gettext_lazy("Code"), "code", lambda row: row.code, page=False),
    ListColumn(gettext_lazy("Commune"), "commune", lambda row: row.commune, width=30, sort="name"),
    ListColumn(gettext_lazy("State"), "state", lambda row: row.state_label, width=22, sort="state"),
    ListColumn(gettext_lazy("Aims at"), "aimed_level", lambda row: row.aimed_level),
    ListColumn(gettext_lazy("Sent"), "submitted_at", lambda row: row.submitted_at, width=18, sort="sent"),
    ListColumn(gettext_lazy("Deadline"), "before", lambda row: row.before),
    ListColumn(gettext_lazy("Late"), "late", lambda row: _("yes") if row.is_late else "", page=False),
)
_FIELDS = ("pk", "commune__code", "commune__kind", "commune__name", "state", "aimed_level", "submitted_at")


def registration_list(query, user, cycle: Cycle, *, now: datetime) -> RegistrationFilter:
    """The entries of a year that this person may see, filtered and ordered as the URL says."""
    entries = registrations_visible_to(user).filter(cycle=cycle).values_list(*_FIELDS, "complete_before")
    return RegistrationFilter(query, entries, now=now)


def registration_rows(entries: Iterable, cycle: Cycle, *, now: datetime) -> list[RegistrationRow]:
    """The rows of a slice of `registration_list`; two queries for any number of rows."""
    days, rows = year_days(cycle), []
    for pk, code, kind, name, stored, aimed_level, submitted_at, complete_before in entries:
        before = days.registration_before(pk, stored, complete_before)
        over = due(before, now=now).is_over
        state, label = standing_with(stored, over)
        dossier_before = days.before(pk, Extension.Step.SUBMISSION)
        rows.append(
            RegistrationRow(
                code=code,
                commune=unit_title(kind, name),
                state=state,
                state_label=label,
                aimed_level=aimed_level,
                submitted_at=submitted_at,
                before=before,
                extended=(pk, Extension.Step.REGISTRATION) in days.granted,
                dossier_before=dossier_before if dossier_before != cycle.submit_before else None,
                is_late=over and stored in _UNSENT,
            )
        )
    return rows
