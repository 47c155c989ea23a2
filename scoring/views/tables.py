"""Pages of the versions of the scoring table, and the comparison of two versions."""

import rules
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.types import UserRequest
from audit.queries import trail_of
from documents.serving import file_response
from kernel import clock
from kernel.access import allow
from kernel.problems import required
from scoring.differences import difference
from scoring.forms import DecisionDayForm
from scoring.guidance_queries import guidance_papers, hints_in_force, standing
from scoring.models import FormerRubricDecision, Rubric, RubricDecision
from scoring.paper_kinds import rubric_links
from scoring.queries import (
    FIRST_TO_CONFIRM,
    confirmations_of,
    criterion_rows,
    open_figures,
    rubric_rows,
    rubrics_visible_to,
    years_with,
)
from scoring.services.corrections import years_to_correct


@require_safe
@allow("scoring.view_rubric")
def rubrics(request: UserRequest) -> HttpResponse:
    context = {
        "rows": rubric_rows(request.user),
        "sees_provenance": rules.has_perm("scoring.view_provenance", request.user),
    }
    return render(request, "scoring/rubrics.html", context)


@require_safe
@allow("scoring.view_rubric", among=rubrics_visible_to, code="code")
def rubric(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """The whole table; officers and administrators also see the status of each figure."""
    rows = criterion_rows(rubric)
    sees_provenance = rules.has_perm("scoring.view_provenance", request.user)
    known, hints = confirmations_of(rubric), hints_in_force(rubric)
    unconfirmed, decision = open_figures(rubric, known), getattr(rubric, "decision", None)
    may_edit, newest = rules.has_perm("scoring.edit_rubric", request.user), guidance_papers(rubric).first()
    context = {
        "rubric": rubric,
        "rows": [(row, known.get(row.code), hints.get(row.pk)) for row in rows],
        "guidance": standing(newest),
        "may_write_hints": rules.has_perm("scoring.write_hints", request.user),
        "criteria": sum(row.is_leaf for row in rows),
        "total": sum(row.max_points for row in rows if row.is_leaf),
        "assumed": len(unconfirmed),
        "assumed_codes": () if sees_provenance else sorted(unconfirmed, key=lambda code: code != FIRST_TO_CONFIRM),
        "first_open": next(iter(unconfirmed), "") if rules.has_perm("scoring.confirm_figure", request.user) else "",
        "years": years_with(rubric),
        "correctable": years_to_correct(rubric, now=clock.now()) if may_edit else [],
        "sees_provenance": sees_provenance,
        "may_edit": may_edit,
        "decision": decision,
        "former": decision.former.select_related("file") if decision else (),
        "dating": DecisionDayForm() if may_edit and decision and decision.dated_on is None else None,
        "trail": trail_of(rubric) if sees_provenance else None,
        "links": rubric_links(request.user, rubric, is_guided=newest is not None),
    }
    return render(request, "scoring/rubric.html", context)


@require_safe
@allow("scoring.view_rubric", among=rubrics_visible_to, code="code")
def decision_file(request: UserRequest, rubric: Rubric) -> HttpResponseBase:
    """The signed decision that put the table into use: the table is public, so its basis is public too [S8]."""
    known = RubricDecision.objects.filter(rubric=rubric).exclude(file=None).select_related("file").first()
    if known is None:
        raise Http404
    return file_response(request, required(known.file), inline=True)


@require_safe
@allow("scoring.view_rubric", among=rubrics_visible_to, code="code")
def former_decision_file(request: UserRequest, rubric: Rubric, version: int) -> HttpResponseBase:
    """The signed decision as it was recorded before a correction."""
    former = FormerRubricDecision.objects.filter(decision__rubric=rubric, pk=version).exclude(file=None)
    return file_response(request, required(get_object_or_404(former.select_related("file")).file), inline=True)


@require_safe
@allow("scoring.view_rubric", among=rubrics_visible_to, code="code")
def differences(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """Compare another version (`?from=`, else the one it was copied from) with this one."""
    others = list(rubrics_visible_to(request.user).exclude(pk=rubric.pk).order_by("-pk"))
    asked = request.GET.get("from") or (rubric.base.code if rubric.base else "")
    other = next((one for one in others if one.code == asked), others[0] if others else None)
    context = {
        "rubric": rubric,
        "others": others,
        "other": other,
        "difference": difference(other, rubric) if other else None,
    }
    return render(request, "scoring/differences.html", context)
