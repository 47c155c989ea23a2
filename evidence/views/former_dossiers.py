"""The dossiers that corrections of the table set aside for a unit's year, with their history."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.types import UserRequest
from communes.models import Cycle, Registration
from communes.queries import cycles_visible_to, registrations_visible_to
from evidence import services
from evidence.former_dossiers import former_dossiers as former_dossiers_of
from evidence.page_comments import page_comments_on
from kernel import clock
from kernel.access import allow


def _with_dossiers(user: User) -> QuerySet[Registration]:
    """The entries that this person may see, each with its present dossier, which notes on the page ask for."""
    return registrations_visible_to(user).select_related("self_assessment")


@require_safe
@allow("evidence.view_former_dossiers", among=_with_dossiers, year="cycle__year", code="commune__code")
def former_dossiers(request: UserRequest, registration: Registration) -> HttpResponse:
    """Every former dossier with its receipt, points, papers, files and letters."""
    dossiers = former_dossiers_of(registration, reader=request.user)
    if not dossiers:
        raise Http404
    context = {
        "year": registration.cycle.year,
        "commune": registration.commune,
        "dossiers": dossiers,
        "page_comments": page_comments_on(registration, reader=request.user),
    }
    return render(request, "evidence/former_dossiers.html", context)


@require_POST
@allow("evidence.count_former_dossiers", among=cycles_visible_to, year="year")
def count_former_dossiers(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """Let dossiers count that were not sent again in time; normally a timer does this."""
    count = services.count_former_dossiers(now=clock.now(), cycle=cycle)
    words = ngettext(
        "%(count)s dossier counts as it had been sent.", "%(count)s dossiers count as they had been sent.", count
    )
    messages.success(request, words % {"count": count})
    return redirect("evidence:dossiers", cycle.year)
