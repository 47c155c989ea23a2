"""The leaders' pages: the year's ranking and one commune's year."""

import rules
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.types import UserRequest
from communes.former_provinces import FormerProvince
from communes.models import Commune
from communes.queries import current_cycle
from documents.services import request_export
from kernel import clock
from kernel.access import allow, public
from kernel.htmx import list_page, render_piece
from kernel.problems import required
from results import exports, queries, result_detail
from results.charts import bands, distribution
from results.figures import population_figures, standing_figures
from results.issued_papers import versions_of
from results.markup import RowWriter, standing_badge
from results.models import Outcome, Recognition
from results.paper_kinds import unit_links
from results.populations import Population, commended_rows, units_in
from results.publication_steps import steps_for
from results.ranking_files import FORMS, RANKING, ranking_facts
from results.selection import PER_PAGE, REASONS_ASKED, Selection
from scoring.core import points_to_next_level


@require_GET
@public
def index(request: UserRequest) -> HttpResponse:
    """Redirect leaders to the latest year's ranking, everyone else to the public results."""
    cycle = current_cycle()
    if cycle is not None and rules.has_perm("results.view_ranking", request.user):
        return redirect("results:ranking", year=cycle.year)
    return redirect("public:years")


@require_GET
@allow("results.view_ranking", among=queries.ranked_cycles_visible_to, year="year")
def ranking(request: UserRequest, cycle) -> HttpResponse:
    """The whole ranking, always current; one page of it, or all with `?all=1`."""
    rows = queries.ranking_rows_seen_by(request.user, cycle, now=clock.now())
    selection = Selection.of(request.GET)
    chosen = selection.apply(rows)
    page = list_page(request, chosen, per_page=max(1, len(chosen)) if selection.everything else PER_PAGE)
    write = RowWriter(cycle.year, queries.group_maxima(cycle))
    context = {
        "cycle": cycle,
        "selection": selection,
        "page": page,
        "table": write.page(list(page)),
        "columns": _columns(selection),
        "chosen_count": len(chosen),
        "all_count": len(rows),
        "all_address": selection.address(everything=True),
        "paged_address": selection.address(everything=False),
        "asked_files": FORMS,
        "downloads": ("csv", "json"),
    }
    if not (request.htmx and not request.htmx.boosted):
        context |= _overview(request.user, cycle, rows)
    return render_piece(request, "results/ranking.html", "list", context)


@require_GET
@allow("results.view_ranking", among=queries.ranked_cycles_visible_to, year="year")
def download(request: UserRequest, cycle, form: str) -> HttpResponse:
    """The selected rows as data."""
    rows = Selection.of(request.GET).apply(queries.ranking_rows_seen_by(request.user, cycle, now=clock.now()))
    return as_file(exports.exported(rows, form), exports.TYPES[form], f"ket-qua-{cycle.year}.{form}")


@require_POST
@allow("results.view_ranking", among=queries.ranked_cycles_visible_to, year="year")
def request_file(request: UserRequest, cycle, form: str) -> HttpResponse:
    """Request a paper or a workbook of the selected rows from the worker.

    Redirects to the page where it will appear.
    """
    facts = ranking_facts(cycle, form, Selection.of(request.GET))
    language = get_language() or "vi"
    export = request_export(kind=RANKING, facts=facts, language=language, by=request.user, now=clock.now())
    return redirect("documents:export", export.public_id)


@require_GET
@allow(
    "results.view_standing",
    among=queries.standings_visible_to,
    year="cycle__year",
    code="commune__code",
)
def standing(request: UserRequest, registration) -> HttpResponse:
    """One commune's year, criterion by criterion."""
    rows = queries.ranking_rows(registration.cycle, now=clock.now())
    row = next(row for row in rows if row.registration_id == registration.pk)
    outcome, breaches = result_detail.outcome_of(registration), result_detail.breaches_of(registration)
    recognition = getattr(outcome, "recognition", None)
    criteria = result_detail.result_rows(registration.self_assessment) if row.submitted else []
    changed, groups = request.GET.get("only") == "differences", [each for each in criteria if each.depth == 0]
    group = next((each.code for each in groups if each.code == request.GET.get("group")), "")
    shown = [each for each in criteria if not group or each.code.partition(".")[0] == group]
    context = {
        "registration": registration,
        "row": row,
        "badge": standing_badge(row.standing),
        "criteria": [each for each in shown if each.is_changed or not each.is_leaf] if changed else shown,
        "groups": groups,
        "group": group,
        "outcome": outcome,
        "recognition": recognition,
        **_decisions(recognition),
        "breaches": breaches,
        "late_breach": recognition and any(result_detail.confirmed_after(breach, recognition) for breach in breaches),
        "trail": result_detail.trail_rows(registration, breaches, reader=request.user),
        "may_revoke": rules.has_perm("results.revoke_recognition", request.user),
        "sees_ranking": rules.has_perm("results.view_ranking", request.user),
        "only": changed,
        "ranked_count": len(units_in(rows, Population.RANKED)),
        "exceptions": result_detail.outcome_exceptions(row, registration.cycle),
    }
    context["links"] = unit_links(request.user, registration, outcome, due=bool(context["late_breach"]))
    is_standing = recognition is not None and recognition.state == Recognition.State.ISSUED
    context |= _owed_or_earned(required(outcome)) if is_standing else {"commended": False, "next_level": None}
    return render(request, "results/standing.html", context)


def _decisions(recognition: Recognition | None) -> dict:
    """Every decision on a unit, each with its earlier versions: recognition, commendation, revocations, withdrawals."""
    if recognition is None:
        return {}
    revocations = sorted(recognition.revocations.all(), key=lambda one: one.pk)
    withdrawals = [one.withdrawal for one in revocations if one.is_withdrawn]
    commendation = recognition.commending_decision
    made = [recognition, *([commendation] if commendation else []), *revocations, *withdrawals]
    versions = versions_of(one.decision for one in made)
    return {
        "recognised_by": versions[recognition.decision_id],
        "commended_by": versions[commendation.decision_id] if commendation else None,
        "revocations": [
            (one, versions[one.decision_id], versions[one.withdrawal.decision_id] if one.is_withdrawn else None)
            for one in revocations
        ],
    }


def _owed_or_earned(outcome: Outcome) -> dict:
    """What a valid recognition leads to: commendation at Level 4 [R5], a plan for the next level below it [S6]."""
    missing = points_to_next_level(required(outcome.appraised_total))
    if missing is None:
        return {"commended": True, "next_level": None}
    return {"commended": False, "next_level": Outcome.Level(missing[0]).label, "missing": missing[1]}


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A download, never shown inline."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _columns(selection):
    """The table's header: title, class, the URL that sorts by it, and its present sort order."""
    titles = (
        ("rank", _("Rank"), "rk"),
        ("name", _("Unit"), "un"),
        ("kind", _("Kind"), "kd"),
        ("self", _("Self-assessed"), "fg"),
        ("appraised", _("Appraised"), "fg"),
        ("difference", _("Difference"), "df"),
        ("level", _("Level"), "lvl"),
    )
    return [
        {"title": title, "look": look, "address": selection.turned(key), "sorted": _sorted(selection, key)}
        for key, title, look in titles
    ] + [
        {"title": code, "look": "gh", "address": selection.turned(code), "sorted": _sorted(selection, code)}
        for code in queries.GROUPS
    ]


def _sorted(selection, key):
    if selection.order == key:
        return "ascending"
    return "descending" if selection.order == f"-{key}" else ""


def _overview(user, cycle, rows):
    """The context above the table: the levels, the distribution, the steps, the choices of the filter."""
    level_bands = bands(rows)
    compared = [row.difference for row in units_in(rows, Population.RANKED) if row.difference is not None]
    steps = steps_for(user, cycle, now=clock.now(), judged=False)
    return {
        "populations": population_figures(cycle, rows),
        "counts": standing_figures(cycle, rows),
        "commended": commended_rows(rows),
        "recognised": any(row.recognition for row in rows),
        "bands": level_bands,
        "plot": distribution(level_bands),
        "has_plot": bool(compared),
        "compared_count": len(compared),
        "mean_difference": round(sum(compared) / len(compared), 2) if compared else None,
        "may_compare": any(row.state for row in rows) and rules.has_perm("results.compare_tables", user),
        "steps": steps,
        "current": next((step for step in steps if step.is_current), None),
        "levels": Outcome.Level.choices[::-1],
        "kinds": Commune.Kind.choices,
        "provinces": FormerProvince.choices,
        "reasons": REASONS_ASKED.items(),
        "differences": (
            ("lowered", _("lowered by the team")),
            ("raised", _("raised by the team")),
            ("same", _("unchanged")),
            ("wide", _("5 points apart or more")),
        ),
    }
