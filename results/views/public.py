"""What everybody may see: published results alone, no person's name, quick and cacheable [S8]."""

from collections import Counter
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from communes.models import Cycle
from communes.searching import UnitSearch
from documents.tables import CSV_TYPE, JSON_TYPE
from kernel.access import public
from results import openness
from results.models import Outcome
from results.queries import published_cycles
from results.wording import PUBLIC_REASONS, STANDING_WORDS

_MINUTE = 60


def cached(view):
    """Let browsers keep the page for a minute; what depends on language or session is named."""

    @wraps(view)
    def keeping(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, max_age=_MINUTE)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    return keeping


@require_safe
@public
@cached
def years(request: HttpRequest) -> HttpResponse:
    """The published years; the latest leads."""
    found = list(published_cycles())
    counts = openness.qualified_counts()
    listed = [
        {
            "year": cycle.year,
            "recognised": counts[cycle.year].total(),
            "commended": counts[cycle.year][Outcome.Level.LEVEL_4],
        }
        for cycle in found
    ]
    return render(request, "results/public_years.html", {"years": listed})


@require_safe
@public
@cached
def year(request: HttpRequest, year: int) -> HttpResponse:
    """One year's result: a sentence, a search, the list."""
    cycle = get_object_or_404(published_cycles(), year=year)
    rows = openness.public_rows(cycle)
    typed = request.GET.get("q", "").strip()[:100]
    asked = UnitSearch.of(typed)
    shown = [row for row in rows if asked.fits(row)] if typed else rows
    counts = Counter(row.level for row in rows if row.standing == openness.RECOGNISED)
    apart = Counter(row.reason for row in rows)
    context = {
        "year": year,
        "typed": typed,
        "units_count": len(rows),
        "shown_count": len(shown),
        "recognised_count": counts.total(),
        "counts": [(Outcome.Level(level), counts[level]) for level in (4, 3, 2, 1)],
        "apart": [(STANDING_WORDS[reason], apart[reason]) for reason in PUBLIC_REASONS if apart[reason]],
        "commended": [row for row in rows if row.commended],
        "recognised": [row for row in shown if row.standing == openness.RECOGNISED],
        "others": [
            (heading, sentence, found)
            for reason, (heading, sentence) in PUBLIC_REASONS.items()
            if (found := [row for row in shown if row.reason == reason])
        ],
    }
    return render(request, "results/public_year.html", context)


@require_safe
@public
@cached
def unit(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """One unit's published result."""
    cycle = get_object_or_404(published_cycles(), year=year)
    found = openness.public_unit(cycle, code)
    if found is None:
        raise Http404(code)
    row, groups = found
    heading, sentence = PUBLIC_REASONS.get(row.reason, ("", ""))
    context = {
        "year": year,
        "unit": row,
        "heading": heading,
        "sentence": sentence,
        "groups": groups,
        "exceptions": openness.exceptions_of(row, cycle),
    }
    return render(request, "results/public_unit.html", context)


@require_safe
@public
def data(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """The published result as open data."""
    cycle = get_object_or_404(Cycle, pk__in=published_cycles().values("pk"), year=year)
    content = openness.open_data(openness.public_rows(cycle), form)
    response = HttpResponse(content, content_type={"json": JSON_TYPE, "csv": CSV_TYPE}[form])
    response["Content-Disposition"] = f'attachment; filename="chinh-quyen-than-thien-{year}.{form}"'
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=5 * _MINUTE)
    return response
