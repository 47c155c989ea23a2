"""Compare one figure of the table with the signed original: confirm, correct, or withdraw a confirmation."""

from uuid import UUID

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from documents.serving import file_response
from kernel import clock
from kernel.access import Lookups, allow
from kernel.problems import required
from kernel.refusals import add_refusal
from scoring.forms import ConfirmFigureForm, ConfirmFiguresForm, CorrectFigureForm, ReasonForm
from scoring.models import Criterion, FigureConfirmation, Rubric
from scoring.queries import (
    assumed_criteria,
    confirmations_of,
    criteria_visible_to,
    criterion_rows,
    rubrics_visible_to,
    unconfirmed_figures,
)
from scoring.services import figures

ROW: Lookups = {"code": "rubric__code", "criterion": "code"}


def scored_criteria_visible_to(user):
    """The figures of the tables visible to this person."""
    return criteria_visible_to(user).filter(is_leaf=True)


@require_safe
@allow("scoring.view_provenance", among=scored_criteria_visible_to, **ROW)
def figure(request: UserRequest, row: Criterion) -> HttpResponse:
    """Where a figure comes from, who compared it with the signed original, and what an administrator can do."""
    return _page(request, row)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("scoring.confirm_figure", files=True, among=rubrics_visible_to, code="code")
def confirm_many(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """The open assumed figures, confirmed page by page: one page number and one scan for all that are ticked."""
    waiting = set(assumed_criteria(rubric))
    rows = [row for row in criterion_rows(rubric) if row.code in waiting]
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ConfirmFiguresForm(*sent, codes=[row.code for row in rows])
    if form.is_valid():
        try:
            made = figures.confirm_figures(rubric=rubric, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="scan")
        else:
            words = ngettext(
                "%(count)s figure is confirmed against the signed original.",
                "%(count)s figures are confirmed against the signed original.",
                len(made),
            )
            messages.success(request, words % {"count": len(made)})
            return redirect("scoring:confirm_figures", rubric.code)
    chosen = set(request.POST.getlist("criteria"))
    context = {"rubric": rubric, "form": form, "rows": [(row, row.code in chosen) for row in rows]}
    return render(request, "scoring/figures.html", context, status=422 if form.errors else 200)


@require_POST
@allow("scoring.confirm_figure", files=True, among=scored_criteria_visible_to, **ROW)
def confirm(request: UserRequest, row: Criterion) -> HttpResponse:
    form = ConfirmFigureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            figures.confirm_figure(criterion=row, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="scan")
        else:
            messages.success(request, _("%(code)s is confirmed against the signed original.") % {"code": row.code})
            return _next_open(row)
    return _page(request, row, confirming=form, status=422)


@require_POST
@allow("scoring.confirm_figure", files=True, among=scored_criteria_visible_to, **ROW)
def correct(request: UserRequest, row: Criterion) -> HttpResponse:
    form = CorrectFigureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            figures.correct_figure(criterion=row, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            # Every problem at this criterion is one of the typed figure.
            add_refusal(form, refusal, file_field="scan", fields={row.code: "points"})
        else:
            messages.success(request, _("%(code)s is corrected from the signed original.") % {"code": row.code})
            return redirect("scoring:figure", row.rubric.code, row.code)
    return _page(request, row, correcting=form, status=422)


@require_POST
@allow("scoring.confirm_figure", among=scored_criteria_visible_to, **ROW)
def withdraw(request: UserRequest, row: Criterion) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            figures.withdraw_confirmation(criterion=row, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The confirmation of %(code)s is taken back.") % {"code": row.code})
            return redirect("scoring:figure", row.rubric.code, row.code)
    return _page(request, row, withdrawing=form, status=422)


@require_safe
@allow("scoring.view_provenance")
def scan(request: UserRequest, public_id: UUID) -> HttpResponseBase:
    """The scanned page that a confirmation refers to."""
    known = FigureConfirmation.objects.filter(scan__public_id=public_id).select_related("scan").first()
    if known is None:
        raise Http404
    return file_response(request, required(known.scan), inline=True)


def _next_open(row: Criterion) -> HttpResponse:
    """Continue with the next open assumed figure; back to the table where none is left."""
    waiting = row.rubric.criteria.filter(
        is_leaf=True, provenance=Criterion.Provenance.ASSUMED, confirmation=None
    ).order_by("sort_key")
    after = waiting.filter(sort_key__gt=row.sort_key).first() or waiting.first()
    if after is None:
        return redirect("scoring:rubric", row.rubric.code)
    return redirect("scoring:figure", row.rubric.code, after.code)


def _page(request: UserRequest, row: Criterion, *, status: int = 200, **forms) -> HttpResponse:
    rubric = row.rubric
    codes = [one.code for one in criterion_rows(rubric) if one.is_leaf]
    place = codes.index(row.code)
    is_draft = rubric.state == Rubric.State.DRAFT
    context = {
        "row": row,
        "rubric": rubric,
        "confirmation": confirmations_of(rubric).get(row.code),
        "is_draft": is_draft,
        "may_confirm": rules.has_perm("scoring.confirm_figure", request.user),
        "can_confirm": row.provenance != Criterion.Provenance.DECIDED,
        "assumed": unconfirmed_figures(rubric),
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
        "confirming": ConfirmFigureForm(),
        "correcting": CorrectFigureForm(initial={"seen_version": rubric.version}) if is_draft else None,
        "withdrawing": ReasonForm(),
    }
    return render(request, "scoring/figure.html", context | forms, status=status)
