"""The list of a person's sign-in events: its filter and its columns."""

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import SignInEvent, User
from accounts.queries import sign_ins_of
from documents.lists import ListColumn, ListFilter, OneOfFilter


class SignInFilter(ListFilter):
    """The filter and the order of the list, the newest first."""

    sorts = {"-at": "happened_at", "at": "happened_at"}
    tie = "-pk"

    kind = OneOfFilter(label=_("What"), choices=[(kind.value, capfirst(kind.label)) for kind in SignInEvent.Kind])


SIGN_IN_COLUMNS = (
    ListColumn(_("When"), "happened_at", lambda event: event.happened_at, width=18, sort="at"),
    ListColumn(_("What"), "kind", lambda event: capfirst(event.get_kind_display()), width=40),
    ListColumn(_("By"), "by", lambda event: event.by.full_name if event.by else "", width=26, page=False),
    ListColumn(_("From the address"), "address", lambda event: event.address, width=26),
)


def sign_in_list(query: Mapping[str, str], person: User) -> SignInFilter:
    """The sign-in events of this person, filtered and ordered as the URL says."""
    return SignInFilter(query, sign_ins_of(person))
