"""The boards: one page each, with its plot, its table and its data."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.types import UserRequest
from communes.former_provinces import FormerProvince
from communes.models import Commune, Cycle
from documents.tables import CSV_TYPE
from kernel import clock
from kernel.access import allow
from kernel.htmx import list_page
from results import queries
from results.boards.catalogue import BOARDS
from results.boards.page import Board, Chosen, Source
from results.views.leaders import as_file

LINES = 120
"""Lines on a page: the units of this city fit on one."""


@require_GET
@allow("results.view_ranking", among=queries.ranked_cycles_visible_to, year="year")
def board(request: UserRequest, cycle, key: str) -> HttpResponse:
    """One board; its filters and its order are in the URL."""
    source, made = _made(request, cycle, key)
    chosen = source.chosen
    context = {
        "cycle": cycle,
        "key": key,
        "title": BOARDS[key][0],
        "boards": [(one, title) for one, (title, _make) in BOARDS.items()],
        "board": made,
        "page": list_page(request, made.lines, per_page=LINES),
        "chosen": chosen,
        "heads": [(head, chosen.turned(head.key), _sorted(chosen, head.key)) for head in made.heads],
        "kinds": Commune.Kind.choices,
        "provinces": FormerProvince.choices,
        "groups": queries.GROUPS,
        "units": sorted(source.rows, key=lambda row: row.search_key) if key == "compare" else [],
        "places": range(3),
        "query": chosen.address(),
    }
    return render(request, "results/board.html", context)


@require_GET
@allow("results.view_ranking", among=queries.ranked_cycles_visible_to, year="year")
def board_data(request: UserRequest, cycle, key: str) -> HttpResponse:
    """The table of the board as data, filtered and sorted as on the page."""
    _source, made = _made(request, cycle, key)
    return as_file(made.as_csv(), CSV_TYPE, f"{key}-{cycle.year}.csv")


def _made(request: UserRequest, cycle: Cycle, key: str) -> tuple[Source, Board]:
    if key not in BOARDS:
        raise Http404(key)
    now = clock.now()
    rows = queries.ranking_rows_seen_by(request.user, cycle, now=now)
    chosen = Chosen.of(request.GET, request.GET.getlist("unit"))
    source = Source(cycle, rows, chosen, now)
    return source, BOARDS[key][1](source).ordered(chosen.order)


def _sorted(chosen: Chosen, key: str) -> str:
    if chosen.order.removeprefix("-") != key:
        return ""
    return "descending" if chosen.order.startswith("-") else "ascending"
