"""Remind the units that an officer has selected on the board."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.types import UserRequest


def remind_each(request: UserRequest, targets: Iterable, remind: Callable) -> None:
    """Remind each target separately, and report how many were notified and which were not, with the reason."""
    reminded, refusals = 0, []
    for target in targets:
        try:
            remind(target)
        except ValidationError as refused:
            refusals += refused.messages
        else:
            reminded += 1
    if reminded:
        done = ngettext("%(number)s unit was reminded.", "%(number)s units were reminded.", reminded)
        messages.success(request, done % {"number": reminded})
    for refusal in refusals[:5]:
        messages.error(request, refusal)
    if not reminded and not refusals:
        messages.error(request, _("Choose the units to remind."))
