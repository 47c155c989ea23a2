"""Recusals of team members from communes: declared by themselves, or by the department [S8]."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Recusal
from accounts.refused_forms import keep_refused
from accounts.services import lift_recusal
from accounts.types import UserRequest
from appraisal import queries, services
from appraisal.forms import ConflictForm
from appraisal.views.teams import team_page
from communes.models import Cycle
from communes.queries import cycles_visible_to
from kernel import clock
from kernel.access import allow
from kernel.refusals import add_refusal


@require_POST
@allow("appraisal.declare_conflict", among=cycles_visible_to, year="year")
def declare(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """For oneself; an officer may name a member."""
    form = ConflictForm(request.POST, people=queries.recusable_by(request.user, queries.team_of(cycle)))
    if form.is_valid():
        try:
            services.declare_conflict(cycle=cycle, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return team_page(request, cycle, conflict=form, status=422)
    messages.success(request, _("It is declared; that dossier is closed to this person."))
    return redirect("appraisal:team", cycle.year)


def lifted_visible_to(user):
    """The recusals that can be lifted: declared ones."""
    return queries.recusals_visible_to(user).filter(worked_there=False)


@require_POST
@allow("appraisal.lift_conflict", among=lifted_visible_to, recusal="pk")
def lift(request: UserRequest, recusal: Recusal, year: int) -> HttpResponse:
    try:
        lift_recusal(recusal=recusal, reason=request.POST.get("reason", ""), by=request.user, now=clock.now())
    except ValidationError as refusal:
        keep_refused(request, refusal.messages)
    else:
        messages.success(request, _("The declaration is taken back; both stay on record."))
    return redirect("appraisal:team", year)
