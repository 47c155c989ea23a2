"""Edit the points of a draft: one form, saved as a whole or not at all [S7]."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.types import UserRequest
from documents.numbers import points_text
from kernel import clock
from kernel.access import allow
from kernel.refusals import Refused
from scoring.editor import MoveForm, PointsForm
from scoring.models import Rubric
from scoring.queries import unconfirmed_figures
from scoring.services.drafts import set_points
from scoring.views.drafts import drafts_visible_to


@require_http_methods(["GET", "POST"])
@allow("scoring.edit_rubric", among=drafts_visible_to, code="code")
def points(request: UserRequest, rubric: Rubric) -> HttpResponse:
    """The editor. Without scripts, buttons move points and compute sums (`action`); only "save" writes."""
    if request.method == "GET":
        return _page(request, rubric, PointsForm(rubric=rubric))
    form = PointsForm(request.POST, rubric=rubric)
    action = request.POST.get("action", "save")
    if action == "move":
        return _move(request, rubric, form)
    if action == "sum":
        return _page(request, rubric, form, status=200 if form.is_valid() else 422)
    if form.is_valid() and _save(request, rubric, form):
        return redirect("scoring:points", rubric.code)
    return _page(request, rubric, form, status=422)


def _save(request: UserRequest, rubric: Rubric, form: PointsForm) -> bool:
    changes = form.changes()
    try:
        set_points(
            rubric=rubric,
            points=changes,
            seen_version=form.cleaned_data["seen_version"],
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        form.reload()
        form.take_refusal(refusal)
        return False
    facts = {"count": len(changes), "total": points_text(form.total)}
    messages.success(request, _("Saved: %(count)s figures changed, %(total)s points in all.") % facts)
    return True


def _move(request: UserRequest, rubric: Rubric, form: PointsForm) -> HttpResponse:
    form.is_valid()
    move = MoveForm(request.POST, points=form)
    if not move.is_valid():
        return _page(request, rubric, form, move=move, status=422)
    return _page(request, rubric, PointsForm(move.moved(request.POST), rubric=rubric))


def _page(
    request: UserRequest, rubric: Rubric, form: PointsForm, *, move: MoveForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "rubric": rubric,
        "form": form,
        "rows": form.rows(),
        "move": move or MoveForm(points=form),
        "assumed": unconfirmed_figures(rubric),
    }
    return render(request, "scoring/points.html", context, status=status)
