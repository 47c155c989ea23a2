"""A unit's page on where it lost points in a year, with its plan for the next level [S6].

For its people once the result is public, and for the city.
"""

from collections.abc import Mapping

import rules
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.types import UserRequest
from kernel import clock
from kernel.access import allow
from results import queries
from results.forms import PlanTaskForm
from results.gaps import gaps_of
from results.models import Recognition
from results.plan_page import gap_rows, plan_page
from results.queries import RankingRow


@require_GET
@allow("results.view_standing", among=queries.result_details_visible_to, year="cycle__year", code="commune__code")
def gaps(request: UserRequest, registration) -> HttpResponse:
    """Points lost compared with the peers, the way to the next level, and the plan [S6]."""
    return gaps_page(request, registration)


def gaps_page(
    request: UserRequest, registration, *, refused: Mapping[int, PlanTaskForm] | None = None, status: int = 200
) -> HttpResponse:
    """The page; `refused` are forms of tasks to show again, with what was typed."""
    now = clock.now()
    rows = queries.ranking_rows(registration.cycle, now=now)
    row = next(row for row in rows if row.registration_id == registration.pk)
    own = gaps_of(registration, rows)
    nearest, losses = gap_rows(registration, own) if own else ([], [])
    context = {
        "registration": registration,
        "gaps": own,
        "nearest": nearest,
        "losses": losses,
        "refused": refused or {},
        "may_share": rules.has_perm("results.share_evidence", request.user, registration),
        "plan": plan_page(
            registration,
            is_own=rules.has_perm("results.edit_plan", request.user, registration),
            has_paper=_has_paper(row),
            now=now,
            refused=refused,
        ),
    }
    return render(request, "results/gaps.html", context, status=status)


def _has_paper(row: RankingRow) -> bool:
    """The paper of the plan is for a unit recognised at Levels 1 to 3 [S6]."""
    return row.recognition == Recognition.State.ISSUED and row.level in (1, 2, 3)
