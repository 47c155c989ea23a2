"""The list of deliveries: its filter, its columns and its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.lists import ListColumn, ListFilter, OneOfFilter, WordsFilter
from webhooks.models import Delivery
from webhooks.queries import deliveries_visible_to
from webhooks.wording import event_label, outcome_words


class DeliveryFilter(ListFilter):
    """The filter and the order of the list."""

    sorts = {"-at": "event__happened_at", "at": "event__happened_at", "tries": "tries"}

    q = WordsFilter(label=_("Address contains"), field_name="endpoint__url", lookup_expr="icontains")
    state = OneOfFilter(label=_("State"), choices=Delivery.State.choices)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One line of the list."""

    pk: int
    event: str
    kind: str
    happened_at: datetime
    url: str
    state: str
    state_label: str
    tries: int
    answer: str
    next_try_at: datetime | None
    may_be_sent: bool


DELIVERY_COLUMNS = (
    ListColumn(_("Event"), "event", lambda row: row.event, width=26),
    ListColumn(_("At"), "happened_at", lambda row: row.happened_at, width=18, sort="at"),
    ListColumn(_("Address"), "url", lambda row: row.url, width=40),
    ListColumn(_("State"), "state", lambda row: row.state_label),
    ListColumn(_("Tries"), "tries", lambda row: row.tries, sort="tries", figure=True),
    ListColumn(_("Last answer"), "answer", lambda row: row.answer, width=30),
    ListColumn(_("Next try"), "next_try_at", lambda row: row.next_try_at, width=18),
)


def delivery_list(query: Mapping[str, str], user: User) -> DeliveryFilter:
    """The deliveries, filtered and ordered as the URL says."""
    return DeliveryFilter(query, deliveries_visible_to(user))


def delivery_rows(deliveries: Iterable[Delivery]) -> list[DeliveryRow]:
    """The rows of a slice of `delivery_list`."""
    return [
        DeliveryRow(
            pk=one.pk,
            event=event_label(one.event.kind),
            kind=one.event.kind,
            happened_at=one.event.happened_at,
            url=one.endpoint.url,
            state=one.state,
            state_label=one.get_state_display(),
            tries=one.tries,
            answer=outcome_words(one.last_status, one.last_error),
            next_try_at=one.next_try_at,
            may_be_sent=one.state != Delivery.State.WAITING and one.endpoint.removed_at is None,
        )
        for one in deliveries
    ]
