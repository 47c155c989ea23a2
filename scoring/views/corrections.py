"""Put a corrected version into a running year: first a preview with figures, then the confirmation [S7, A18]."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.types import UserRequest
from communes.queries import cycles_visible_to
from kernel import clock
from kernel.access import allow
from kernel.htmx import list_page
from kernel.wording import words_for
from scoring.consequences import consequences_of
from scoring.models import Rubric, RubricInForce
from scoring.policies import correction_problems
from scoring.queries import rubrics_visible_to
from scoring.services import corrections


@require_http_methods(["GET", "HEAD", "POST"])
@allow("scoring.edit_rubric", among=rubrics_visible_to, code="code")
def correct_year(request: UserRequest, rubric: Rubric, year: int) -> HttpResponse:
    """The effects of a correction; on confirmation, the version is put into the running year."""
    cycle = get_object_or_404(cycles_visible_to(request.user), year=year)
    reasons: list[str] = []
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            corrections.correct_year(cycle=cycle, rubric=rubric, by=request.user, now=clock.now(), seen=seen)
        except ValidationError as refusal:
            reasons = refusal.messages
        else:
            message = _("%(code)s is the table of %(year)s now. Every unit was told.")
            messages.success(request, message % {"code": rubric.code, "year": year})
            return redirect("scoring:rubric", rubric.code)
    in_force = get_object_or_404(RubricInForce.objects.select_related("rubric"), cycle=cycle)
    problems = list(correction_problems(cycle, in_force.rubric, rubric, now=clock.now()))
    consequences = consequences_of(cycle, in_force.rubric, rubric, now=clock.now())
    context = {
        "rubric": rubric,
        "cycle": cycle,
        "former": in_force.rubric,
        "reasons": reasons or [words_for(problem) for problem in problems],
        "may_confirm": not problems,
        "consequences": consequences,
        "page": list_page(request, consequences.units),
    }
    return render(request, "scoring/correction.html", context, status=422 if reasons else 200)
