"""The status of a commune's entry at an instant: before its deadline no unit is "not registered" [R1]."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communes.deadlines import YearDays, is_over
from communes.models import Extension, Registration

NOT_DUE = "not_due"
NOT_REGISTERED = "not_registered"
INCOMPLETE = "incomplete"
_LABELS: dict[str, Promise | str] = {
    NOT_DUE: _("not due yet"),
    NOT_REGISTERED: _("not registered"),
    INCOMPLETE: _("incomplete"),
}


def entry_standing(registration: Registration, *, now: datetime) -> tuple[str, str]:
    """A key and its words: the state, plus what depends on the date. Prefetched extensions cost no query."""
    return standing_with(registration.state, is_over(registration, Extension.Step.REGISTRATION, now=now))


def standing_with(stored: str, over: bool) -> tuple[str, str]:
    """Like `entry_standing`, for a stored state where it is known whether the deadline of this commune has passed."""
    state = Registration.State(stored)
    key = state.value
    if state == Registration.State.DRAFT:
        key = NOT_REGISTERED if over else NOT_DUE
    elif state == Registration.State.RETURNED and over:
        key = INCOMPLETE
    return key, str(_LABELS.get(key, state.label))


def count_not_due(registrations, days: YearDays, *, now: datetime) -> int:
    """How many of these entries, given by key, may still arrive within their own deadline [R1]."""
    return sum(not days.is_over(pk, Extension.Step.REGISTRATION, now=now) for pk in registrations)
