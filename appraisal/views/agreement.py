"""How far two reviews agree, and who is stricter or milder: figures for the lead, no verdict [S8]."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.types import UserRequest
from appraisal.double_review.agreement import FEWEST_CRITERIA, FEWEST_DOSSIERS
from appraisal.double_review.agreement_page import agreement_page
from communes.models import Cycle
from communes.queries import cycles_visible_to
from kernel.access import allow


@require_safe
@allow("appraisal.view_agreement", among=cycles_visible_to, year="year")
def agreement(request: UserRequest, cycle: Cycle) -> HttpResponse:
    context = {
        "cycle": cycle,
        "agreement": agreement_page(request.user, cycle),
        "fewest_criteria": FEWEST_CRITERIA,
        "fewest_dossiers": FEWEST_DOSSIERS,
    }
    return render(request, "appraisal/agreement.html", context)
