"""A unit's page on where it lost points in a year, for its people once the result is public, and for the city."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.types import UserRequest
from kernel import clock
from kernel.access import allow
from results import queries
from results.gaps import gaps_of


@require_GET
@allow("results.view_standing", among=queries.standings_visible_to, year="cycle__year", code="commune__code")
def gaps(request: UserRequest, registration) -> HttpResponse:
    """Points lost compared with the peers, and the way to the next level [S6]."""
    rows = queries.ranking_rows(registration.cycle, now=clock.now())
    row = next(row for row in rows if row.registration_id == registration.pk)
    context = {"registration": registration, "row": row, "gaps": gaps_of(registration, rows)}
    return render(request, "results/gaps.html", context)
