"""Administrators' pages: the addresses that are notified of public events, and the deliveries."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from documents.lists import list_response
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted
from kernel.refusals import Refused, add_refusal
from webhooks import services
from webhooks.forms import EndpointForm
from webhooks.lists import DELIVERY_COLUMNS, delivery_list, delivery_rows
from webhooks.models import Delivery, Endpoint
from webhooks.queries import deliveries_visible_to, endpoints_in_use, endpoints_visible_to


@require_http_methods(["GET", "HEAD", "POST"])
@allow("webhooks.manage_webhooks")
def endpoints(request: UserRequest) -> HttpResponse:
    """The registered addresses; register one, whose secret this answer alone shows."""
    form = EndpointForm(posted(request))
    added, secret = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            url = form.cleaned_data["url"]
            added, secret = services.add_endpoint(url=url, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            form = EndpointForm()
    is_refused = request.method == "POST" and added is None
    context = {"form": form, "added": added, "secret": secret, "endpoints": endpoints_in_use()}
    return render(request, "webhooks/endpoints.html", context, status=422 if is_refused else 200)


@require_POST
@allow("webhooks.manage_webhooks", among=endpoints_visible_to, pk="pk")
def remove(request: UserRequest, endpoint: Endpoint) -> HttpResponse:
    """Send nothing more to an address."""
    try:
        services.remove_endpoint(endpoint=endpoint, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The address is removed; nothing more is sent to it."))
    return redirect("webhooks:endpoints")


@require_safe
@allow("webhooks.manage_webhooks")
def deliveries(request: UserRequest) -> HttpResponse:
    """Every delivery, with its state and the last answer."""
    return list_response(
        request,
        "webhooks/deliveries.html",
        delivery_list(request.GET, request.user),
        DELIVERY_COLUMNS,
        delivery_rows,
        name="webhooks",
        context={},
    )


@require_POST
@allow("webhooks.manage_webhooks", among=deliveries_visible_to, pk="pk")
def send_again(request: UserRequest, delivery: Delivery) -> HttpResponse:
    """Send a settled delivery once more."""
    try:
        services.send_again(delivery=delivery, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The event is sent again."))
    return redirect("webhooks:deliveries")
