"""Find a unit by name or code, with or without accents; each role gets a link to its own page of that unit."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.queries import has_role, hidden_units
from appraisal.models import Review
from appraisal.queries import reviews_visible_to
from communes.commune_search import UnitSearch
from communes.models import Commune
from communes.queries import CITY_WIDE
from friendly_gov.navigation import YEAR, address
from kernel.access import allow
from results.queries import published_cycles, published_outcomes

LIMIT = 30


@require_safe
@allow("accounts.view_home")
def units(request: HttpRequest) -> HttpResponse:
    """The units found, each with its page; a single result is opened at once."""
    words, year = request.GET.get("q", "").strip(), request.GET.get("year", "")
    asked = UnitSearch.of(words)
    named = Commune.objects.filter(asked.condition(at_words=True)) if asked else Commune.objects.none()
    visible = named.exclude(code__in=hidden_units(request.user))
    shown = list(visible.order_by("name_key", "code")[:LIMIT])
    page_of = _pages(request.user, int(year) if YEAR.fullmatch(year) else None)
    rows = [(commune, page_of(commune.code)) for commune in shown]
    if len(rows) == 1 and rows[0][1]:
        return redirect(rows[0][1])
    context = {"words": words, "rows": rows, "asked_year": year, "limit": LIMIT if len(rows) == LIMIT else None}
    return render(request, "friendly_gov/search.html", context)


def _pages(user, year: int | None) -> Callable[[str], str]:
    """The page of a unit for this person, by its code; "" where there is none."""
    if year is not None and has_role(user, Role.CITY_LEADER):
        return lambda code: address("results:standing", year, code)
    if year is not None and has_role(user, *CITY_WIDE):
        reviews = _own_reviews(user, year)
        return lambda code: address("appraisal:review" if code in reviews else "communes:entry", year, code)
    latest = published_cycles().first()
    outcomes = published_outcomes().filter(registration__cycle=latest).values_list("registration__commune__code")
    public = {code for (code,) in outcomes} if latest else set()
    return lambda code: address("public:unit", latest.year, code) if code in public else ""


def _own_reviews(user, year: int) -> set[str]:
    """The units whose reviews are assigned to this person."""
    if has_role(user, Role.OFFICER) or not has_role(user, Role.APPRAISER, Role.TEAM_LEAD):
        return set()
    reviews = reviews_visible_to(user).exclude(state=Review.State.RECONCILED)
    own = reviews.filter(assessment__registration__cycle__year=year)
    return set(own.values_list("assessment__registration__commune__code", flat=True))
