"""The public front pages: the programme, finding a unit, one criterion over all units, how to object [S8]."""

from django.contrib.sitemaps.views import SitemapIndexItem
from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communes.models import Commune
from kernel import clock
from kernel.access import public
from kernel.htmx import Request
from results import front_page, public_criteria, public_units, sitemaps
from results.glossary import entries_in
from results.shared_pages import shared
from results.wording import STANDING_WORDS
from scoring.core import level_ranges

_UNITS_A_PAGE = 250
_INDEXED = ("/$", "/en/$", "/results/public/", "/en/results/public/", "/static/")


@require_safe
@public
@shared
def front(request: Request) -> HttpResponse:
    """The portal's first page for everybody who is not signed in."""
    context = {
        "current": front_page.open_year(now=clock.now()),
        "latest": front_page.latest_result(),
        "levels": level_ranges(),
        "units_count": Commune.objects.count(),
    }
    return render(request, "results/front.html", context)


@require_safe
@public
@shared
def units(request: Request) -> HttpResponse:
    """Find a unit; a single match is opened directly."""
    typed = request.GET.get("q", "").strip()[:100]
    matches = public_units.units_named(typed)
    page = Paginator(matches, _UNITS_A_PAGE).get_page(request.GET.get("page"))
    if typed and page.paginator.count == 1:
        return redirect("public:unit_history", code=page[0].code)
    return render(request, "results/public_units.html", {"typed": typed, "page": page})


@require_safe
@public
@shared
def unit_history(request: Request, code: str) -> HttpResponse:
    """One unit's published results over the years."""
    commune = get_object_or_404(Commune, code=code)
    years = [(year, row, STANDING_WORDS.get(row.reason, "")) for year, row in public_units.unit_years(commune)]
    current = front_page.open_year(now=clock.now())
    context = {"commune": commune, "years": years, "current": current}
    return render(request, "results/public_unit_history.html", context)


@require_safe
@public
@shared
def criterion(request: Request, year: int, code: str) -> HttpResponse:
    """One row of the table: its rule, the required evidence, and, once published, the recognised units side by side."""
    cycle = get_object_or_404(public_criteria.cycles_with_a_table(), year=year)
    detail = public_units.criterion_page(cycle, code)
    if detail is None:
        raise Http404(code)
    units = detail.result.units if detail.result else []
    page = Paginator(units, _UNITS_A_PAGE).get_page(request.GET.get("page"))
    context = {"year": year, "detail": detail, "page": page}
    return render(request, "results/public_criterion.html", context)


@require_safe
@public
@shared
def objections(request: Request) -> HttpResponse:
    """How to object to a result, and how to report a breach."""
    return render(request, "results/objections.html", {"current": public_criteria.cycles_with_a_table().first()})


@require_safe
@public
@shared
def glossary(request: Request) -> HttpResponse:
    """What the words of the assessment mean, each with its name in the other language."""
    entries, current = entries_in(get_language() or "vi"), public_criteria.cycles_with_a_table().first()
    return render(request, "results/glossary.html", {"entries": entries, "current": current})


@require_safe
@public
@shared
def sitemap(request: Request) -> HttpResponse:
    """The URLs of all public pages, for search engines: in parts where they are many, which the first answer lists."""
    parts = sitemaps.PublicPages().paginator.num_pages
    if parts == 1 or "p" in request.GET:
        return sitemap_of(request, sitemaps={"pages": sitemaps.PublicPages})
    address = request.build_absolute_uri(request.path)
    listed = [SitemapIndexItem(f"{address}?p={number}") for number in range(1, parts + 1)]
    return render(request, "sitemap_index.xml", {"sitemaps": listed}, content_type="application/xml")


@require_safe
@public
@shared
def feed(request: Request) -> HttpResponse:
    """The decisions of published years, for feed readers."""
    return sitemaps.PublicDecisions()(request)


@require_safe
@public
@shared
def robots(request: Request) -> HttpResponse:
    """Public pages may be indexed; pages behind the sign-in may not."""
    lines = ["User-agent: *", *(f"Allow: {place}" for place in _INDEXED), "Disallow: /", ""]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
