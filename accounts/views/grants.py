"""Roles that administrators request for themselves: another one decides."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.grant_list import GRANT_COLUMNS, grant_list, grant_rows
from accounts.policies import grant_resolution_problems
from accounts.queries import grant_requests_visible_to, waiting_requests
from accounts.types import UserRequest
from accounts.units import unit_names
from documents.lists import list_response
from kernel import clock
from kernel.access import allow
from kernel.refusals import Refused


@require_safe
@allow("accounts.resolve_own_grants")
def requests(request: UserRequest) -> HttpResponse:
    """Open requests, with the reason why this administrator cannot decide, and closed or expired ones."""
    now, units = clock.now(), unit_names()
    waiting: list[dict[str, Any]] = [
        {
            "request": grant_request,
            "unit": units.get(grant_request.unit_code, ""),
            "problems": _problems(grant_request, request.user, now),
        }
        for grant_request in waiting_requests(request.user, now=now)
    ]
    return list_response(
        request,
        "accounts/grant_requests.html",
        grant_list(request.GET, request.user, now=now),
        GRANT_COLUMNS,
        grant_rows,
        name="vai-tro-tu-de-nghi",
        context={"waiting": waiting},
    )


def _problems(grant_request, user, now) -> list:
    return list(grant_resolution_problems(grant_request, by=user, now=now))


@require_POST
@allow("accounts.resolve_own_grants", among=grant_requests_visible_to, pk="pk")
def confirm(request: UserRequest, grant_request) -> HttpResponse:
    return _resolve(request, grant_request, services.confirm_role, _("The role is given."))


@require_POST
@allow("accounts.resolve_own_grants", among=grant_requests_visible_to, pk="pk")
def refuse(request: UserRequest, grant_request) -> HttpResponse:
    return _resolve(request, grant_request, services.refuse_role, _("The role is refused."))


def _resolve(request: UserRequest, grant_request, verb, done: str) -> HttpResponse:
    try:
        verb(request=grant_request, by=request.user, now=clock.now())
    except Refused as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect("accounts:grant_requests")
