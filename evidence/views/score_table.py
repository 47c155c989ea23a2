"""The whole self-assessment in one table.

Filled in by keyboard and saved cell by cell, like the page of one criterion.
"""

from collections.abc import Mapping

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from evidence import desk
from evidence.drafts import sees_prepared
from evidence.queries import has_former_dossier
from evidence.score_table import TableLine, lines_of
from evidence.views.assessment import OF_COMMUNE
from evidence.views.list_filter import filter_context, filter_of
from kernel import clock
from kernel.access import allow
from scoring.addresses import DossierAddress
from scoring.forms import SelfScoreForm
from scoring.models import SelfAssessment
from scoring.policies import scoring_problems
from scoring.queries import assessments_visible_to, assumed_criteria
from scoring.services.scores import enter_score


@require_safe
@allow("evidence.view_assessment", among=assessments_visible_to, **OF_COMMUNE)
def score_table(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """Every criterion of the table at once."""
    return _page(request, assessment, {})


def _page(request: UserRequest, assessment: SelfAssessment, refused: Mapping[str, TableLine]) -> HttpResponse:
    now, registration = clock.now(), assessment.registration
    lines = lines_of(assessment, prepared_too=sees_prepared(request.user, assessment), refused=refused)
    show = "" if refused else filter_of(request, desk.FILTERS)
    problems = list(scoring_problems(assessment, now=now))
    may_edit = not problems and rules.has_perm("scoring.enter_score", request.user, assessment)
    context = filter_context(show) | {
        "year": registration.cycle.year,
        "commune": registration.commune,
        "assessment": assessment,
        "lines": [line for line in lines if line.row.fits(show)],
        "counts": desk.counts_of([line.row for line in lines]),
        "refused": len(refused),
        "progress_header": desk.progress_header_of(assessment),
        "deadline": desk.deadline_of(assessment, now=now),
        "assumed": assumed_criteria(assessment.rubric),
        "problems": problems,
        "may_edit": may_edit,
        "may_start": may_edit and has_former_dossier(assessment),
    }
    return render(request, "evidence/score_table.html", context, status=422 if refused else 200)


@require_POST
@allow("scoring.enter_score", among=assessments_visible_to, **OF_COMMUNE)
def save_score_table(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """Save what was changed, criterion by criterion.

    Refused input stays beside its reason; the rest is stored.
    """
    stored, refused = lines_of(assessment, prepared_too=True), {}
    saved = 0
    for line in stored:
        form = _typed(request, line)
        if form is None:
            continue
        errors = _enter(request, assessment, line, form)
        saved += not errors
        if errors:
            refused[line.row.criterion.code] = TableLine(line.row, typed=form.data, errors=tuple(errors))
    if saved:
        messages.success(
            request,
            ngettext("%(number)s criterion is saved.", "%(number)s criteria are saved.", saved) % {"number": saved},
        )
    if refused:
        assessment.refresh_from_db()
        return _page(request, assessment, refused)
    return redirect("evidence:score_table", assessment.registration.cycle.year, assessment.registration.commune.code)


def _typed(request: UserRequest, line: TableLine) -> SelfScoreForm | None:
    """The refused input for a criterion.

    None where there was none, or where the criterion is edited on its own page.
    """
    key, row = line.row.key, line.row
    if not row.criterion.is_leaf or row.not_applicable or f"points-{key}" not in request.POST:
        return None
    names = ("points", "explanation", "seen_version")
    form = SelfScoreForm({name: request.POST.get(f"{name}-{key}", "") for name in names})
    is_same = form.is_valid() and (row.points, line.explanation) == (
        form.cleaned_data["points"],
        form.cleaned_data["explanation"],
    )
    return None if is_same else form


def _enter(request: UserRequest, assessment: SelfAssessment, line: TableLine, form: SelfScoreForm) -> list[str]:
    """Why a criterion could not be saved; empty if it was."""
    if form.is_valid():
        try:
            enter_score(
                address=DossierAddress.of(assessment),
                criterion=line.row.criterion.code,
                by=request.user,
                now=clock.now(),
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            return list(refusal.messages)
    return [str(error) for errors in form.errors.values() for error in errors]
