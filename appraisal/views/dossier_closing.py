"""Close the dossier of a unit in confirmed breach without appraisal, and reopen it [S4]."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.types import UserRequest
from appraisal import queries, services
from appraisal.forms import ClosingForm
from appraisal.models import Breach
from appraisal.views.breaches import OF_YEAR, add_refusal, breach_page
from kernel import clock
from kernel.access import allow


@require_POST
@allow("appraisal.close_unconsidered", among=queries.breaches_visible_to, **OF_YEAR)
def leave_unconsidered(request: UserRequest, breach: Breach) -> HttpResponse:
    def close(*, by, now, justification):
        services.leave_unconsidered(breach=breach, justification=justification, by=by, now=now)

    return _take(request, breach, close, _("The dossier is closed without appraisal."))


@require_POST
@allow("appraisal.close_unconsidered", among=queries.breaches_visible_to, **OF_YEAR)
def consider_again(request: UserRequest, breach: Breach) -> HttpResponse:
    def take_up(*, by, now, justification):
        assessment = queries.closable_dossier(breach)
        services.consider_again(assessment=assessment, justification=justification, by=by, now=now)

    return _take(request, breach, take_up, _("The dossier is taken up again."))


def _take(request, breach, verb, message):
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            verb(by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return breach_page(request, breach, closing=form, status=422)
    messages.success(request, message)
    return redirect("appraisal:breach", breach.registration.cycle.year, breach.pk)
