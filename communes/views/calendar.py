"""A person's deadlines as a calendar feed."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import person_with_calendar
from accounts.services import renew_calendar_key
from accounts.types import UserRequest
from communes.calendar import as_ical, entries_for
from kernel import clock
from kernel.access import allow, public
from kernel.htmx import Request

_HOUR = 3600


@require_safe
@allow("accounts.manage_own_account")
def calendar(request: UserRequest) -> HttpResponse:
    """The URL of the person's own calendar, how to use it, and its entries."""
    key = request.user.calendar_key
    language = translation.get_language()
    path = reverse("communes:calendar_feed", args=[key, language]) if key else ""
    context = {"address": f"{settings.PORTAL_URL}{path}" if key else "", "entries": entries_for(request.user)}
    return render(request, "communes/calendar.html", context)


@require_POST
@allow("accounts.manage_own_account")
def renew(request: UserRequest) -> HttpResponse:
    """Create the URL, or replace it by a new one."""
    renew_calendar_key(person=request.user, by=request.user, now=clock.now())
    return redirect("communes:calendar")


@require_safe
@public
def feed(request: Request, key: str, language: str) -> HttpResponse:
    """The feed for calendar programs, without sign-in: anybody with the URL may read these dates and nothing else."""
    person = person_with_calendar(key)
    if person is None:
        raise Http404
    with translation.override(language):
        host = settings.PORTAL_URL.partition("://")[2]
        content = as_ical(entries_for(person), host=host, link=f"{settings.PORTAL_URL}/")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="chinh-quyen-than-thien.ics"'
    response["ETag"] = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    patch_cache_control(response, private=True, max_age=_HOUR)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
