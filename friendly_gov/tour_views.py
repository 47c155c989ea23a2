"""Dismiss the first steps of the home page, or show them again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.services import dismiss_tour, show_tour
from accounts.types import UserRequest
from kernel import clock
from kernel.access import allow


@require_POST
@allow("accounts.view_home")
def dismiss(request: UserRequest) -> HttpResponse:
    """Show no more first steps, on any machine."""
    dismiss_tour(person=request.user, now=clock.now())
    messages.success(request, _("The first steps are put away. The page “Guide” can show them again."))
    return redirect("home")


@require_POST
@allow("accounts.view_home")
def show(request: UserRequest) -> HttpResponse:
    """Show the first steps on the home page again."""
    show_tour(person=request.user)
    return redirect("home")
