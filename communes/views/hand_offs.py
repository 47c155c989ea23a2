"""Submit something to the head of a unit, and the head's answer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.refused_forms import keep_refused
from accounts.types import UserRequest
from communes import queries, services
from communes.models import HandOff, Registration
from communes.notices import page_of
from communes.views.department import ENTRY
from kernel import clock
from kernel.access import allow


@require_POST
@allow("communes.hand_over", among=queries.registrations_visible_to, **ENTRY)
def hand_over(request: UserRequest, registration: Registration, subject: str) -> HttpResponse:
    """The clerk submits it to the head, with a message."""
    page = _page(registration, subject)
    try:
        message = request.POST.get("message", "")[:_MAX_LENGTH]
        services.hand_over(
            registration=registration, subject=subject, message=message, by=request.user, now=clock.now()
        )
    except ValidationError as refusal:
        keep_refused(request, refusal.messages)
    else:
        messages.success(request, _("It lies before the head of the commune, who has a message."))
    return redirect(page)


@require_POST
@allow("communes.return_hand_off", among=queries.registrations_visible_to, **ENTRY)
def return_hand_off(request: UserRequest, registration: Registration, subject: str) -> HttpResponse:
    """The head returns it to the clerk with a note."""
    page = _page(registration, subject)
    try:
        note = request.POST.get("note", "")[:_MAX_LENGTH]
        services.return_hand_off(
            registration=registration, subject=subject, note=note, by=request.user, now=clock.now()
        )
    except ValidationError as refusal:
        keep_refused(request, refusal.messages)
    else:
        messages.success(request, _("Sent back; the clerk has a message."))
    return redirect(page)


_MAX_LENGTH = 2000


def _page(registration: Registration, subject: str) -> str:
    if subject not in HandOff.Subject:
        raise Http404
    return page_of(registration, subject)
