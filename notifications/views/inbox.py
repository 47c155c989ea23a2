"""A person's own messages."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from kernel.access import allow
from kernel.htmx import Request, list_page
from notifications import services
from notifications.queries import messages_of


@require_safe
@allow("notifications.read_messages")
def inbox(request: Request) -> HttpResponse:
    """The messages, the newest first; unread ones are highlighted."""
    only_new = request.GET.get("show") == "new"
    received = messages_of(request.user)
    page = list_page(request, received.filter(read_at=None) if only_new else received, per_page=30)
    return render(request, "notifications/inbox.html", {"page": page, "only_new": only_new})


@require_POST
@allow("notifications.read_messages", among=messages_of, pk="pk")
def open_message(request: Request, message) -> HttpResponse:
    """Mark a message as read and follow its link, which never leads out of the portal."""
    services.mark_read(message=message, now=clock.now())
    safe = url_has_allowed_host_and_scheme(message.path, allowed_hosts=None)
    return redirect(message.path if safe else "notifications:inbox")


@require_POST
@allow("notifications.read_messages")
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    services.mark_all_read(person=request.user, now=clock.now())
    return redirect("notifications:inbox")
