"""Which members of the team cover which groups of criteria [R3]."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.types import UserRequest
from appraisal import services
from appraisal.models import AppraisalTeam
from communes.models import Cycle
from communes.queries import cycles_visible_to
from kernel import clock
from kernel.access import allow
from kernel.htmx import whole_number


@require_POST
@allow("appraisal.set_coverage", among=cycles_visible_to, year="year")
def set_coverage(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """The whole matrix at once; a refusal gives the reason, and nothing changes."""
    team = get_object_or_404(AppraisalTeam, cycle=cycle)
    covered: dict[int, set[str]] = defaultdict(set)
    for ticked in request.POST.getlist("covers"):
        member, _colon, code = ticked.partition(":")
        covered[whole_number(member) or 0].add(code[:20])
    try:
        services.set_coverage(team=team, covered=covered, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Who covers what is noted."))
    return redirect("appraisal:team", cycle.year)
