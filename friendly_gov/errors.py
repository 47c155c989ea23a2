"""Error pages in the user's language; no stack trace ever reaches a user."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from friendly_gov.handbook import roles_with


def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


def permission_denied(request, exception=None):
    """Says which roles have the right, where a role alone gives it (`kernel.access` names the permission)."""
    holders = [str(role.label) for role in roles_with(str(exception or ""))]
    return render(request, "errors/403.html", {"holders": holders}, status=403)


def page_not_found(request, exception=None):
    return render(request, "errors/404.html", status=404)


def server_error(request):
    """Without the frame: whatever broke may break it too."""
    return HttpResponseServerError(render_to_string("errors/500.html", {"LANGUAGE_CODE": get_language()}))


def csrf_failure(request, reason=""):
    return render(request, "errors/csrf.html", status=403)
