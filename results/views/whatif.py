"""What if another table had been in force: choose, compare, download; for officers and administrators [S7]."""

import rules
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.types import UserRequest
from documents.services import request_export
from documents.tables import CSV_TYPE
from kernel import clock
from kernel.access import allow
from kernel.htmx import list_page, render_piece
from results.forms import WhatIfForm
from results.views.leaders import as_file
from results.whatif import exports
from results.whatif.charts import plot
from results.whatif.comparison import concluded_cycles_visible_to, recomputing_problems, what_if
from results.whatif.files import WHAT_IF, what_if_facts
from results.whatif.markup import WhatIfWriter
from results.whatif.selection import PER_PAGE, WhatIfSelection
from results.wording import REASONS
from scoring.models import Rubric


@require_GET
@allow("results.compare_tables")
def choice(request: UserRequest) -> HttpResponse:
    """Choose the table and the concluded year; redirects to the comparison's own page."""
    cycles = concluded_cycles_visible_to(request.user)
    asked = request.GET if "rubric" in request.GET else None
    form = WhatIfForm(asked, initial={"year": request.GET.get("year")}, cycles=cycles)
    if form.is_valid():
        return redirect("results:what_if", form.cleaned_data["year"].year, form.cleaned_data["rubric"].code)
    context = {"form": form, "has_years": cycles.exists()}
    return render(request, "results/what_if_choice.html", context, status=422 if form.errors else 200)


@require_GET
@allow("results.compare_tables", among=concluded_cycles_visible_to, year="year")
def comparison(request: UserRequest, cycle, code: str) -> HttpResponse:
    """The year under the other table: figures, plot, and every ranked unit, 250 per page."""
    rubric = get_object_or_404(Rubric, code=code)
    context = {"cycle": cycle, "rubric": rubric, "problems": recomputing_problems(cycle, rubric)}
    if context["problems"]:
        return render(request, "results/what_if.html", context, status=422)
    compared, selection = what_if(cycle, rubric, now=clock.now(), reader=request.user), WhatIfSelection.of(request.GET)
    chosen = selection.apply(compared.rows)
    page = list_page(request, chosen, per_page=PER_PAGE)
    write = WhatIfWriter(cycle.year, links=rules.has_perm("results.view_ranking", request.user))
    context |= {
        "comparison": compared,
        "selection": selection,
        "page": page,
        "table": write.page(list(page)),
        "columns": _columns(selection),
        "chosen_count": len(chosen),
    }
    if not (request.htmx and not request.htmx.boosted):
        aside = [(REASONS[reason], count) for reason, count in compared.aside.items()]
        context |= {"plot": plot(compared), "levels": compared.level_counts(), "aside": aside}
    return render_piece(request, "results/what_if.html", "list", context)


@require_GET
@allow("results.compare_tables", among=concluded_cycles_visible_to, year="year")
def download(request: UserRequest, cycle, code: str) -> HttpResponse:
    """The selected rows as data; a refusal shows its reasons on the page instead."""
    rubric = get_object_or_404(Rubric, code=code)
    if recomputing_problems(cycle, rubric):
        return redirect("results:what_if", cycle.year, code)
    rows = WhatIfSelection.of(request.GET).apply(what_if(cycle, rubric, now=clock.now(), reader=request.user).rows)
    return as_file(exports.table(rows), CSV_TYPE, f"so-sanh-{cycle.year}-{code}.csv")


@require_POST
@allow("results.compare_tables", among=concluded_cycles_visible_to, year="year")
def request_workbook(request: UserRequest, cycle, code: str) -> HttpResponse:
    """Request a workbook of the selected rows from the worker; redirects to the page where it will appear."""
    rubric = get_object_or_404(Rubric, code=code)
    if recomputing_problems(cycle, rubric):
        return redirect("results:what_if", cycle.year, code)
    facts = what_if_facts(cycle, rubric, WhatIfSelection.of(request.GET))
    language = get_language() or "vi"
    export = request_export(kind=WHAT_IF, facts=facts, language=language, by=request.user, now=clock.now())
    return redirect("documents:export", export.public_id)


def _columns(selection: WhatIfSelection) -> list[dict]:
    """The table's header: title, class, the URL that sorts by it, and its present sort order."""
    titles = (
        ("rank", _("New rank"), "rk"),
        ("old_rank", _("Old rank"), "rk"),
        ("name", _("Unit"), ""),
        ("old", _("Old total"), "fg"),
        ("new", _("New total"), "fg"),
        ("difference", _("Difference"), "fg"),
        ("level", _("Level"), ""),
        ("kept", _("Keeps its level"), "fg"),
    )
    return [
        {"title": title, "look": look, "address": selection.turned(key), "sorted": selection.sorted_by(key)}
        for key, title, look in titles
    ]
