"""Reminding the units that an officer has chosen on the board."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def remind_each(request: HttpRequest, targets: Iterable, remind: Callable) -> None:
    """Remind each target by itself, and say how many were told and who was not, with the reason."""
    reminded, refusals = 0, []
    for target in targets:
        try:
            remind(target)
        except ValidationError as refusal:
            refusals += refusal.messages
        else:
            reminded += 1
    if reminded:
        done = ngettext("%(number)s unit was reminded.", "%(number)s units were reminded.", reminded)
        messages.success(request, done % {"number": reminded})
    for refusal in refusals[:5]:
        messages.error(request, refusal)
    if not reminded and not refusals:
        messages.error(request, _("Choose the units to remind."))
