"""Roles that administrators ask for themselves: another one settles them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.policies import grant_resolution_problems
from accounts.queries import grant_requests_visible_to, waiting_requests
from accounts.units import unit_names
from kernel import clock
from kernel.access import allow
from kernel.htmx import list_page
from kernel.refusals import Refused


@require_safe
@allow("accounts.resolve_own_grants")
def requests(request: HttpRequest) -> HttpResponse:
    """What waits, with why this administrator cannot settle it, and what was settled or lapsed."""
    now, units = clock.now(), unit_names()
    waiting = [
        {"request": found, "unit": units.get(found.unit_code, ""), "problems": _problems(found, request.user, now)}
        for found in waiting_requests(request.user, now=now)
    ]
    past = grant_requests_visible_to(request.user).exclude(pk__in=[row["request"].pk for row in waiting])
    page = list_page(request, past)
    for found in page.object_list:
        found.unit = units.get(found.unit_code, "")
    return render(request, "accounts/grant_requests.html", {"waiting": waiting, "page": page})


def _problems(found, user, now) -> list:
    return list(grant_resolution_problems(found, by=user, now=now))


@require_POST
@allow("accounts.resolve_own_grants", among=grant_requests_visible_to, pk="pk")
def confirm(request: HttpRequest, found) -> HttpResponse:
    return _resolve(request, found, services.confirm_role, _("The role is given."))


@require_POST
@allow("accounts.resolve_own_grants", among=grant_requests_visible_to, pk="pk")
def refuse(request: HttpRequest, found) -> HttpResponse:
    return _resolve(request, found, services.refuse_role, _("The role is refused."))


def _resolve(request: HttpRequest, found, verb, done: str) -> HttpResponse:
    try:
        verb(request=found, by=request.user, now=clock.now())
    except Refused as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect("accounts:grant_requests")
