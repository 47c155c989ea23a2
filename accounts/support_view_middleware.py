"""An administrator who looks as another person: whom the portal sees, and that nothing is changed (decision 0091)."""

import re
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.backends import PersonBackend
from accounts.models import SupportView
from accounts.policies import support_ending
from accounts.queries import support_views_asked_by
from accounts.services.support_views import close_support_view, note_refused_act
from accounts.sessions import forget_support_view, running_support_view
from kernel import clock
from kernel.access import PUBLIC

# Why a page that would write is refused.
WRITES = "support view"
END = "accounts:end_support_view"
_READING = ("GET", "HEAD")
_READS = re.compile(r"\s*\(*\s*(SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK|EXPLAIN)\b", re.IGNORECASE)
# Pages of a person's own account and tokens: nobody else sees them.
WITHHELD = ("accounts.manage_own_account", "tokens.manage_own_tokens")


class SupportViews:
    """Shows pages as the person sees them; only reads are let through, and none of the person's own account.

    Every page says to whom it is open (`kernel.access`), so a page that says nothing is not shown.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as stack:
            request.support_guard = stack  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(self, request: Any, view, args, kwargs) -> HttpResponse | None:
        name, permission = request.resolver_match.view_name, getattr(view, "permission", "")
        is_same_for_all = permission == PUBLIC and name != "home" and request.method in _READING
        if is_same_for_all or settings.SESSION_COOKIE_NAME not in request.COOKIES or name == END:
            return None
        seen = _running(request)
        if seen is None:
            return None
        request.support_view, request.user = seen, PersonBackend().get_user(seen.person_id)
        if request.method not in _READING:
            note_refused_act(view=seen, now=clock.now())
        if request.method not in _READING or not permission or permission in WITHHELD:
            return render(request, "errors/support_view.html", status=403)
        request.support_guard.enter_context(connection.execute_wrapper(refuse_writes))
        return None


def refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Whatever a page would write by being opened, it does not write while somebody else looks."""
    if not _READS.match(sql):
        raise PermissionDenied(WRITES)
    return execute(sql, params, many, context)


def _running(request: Any) -> SupportView | None:
    """The view that runs in this session; one that is over is ended, and the administrator is told."""
    key = running_support_view(request)
    if key is None or not request.user.is_authenticated:
        return None
    seen = support_views_asked_by(request.user).filter(pk=key).first()
    if seen is not None and seen.state == SupportView.State.RUNNING:
        if not support_ending(seen, now=clock.now()):
            return seen
        close_support_view(view=seen, now=clock.now())
    forget_support_view(request)
    messages.warning(request, _("You no longer look as another person: this is your own account again."))
    return None
