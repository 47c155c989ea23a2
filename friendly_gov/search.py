"""Search: units by name or code, and every text that this person may see (decision 0072)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.queries import has_role, hidden_units, units_of
from accounts.types import UserRequest
from appraisal.models import Review
from appraisal.queries import reviews_visible_to
from communes.commune_search import UnitSearch
from communes.models import Commune
from communes.queries import CITY_WIDE, cycles_visible_to
from friendly_gov.navigation import YEAR, address
from kernel.access import allow
from kernel.problems import StrOrPromise
from results.queries import published_cycles, published_outcomes
from search.indexing import catch_up, has_changes
from search.queries import Filters, Group, Hit, hits_of, labels, search
from search.words import Wanted

LIMIT = 30
# Units and hits of each kind on the page of all kinds, and hits on a page of one kind.
FEW, MANY = 3, 20
UNITS = "unit"
# Suggestions while somebody types: units, then texts of each kind.
SUGGESTED_UNITS, SUGGESTED_OF_KIND, SUGGESTED = 4, 2, 8


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The hits of one kind on the page: the first few, or one page of them."""

    kind: str
    label: StrOrPromise
    count: int
    is_more: bool
    hits: list[Hit]
    page: Page | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the words typed so far may mean, with its page."""

    title: StrOrPromise
    place: StrOrPromise
    url: str


def _units_label() -> str:
    """The kind of a hit that is a unit; as the head of a column of figures, "Units" is their number."""
    return pgettext("kind of what is found", "Units")


@require_safe
@allow("accounts.view_home")
def suggestions(request: UserRequest) -> HttpResponse:
    """The first units and texts that the words typed so far find, for the box of the top bar."""
    words, year = request.GET.get("q", "").strip(), request.GET.get("year", "")
    return render(request, "friendly_gov/_suggestions.html", {"suggestions": _suggested(request, words, year)})


def _suggested(request: UserRequest, words: str, year: str) -> list[Suggestion]:
    wanted = Wanted.of(words)
    if not wanted:
        return []
    units = [Suggestion(str(unit), _units_label(), url) for unit, url in _units_found(request, words, year) if url]
    suggested = units[:SUGGESTED_UNITS]
    for group in search(request.user, wanted, Filters(), sees_few=bool(units_of(request.user))):
        if len(suggested) >= SUGGESTED:
            break
        hits = hits_of(request.user, group, group.keys[:SUGGESTED_OF_KIND], wanted.words)
        suggested += [
            Suggestion(hit.result.title, " · ".join(filter(None, (str(group.label), hit.result.place))), hit.result.url)
            for hit in hits
        ]
    return suggested[:SUGGESTED]


@require_safe
@allow("accounts.view_home")
def units(request: UserRequest) -> HttpResponse:
    """Show what was found, by kind; where that is one unit and nothing else, its page is opened at once."""
    words, year = request.GET.get("q", "").strip(), request.GET.get("year", "")
    kind, unit = request.GET.get("kind", ""), request.GET.get("unit", "").strip()
    of_year = request.GET.get("of", "")
    rows = _units_found(request, words, year) if kind in ("", UNITS) and not (of_year or unit) else []
    filters = Filters(kind, int(of_year) if YEAR.fullmatch(of_year) else None, _codes(request.user, unit))
    groups, is_behind = _texts_found(request, words, filters)
    if len(rows) == 1 and rows[0][1] and not groups and not kind:
        return redirect(rows[0][1])
    few = rows if kind else rows[: 2 * FEW]
    context = {"words": words, "rows": few, "more_units": len(rows) > len(few), "asked_year": year}
    context |= {"limit": LIMIT if len(rows) == LIMIT else None, "groups": groups, "is_behind": is_behind}
    context |= {"kind": kind, "kinds": [(UNITS, _units_label()), *labels()], "unit": unit, "of_year": of_year}
    context["years"] = [str(one) for one in cycles_visible_to(request.user).values_list("year", flat=True)]
    context["is_asked"] = bool(words)
    return render(request, "friendly_gov/search.html", context)


def _units_found(request: UserRequest, words: str, year: str) -> list[tuple[Commune, str]]:
    """The units with that name or code, each with this person's page of it."""
    asked = UnitSearch.of(words)
    named = Commune.objects.filter(asked.condition(at_words=True)) if asked else Commune.objects.none()
    visible = named.exclude(code__in=hidden_units(request.user))
    shown = list(visible.order_by("name_key", "code")[:LIMIT])
    if not shown:
        return []
    page_of = _pages(request.user, int(year) if YEAR.fullmatch(year) else None)
    return [(commune, page_of(commune.code)) for commune in shown]


def _codes(user, unit: str) -> list[str] | None:
    """The codes of the units meant by the filter; None where it is empty."""
    asked = UnitSearch.of(unit)
    if not asked:
        return None
    named = Commune.objects.filter(asked.condition(at_words=True)).exclude(code__in=hidden_units(user))
    return list(named.values_list("code", flat=True))


def _texts_found(request: UserRequest, words: str, filters: Filters) -> tuple[list[GroupPage], bool]:
    """The texts found, by kind; and whether some changes are not indexed yet."""
    wanted = Wanted.of(words)
    if not wanted or filters.kind == UNITS:
        return [], False
    # Who looks as another person writes nothing, not even the index (decision 0091).
    is_behind = has_changes() if hasattr(request, "support_view") else catch_up()
    groups = search(request.user, wanted, filters, sees_few=bool(units_of(request.user)))
    number = request.GET.get("page", "")
    return [_shown(request, group, wanted, number if filters.kind else "") for group in groups], is_behind


def _shown(request: UserRequest, group: Group, wanted: Wanted, number: str) -> GroupPage:
    page = Paginator(group.keys, MANY).get_page(number) if request.GET.get("kind") else None
    keys = group.keys[:FEW] if page is None else list(page)
    hits = hits_of(request.user, group, keys, wanted.words)
    return GroupPage(group.kind, group.label, group.count, group.is_more, hits, page)


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
