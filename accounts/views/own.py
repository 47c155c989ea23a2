"""A person's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.queries import holdings_of, units_of
from accounts.units import unit_names
from kernel.access import allow


@require_safe
@allow("accounts.keep_own_account")
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here and what I may do; password and two-step sign-in are a click away."""
    holdings = holdings_of(request.user, unit_names(units_of(request.user)))
    return render(request, "accounts/profile.html", {"holdings": holdings})
