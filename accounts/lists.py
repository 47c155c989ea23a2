"""The list of people: its filter, its columns and its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Role, User
from accounts.queries import Holding, holdings_of, people_visible_to
from accounts.units import unit_names, units_meant_by
from documents.lists import ListColumn, ListFilter, OneOfFilter, WordsFilter
from kernel.text import search_key

_NEVER_IN = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(password="")
_STATES = {
    "active": (_("signs in"), Q(is_active=True) & ~_NEVER_IN),
    "invited": (_("invited"), Q(is_active=True) & _NEVER_IN),
    "disabled": (_("disabled"), Q(is_active=False)),
}


class PeopleFilter(ListFilter):
    """The filter and the order of the list."""

    sorts = {"name": "name_key", "seen": "last_login"}

    q = WordsFilter(label=_("Name, mail address or commune"), method="by_words")
    role = OneOfFilter(label=_("Role"), choices=[(role.value, role.label) for role in Role], method="by_role")
    state = OneOfFilter(
        label=_("Account"), choices=[(key, label) for key, (label, _asked) in _STATES.items()], method="by_state"
    )

    def by_words(self, people: QuerySet, _name: str, words: str) -> QuerySet:
        """Each word matches the person or one of their units; or all words together name a unit."""
        theirs, asked = Membership.objects.filter(user__in=people.order_by().values("pk")), search_key(words).split()
        if not asked:
            return people
        of_unit = Q(pk__in=theirs.filter(unit_code__in=units_meant_by(words)).values("user"))
        each = Q()
        for word in asked:
            units = theirs.filter(unit_code__in=units_meant_by(word)).values("user")
            each &= Q(search_key__contains=word) | Q(pk__in=units)
        return people.filter(of_unit | each)

    def by_role(self, people: QuerySet, _name: str, role: str) -> QuerySet:
        return people.filter(pk__in=Membership.objects.filter(role=role).values("user"))

    def by_state(self, people: QuerySet, _name: str, state: str) -> QuerySet:
        return people.filter(_STATES[state][1])


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people: all that the page needs, so that its template runs no query."""

    pk: int
    full_name: str
    email: str
    holdings: tuple[Holding, ...]
    is_active: bool
    is_waiting: bool
    last_login: datetime | None

    @property
    def state_label(self) -> str:
        state = "disabled" if not self.is_active else "invited" if self.is_waiting else "active"
        return str(_STATES[state][0])

    @property
    def roles(self) -> str:
        return "; ".join(f"{held.label} {held.unit}".strip() for held in self.holdings)


PEOPLE_COLUMNS = (
    ListColumn(_("Full name"), "full_name", lambda row: row.full_name, width=26, sort="name"),
    ListColumn(_("Mail address"), "email", lambda row: row.email, width=30, page=False),
    ListColumn(_("Roles"), "roles", lambda row: row.roles, width=40),
    ListColumn(_("Account"), "state", lambda row: row.state_label),
    ListColumn(_("Last sign-in"), "last_login", lambda row: row.last_login, width=18, sort="seen"),
)


def people_list(query, user) -> PeopleFilter:
    """The people that this person may see, filtered and ordered as the URL says."""
    return PeopleFilter(query, people_visible_to(user).prefetch_related("memberships"))


def people_rows(people: Iterable[User]) -> list[PersonRow]:
    """The rows of a slice of `people_list`; three queries for any number of rows."""
    listed = list(people)
    units = unit_names({held.unit_code for person in listed for held in person.memberships.all()})
    return [
        PersonRow(
            pk=person.pk,
            full_name=person.full_name,
            email=person.email,
            holdings=tuple(holdings_of(person, units)),
            is_active=person.is_active,
            is_waiting=not person.has_usable_password(),
            last_login=person.last_login,
        )
        for person in listed
    ]
