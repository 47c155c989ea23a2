"""A person's own account."""

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.models import User
from accounts.queries import holdings_of, sign_ins_of, units_of
from accounts.sessions import own_sessions, sessions_of
from accounts.sign_in_list import SIGN_IN_COLUMNS, sign_in_list
from accounts.types import UserRequest
from accounts.units import unit_names
from documents.lists import list_response
from kernel import clock
from kernel.access import allow

_LATEST = 8


@require_safe
@allow("accounts.manage_own_account")
def profile(request: UserRequest) -> HttpResponse:
    """The person's own name and roles, with links to password and two-step sign-in."""
    holdings = holdings_of(request.user, unit_names(units_of(request.user)))
    context = {
        "holdings": holdings,
        "sessions": sessions_of(request.user, current=request.session.session_key, now=clock.now()),
        "sign_ins": sign_ins_of(request.user)[:_LATEST],
    }
    return render(request, "accounts/profile.html", context)


@require_POST
@allow("accounts.manage_own_account", among=own_sessions, pk="pk")
@reauthentication_required
def end_session(request: UserRequest, session: UserSession) -> HttpResponse:
    """Sign out on another device."""
    services.end_session(session=session, by=request.user, now=clock.now())
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:profile")


@require_safe
@allow("accounts.manage_own_account")
def sign_ins(request: UserRequest) -> HttpResponse:
    """The sign-in events of the person's own account, as far as they are kept."""
    return sign_ins_page(request, request.user)


def sign_ins_page(request: UserRequest, account: User) -> HttpResponse:
    """The sign-in events of an account, for its owner or an administrator."""
    return list_response(
        request,
        "accounts/sign_ins.html",
        sign_in_list(request.GET, account),
        SIGN_IN_COLUMNS,
        list,
        name="dang-nhap",
        context={"account": account},
    )
