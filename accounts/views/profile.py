"""A person's own account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.queries import holdings_of, sign_ins_of, units_of
from accounts.types import UserRequest
from accounts.units import unit_names
from kernel.access import allow
from kernel.htmx import list_page

_LATEST = 8


@require_safe
@allow("accounts.manage_own_account")
def profile(request: UserRequest) -> HttpResponse:
    """The person's own name and roles, with links to password and two-step sign-in."""
    holdings = holdings_of(request.user, unit_names(units_of(request.user)))
    context = {"holdings": holdings, "sign_ins": sign_ins_of(request.user)[:_LATEST]}
    return render(request, "accounts/profile.html", context)


@require_safe
@allow("accounts.manage_own_account")
def sign_ins(request: UserRequest) -> HttpResponse:
    """The sign-in events of the person's own account, as far as they are kept."""
    page = list_page(request, sign_ins_of(request.user))
    return render(request, "accounts/sign_ins.html", {"page": page, "found": request.user})
