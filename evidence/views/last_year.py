"""Take over what the commune gave the year before, for one criterion or for all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.types import UserRequest
from evidence.services import start_from_last_year
from evidence.views.assessment import OF_COMMUNE
from kernel import clock
from kernel.access import allow
from scoring.models import SelfAssessment
from scoring.queries import assessments_visible_to, criterion_codes

_MAX_REASONS = 5


@require_POST
@allow("evidence.change_evidence", among=assessments_visible_to, **OF_COMMUNE)
def take_over(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """Copy words and files of the year before, for the named criterion or wherever there are none yet."""
    criterion = request.POST.get("criterion", "")
    criterion = criterion if criterion in criterion_codes(assessment.rubric) else ""
    criteria = [criterion] if criterion else None
    taken = start_from_last_year(assessment=assessment, criteria=criteria, by=request.user, now=clock.now())
    if taken.explanations or taken.files:
        counts = {"words": taken.explanations, "files": taken.files}
        messages.success(
            request,
            _("Taken over: %(words)s explanations, %(files)s files. Each is marked until it is changed.") % counts,
        )
    elif not taken.refused:
        messages.info(request, _("There is nothing to take over: what is there already stays."))
    if taken.refused:
        messages.error(request, " ".join(taken.refused[:_MAX_REASONS]))
    place = (assessment.registration.cycle.year, assessment.registration.commune.code)
    return redirect("evidence:criterion", *place, criterion) if criterion else redirect("evidence:score_table", *place)
