"""A late or incomplete dossier: the commune sends it, the department decides on it [R2]."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.types import UserRequest
from evidence import services
from evidence.forms import ReasonForm
from evidence.views.assessment import OF_COMMUNE
from evidence.views.dossiers import dossier_page
from kernel import clock
from kernel.access import allow
from kernel.refusals import add_refusal
from scoring.models import SelfAssessment
from scoring.queries import assessments_visible_to


@require_POST
@allow("evidence.submit_dossier", among=assessments_visible_to, **OF_COMMUNE)
def send_as_it_stands(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    message = _("The dossier was sent; it waits for the Department's decision.")
    return _take(request, assessment, services.send_as_it_stands, message)


@require_POST
@allow("evidence.decide_dossier", among=assessments_visible_to, **OF_COMMUNE)
def decide(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """The pressed button names the decision."""
    if "take_in" in request.POST:
        return _take(request, assessment, services.take_in_dossier, _("The dossier is taken in."))
    if "return" in request.POST:
        return _take(request, assessment, services.return_dossier, _("The commune is given days to complete it."))
    return _take(request, assessment, services.refuse_dossier, _("The dossier is not admitted."))


def _take(request, assessment, verb, message):
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            verb(assessment=assessment, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return dossier_page(request, assessment, reason_form=form, status=422)
    messages.success(request, message)
    return redirect("evidence:dossier", assessment.registration.cycle.year, assessment.registration.commune.code)
