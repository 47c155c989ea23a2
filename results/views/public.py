"""The public pages: published results only, no person's name, the same for signed-in users [S8]."""

from collections import Counter

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from appraisal.models import Breach
from communes.commune_search import UnitSearch
from communes.deadlines import due
from communes.models import Cycle
from documents.tables import CSV_TYPE, JSON_TYPE
from kernel import clock
from kernel.access import public
from kernel.htmx import Request, list_page
from results import public_criteria, public_results
from results.models import Outcome
from results.queries import published_cycles
from results.shared_pages import shared
from results.wording import PUBLIC_REASONS, STANDING_WORDS
from scoring.core import level_ranges
from scoring.models import RubricDecision
from scoring.queries import table_in_force

_MINUTE = 60
_PER_PAGE = 250


@require_safe
@public
@shared
def years(request: Request) -> HttpResponse:
    """The published years; the latest first."""
    cycles = list(published_cycles())
    counts = public_results.qualified_counts()
    listed = [
        {
            "year": cycle.year,
            "recognised": counts[cycle.year].total(),
            "commended": counts[cycle.year][Outcome.Level.LEVEL_4],
        }
        for cycle in cycles
    ]
    current = public_criteria.cycles_with_a_table().first()
    return render(request, "results/public_years.html", {"years": listed, "current": current})


@require_safe
@public
@shared
def year(request: Request, year: int) -> HttpResponse:
    """One year's result: a sentence, a search, the list."""
    cycle = get_object_or_404(published_cycles(), year=year)
    rows = public_results.public_rows(cycle)
    typed = request.GET.get("q", "").strip()[:100]
    asked = UnitSearch.of(typed)
    shown = [row for row in rows if asked.fits(row)] if typed else rows
    page = list_page(request, shown, per_page=_PER_PAGE)
    commended = [row for row in rows if row.commended]
    counts = Counter(row.level for row in rows if row.standing == public_results.RECOGNISED)
    apart = Counter(row.reason for row in rows)
    context = {
        "year": year,
        "typed": typed,
        "units_count": len(rows),
        "shown_count": len(shown),
        "recognised_count": counts.total(),
        "counts": [(Outcome.Level(level), counts[level]) for level in (4, 3, 2, 1)],
        "apart": [(STANDING_WORDS[reason], apart[reason]) for reason in PUBLIC_REASONS if apart[reason]],
        "page": page,
        "commended_count": len(commended),
        "commended": commended[:_PER_PAGE],
        "recognised": [row for row in page if row.standing == public_results.RECOGNISED],
        "others": [
            (heading, sentence, sum(row.reason == reason for row in shown), matching)
            for reason, (heading, sentence) in PUBLIC_REASONS.items()
            if (matching := [row for row in page if row.reason == reason])
        ],
    }
    return render(request, "results/public_year.html", context)


@require_safe
@public
@shared
def unit(request: Request, year: int, code: str) -> HttpResponse:
    """One unit's published result."""
    cycle = get_object_or_404(published_cycles(), year=year)
    published = public_results.public_unit(cycle, code)
    if published is None:
        raise Http404(code)
    row, groups, ranked_count = published
    heading, sentence = PUBLIC_REASONS.get(row.reason, ("", ""))
    context = {
        "year": year,
        "unit": row,
        "heading": heading,
        "sentence": sentence,
        "groups": groups,
        "ranked_count": ranked_count,
        "criteria": _asked(request, public_criteria.public_criteria(row)),
        "only": request.GET.get("only") == "differences",
        "exceptions": public_results.public_exceptions(row, cycle),
    }
    return render(request, "results/public_unit.html", context)


def _asked(request: Request, criteria):
    """All rows, or only those where the team differs, with the rows above them."""
    if request.GET.get("only") != "differences":
        return criteria
    changed = [criterion.code for criterion in criteria if criterion.is_leaf and criterion.is_changed]
    above = {code.rsplit(".", depth)[0] for code in changed for depth in range(1, code.count(".") + 1)}
    return [criterion for criterion in criteria if criterion.code in above or criterion.code in changed]


@require_safe
@public
@shared
def table(request: Request, year: int) -> HttpResponse:
    """The year's scoring table, from the day on which the year is opened."""
    cycle = get_object_or_404(public_criteria.cycles_with_a_table(), year=year)
    rubric = table_in_force(cycle)
    rows = public_criteria.table_rows(rubric)
    decision = RubricDecision.objects.filter(rubric=rubric).first()
    criteria, assumed = sum(one.row.is_leaf for one in rows), sum(one.is_assumed for one in rows)
    context = {
        "year": year,
        "rubric": rubric,
        "rows": rows,
        "decision": decision,
        "criteria": criteria,
        "assumed": assumed,
    }
    return render(request, "results/public_table.html", context)


@require_safe
@public
@shared
def method(request: Request, year: int) -> HttpResponse:
    """How a year is assessed, from the day on which it is opened."""
    cycle = get_object_or_404(public_criteria.cycles_with_a_table(), year=year)
    rubric, steps = table_in_force(cycle), ("register_before", "submit_before", "report_before")
    context = {
        "year": year,
        "rubric": rubric,
        "days": {step: due(getattr(cycle, step), now=clock.now()).last_day for step in steps},
        "levels": level_ranges(),
        "breaches": Breach.Kind.labels,
        "conditional": list(public_criteria.conditional_rows(rubric)),
    }
    return render(request, "results/public_method.html", context)


def _as_open_data(content: bytes, form: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type={"json": JSON_TYPE, "csv": CSV_TYPE}[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=5 * _MINUTE)
    return response


@require_safe
@public
@conditional_page
def data(request: Request, year: int, form: str) -> HttpResponse:
    """The published result as open data."""
    cycle = get_object_or_404(Cycle, pk__in=published_cycles().values("pk"), year=year)
    content = public_results.open_data(public_results.public_rows(cycle), form)
    return _as_open_data(content, form, f"chinh-quyen-than-thien-{year}")


@require_safe
@public
@conditional_page
def criteria_data(request: Request, year: int, form: str) -> HttpResponse:
    """The recognised units' criteria, with the justification of each difference, as open data."""
    cycle = get_object_or_404(Cycle, pk__in=published_cycles().values("pk"), year=year)
    return _as_open_data(public_criteria.criteria_data(cycle, form), form, f"tieu-chi-{year}")


@require_safe
@public
@conditional_page
def table_data(request: Request, year: int, form: str) -> HttpResponse:
    """The year's scoring table as open data."""
    cycle = get_object_or_404(Cycle, pk__in=public_criteria.cycles_with_a_table().values("pk"), year=year)
    return _as_open_data(public_criteria.table_data(table_in_force(cycle), form), form, f"bang-thang-diem-{year}")
