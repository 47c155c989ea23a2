"""The year's team and its reviews: who appraises which dossier, and the progress of each [R3]."""

from typing import NamedTuple

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from accounts.queries import role_holders
from accounts.types import UserRequest
from appraisal import queries, services
from appraisal.assignment_list import assignment_columns, assignment_list, assignment_rows
from appraisal.double_review.settings import settings_of
from appraisal.forms import ConflictForm, TeamForm
from appraisal.founding_decision import founding_problems
from appraisal.lists import REVIEW_COLUMNS, review_list, review_rows, team_members
from appraisal.models import AppraisalTeam, TeamMember
from appraisal.paper_kinds import team_links
from appraisal.queries.coverage import coverage_table
from communes.models import Cycle
from communes.queries import cycles_visible_to
from documents.lists import ListColumn, ListFilter, list_file, list_response, listing_of
from documents.serving import file_response
from kernel import clock
from kernel.access import allow
from kernel.htmx import whole_number
from kernel.refusals import add_refusal
from kernel.wording import words_for
from scoring.models import SelfAssessment


@require_safe
@allow("appraisal.list_reviews", among=queries.cycles_with_team, year="year")
def reviews(request: UserRequest, cycle: Cycle) -> HttpResponse:
    now, team = clock.now(), queries.year_team(cycle)
    members = team_members(team) if team else []
    return list_response(
        request,
        "appraisal/reviews.html",
        review_list(request.GET, request.user, cycle, members),
        REVIEW_COLUMNS,
        lambda reviews: review_rows(reviews, request.user, cycle, now=now),
        name=f"tham-dinh-{cycle.year}",
        context={"cycle": cycle, "team": team, "founding_gaps": _founding_gaps(team)},
    )


def _founding_gaps(team: AppraisalTeam | None) -> list[str]:
    """Why the team cannot appraise yet, in words: its founding decision is not completely on record [R3]."""
    return [words_for(problem) for problem in founding_problems(team)] if team else []


def team_page(request: UserRequest, cycle: Cycle, *, form=None, conflict=None, status: int = 200) -> HttpResponse:
    """The team, its members' load, and the dossiers to assign."""
    team, twice = queries.year_team(cycle), settings_of(cycle)
    criteria = sum(len(choice.criteria) for choice in twice.choices) if twice else None
    loads = queries.member_loads(team, criteria=criteria) if team else []
    dossiers = _dossiers(request, cycle, team, is_twice=bool(twice and twice.codes))
    if file := list_file(request, *dossiers, assignment_rows, name=f"phan-cong-{cycle.year}"):
        return file
    context = {
        "cycle": cycle,
        "team": team,
        "founding_gaps": _founding_gaps(team),
        "form": form or _team_form(request, team),
        "loads": loads,
        "has_second": any(load.second for load in loads),
        "listing": listing_of(request, *dossiers, assignment_rows),
        "twice": twice,
        "links": team_links(request.user, cycle, team),
        "coverage": coverage_table(team, twice.choices) if team and twice else None,
    }
    context |= _conflict_facts(request, team, conflict)
    return render(request, "appraisal/team.html", context, status=status)


def _team_form(request: UserRequest, team: AppraisalTeam | None) -> TeamForm:
    form = TeamForm(initial=_initial(team))
    if rules.has_perm("appraisal.form_team", request.user):
        form.offer(role_holders(Role.APPRAISER, Role.TEAM_LEAD))
    return form


def _conflict_facts(request: UserRequest, team: AppraisalTeam | None, form: ConflictForm | None) -> dict:
    """The recusals that this person may see, and the form for one where they may declare any."""
    people = queries.recusable_members(request.user, team)
    if form is None:
        form = ConflictForm(people=queries.recusable_by(request.user, team))
        form.offer(people)
    conflicts = queries.conflict_rows(request.user, team) if team else []
    return {"conflicts": conflicts, "may_declare": bool(people), "conflict": form}


class _Dossiers(NamedTuple):
    """The list of dossiers to assign: as a part of the page, and as a file."""

    wanted: ListFilter
    columns: list[ListColumn]


def _dossiers(request: UserRequest, cycle: Cycle, team: AppraisalTeam | None, *, is_twice: bool) -> _Dossiers:
    members = sorted(team.members.all(), key=lambda member: member.person.name_key) if team else []
    columns = assignment_columns(may_assign=rules.has_perm("appraisal.assign_review", request.user), twice=is_twice)
    return _Dossiers(assignment_list(request.GET, cycle, members), columns)


def _initial(team: AppraisalTeam | None) -> dict:
    if team is None:
        return {}
    people = {member.person_id: member.part for member in team.members.all()}
    return {
        "decision_number": team.decision_number,
        "decision_date": team.decision_date,
        "lead": next((person for person, part in people.items() if part == TeamMember.Part.LEAD), None),
        "secretary": next((person for person, part in people.items() if part == TeamMember.Part.SECRETARY), None),
        "members": [person for person, part in people.items() if part == TeamMember.Part.MEMBER],
    }


@require_safe
@allow("appraisal.view_team", among=queries.cycles_with_team, year="year")
def team(request: UserRequest, cycle: Cycle) -> HttpResponse:
    return team_page(request, cycle)


@require_safe
@allow("appraisal.view_team", among=cycles_visible_to, year="year")
def decision(request: UserRequest, cycle: Cycle) -> HttpResponseBase:
    """The founding decision, as it was uploaded."""
    team = queries.team_of(cycle)
    if team is None or team.decision_file is None:
        raise Http404
    return file_response(request, team.decision_file)


@require_POST
@allow("appraisal.form_team", files=True, among=cycles_visible_to, year="year")
def form_team(request: UserRequest, cycle: Cycle) -> HttpResponse:
    form = TeamForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.form_team(cycle=cycle, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="decision_file")
    if form.errors:
        return team_page(request, cycle, form=form, status=422)
    messages.success(request, _("The team is set up."))
    return redirect("appraisal:team", cycle.year)


@require_POST
@allow("appraisal.assign_review", among=cycles_visible_to, year="year")
def assign(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """Assign the ticked dossiers to one member; each refused one shows its reason, the others are assigned."""
    members = TeamMember.objects.select_related("person", "team").filter(team__cycle=cycle)
    member = get_object_or_404(members, pk=whole_number(request.POST.get("member", "")) or 0)
    given = 0
    wanted = SelfAssessment.objects.filter(registration__cycle=cycle).select_related("registration__commune")
    for assessment in wanted.filter(registration__commune__code__in=request.POST.getlist("commune")):
        try:
            _give(assessment, member, request)
            given += 1
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    if given:
        message = _("%(count)s dossiers were given to %(who)s.") % {"count": given, "who": member.person}
        messages.success(request, message)
    return redirect("appraisal:team", cycle.year)


def _give(assessment: SelfAssessment, member: TeamMember, request: UserRequest) -> None:
    """As first appraiser, or as second in a double review."""
    by, now = request.user, clock.now()
    if request.POST.get("as") == "second":
        services.assign_second_review(assessment=assessment, member=member, by=by, now=now)
    else:
        services.assign_review(assessment=assessment, member=member, by=by, now=now)


@require_POST
@allow("appraisal.assign_review", among=cycles_visible_to, year="year")
def distribute(request: UserRequest, cycle: Cycle) -> HttpResponse:
    team = get_object_or_404(AppraisalTeam, cycle=cycle)
    try:
        given = services.distribute_reviews(team=team, by=request.user, now=clock.now())
        seconds = services.distribute_second_reviews(team=team, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("appraisal:team", cycle.year)
    messages.success(request, _("%(count)s dossiers were spread over the team.") % {"count": len(given)})
    if seconds:
        messages.success(request, _("%(count)s second reviews were spread over the team.") % {"count": len(seconds)})
    return redirect("appraisal:team", cycle.year)
