"""Request an extension, and the department's refusal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.refused_forms import keep_refused
from accounts.types import UserRequest
from communes import queries, services
from communes.models import Extension, HandOff, Registration
from communes.notices import page_of
from communes.views.department import ENTRY
from kernel import clock
from kernel.access import allow

_MAX_LENGTH = 2000
_SUBJECTS = {
    Extension.Step.REGISTRATION: HandOff.Subject.REGISTRATION,
    Extension.Step.SUBMISSION: HandOff.Subject.DOSSIER,
}


@require_POST
@allow("communes.ask_extension", among=queries.registrations_visible_to, **ENTRY)
def ask(request: UserRequest, registration: Registration, step: str) -> HttpResponse:
    """The unit requests an extension, from the page of what is to be sent."""
    if step not in Extension.Step:
        raise Http404
    reason = request.POST.get("reason", "")[:_MAX_LENGTH]
    try:
        services.ask_extension(registration=registration, step=step, reason=reason, by=request.user, now=clock.now())
    except ValidationError as refusal:
        keep_refused(request, refusal.messages)
    else:
        messages.success(request, _("The request went to the Department of Home Affairs."))
    return redirect(page_of(registration, _SUBJECTS[Extension.Step(step)]))


@require_POST
@allow("communes.refuse_extension", among=queries.registrations_visible_to, **ENTRY)
def refuse(request: UserRequest, registration: Registration, step: str) -> HttpResponse:
    """The department refuses the extension, with a reason."""
    if step not in Extension.Step:
        raise Http404
    note = request.POST.get("note", "")[:_MAX_LENGTH]
    try:
        services.refuse_extension(registration=registration, step=step, note=note, by=request.user, now=clock.now())
    except ValidationError as refusal:
        keep_refused(request, refusal.messages)
    else:
        messages.success(request, _("The commune has a message."))
    return redirect("communes:entry", registration.cycle.year, registration.commune.code)
