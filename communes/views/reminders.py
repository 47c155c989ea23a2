"""Reminding the units that an officer has chosen on the board."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def remind_each(request: HttpRequest, targets: Iterable, remind: Callable) -> None:
    """Remind each target by itself, and say how many were told and who was not, with the reason."""
    told, refusals = 0, []
    for target in targets:
        try:
            remind(target)
        except ValidationError as refusal:
            refusals += refusal.messages
        else:
            told += 1
    if told:
        done = ngettext("%(number)s unit was reminded.", "%(number)s units were reminded.", told)
        messages.success(request, done % {"number": told})
    for refusal in refusals[:5]:
        messages.error(request, refusal)
    if not told and not refusals:
        messages.error(request, _("Choose the units to remind."))
