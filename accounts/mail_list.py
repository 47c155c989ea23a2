"""The list of mails that did not arrive: its filter and its columns."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import mailings_visible_to
from documents.lists import ListColumn, ListFilter, OneOfFilter, WordsFilter
from kernel.text import search_key
from notifications.models import Mailing


class MailFilter(ListFilter):
    """The filter and the order of the list: failed ones first, the newest on top."""

    sorts = {"state": "state", "name": "person__name_key", "tried": "claimed_at"}
    tie = "-pk"

    q = WordsFilter(label=_("Name or mail address"), method="by_words")
    state = OneOfFilter(
        label=_("State"),
        choices=[(state.value, state.label) for state in (Mailing.State.FAILED, Mailing.State.WAITING)],
    )

    def by_words(self, mailings: QuerySet, _name: str, words: str) -> QuerySet:
        each = Q()
        for word in search_key(words).split():
            each &= Q(person__search_key__contains=word) | Q(address__icontains=word)
        return mailings.filter(each)


def _next_try(mailing: Mailing) -> datetime | None:
    return mailing.due_at if mailing.state == Mailing.State.WAITING else None


MAIL_COLUMNS = (
    ListColumn(_("Person"), "person", lambda mailing: mailing.person.full_name, width=26, sort="name"),
    ListColumn(_("Mail address"), "address", lambda mailing: mailing.address, width=30, page=False),
    ListColumn(_("What the mail server said"), "error", lambda mailing: mailing.last_error, width=50),
    ListColumn(_("Kind"), "kind", lambda mailing: capfirst(mailing.get_kind_display()), page=False),
    ListColumn(_("Last try"), "tried_at", lambda mailing: mailing.claimed_at, width=18, sort="tried"),
    ListColumn(_("State"), "state", lambda mailing: mailing.get_state_display(), width=18, sort="state"),
    ListColumn(_("Next try"), "due_at", _next_try, width=18, page=False),
)


def mail_list(query: Mapping[str, str], user: User) -> MailFilter:
    """The mails that did not arrive, filtered and ordered as the URL says."""
    return MailFilter(query, mailings_visible_to(user))
