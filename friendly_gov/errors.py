"""Error pages in the user's language; no user ever sees a stack trace."""

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseServerError, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.form_keys import HEADER, owner_of
from accounts.kept_forms import KeptForm, Reason
from accounts.middleware import is_small_form, key_of
from accounts.support_view_middleware import WRITES
from friendly_gov.docs_generator import roles_with
from kernel.access import PUBLIC

_API = "/api/"
_STALE = _("This page had been open for too long. Please send it once more.")


def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


def permission_denied(request, exception=None):
    """Name the roles that have the permission, where a role alone gives it (`kernel.access` passes the permission)."""
    if hasattr(request, "support_view") and str(exception) == WRITES:
        return render(request, "errors/support_view.html", status=403)
    if kept := _kept_words(request, status=403):
        return kept
    holders = [str(role.label) for role in roles_with(str(exception or ""))]
    return render(request, "errors/403.html", {"holders": holders}, status=403)


def page_not_found(request, exception=None):
    """A lost permission often also puts the object out of scope (404), so this page handles both."""
    if kept := _kept_words(request, status=404):
        return kept
    # Programs get the form in which the API refuses everything else.
    if request.path_info.startswith(_API):
        return JsonResponse({"detail": "Not Found"}, status=404)
    return render(request, "errors/404.html", status=404)


def _kept_words(request, *, status):
    """Text typed before the permission ended, to be copied; where a script sent it, the page still has the text."""
    user = getattr(request, "user", None)
    is_form = request.method == "POST" and HEADER not in request.headers and "HX-Request" not in request.headers
    if not is_form or user is None or not user.is_authenticated or not is_small_form(request):
        return None
    if owner_of(key_of(request)) != user.pk:
        return None
    return KeptForm(request, Reason.NO_RIGHT, user.pk).response(status=status)


def server_error(request):
    """Rendered without the frame, because the frame itself may be what failed."""
    return HttpResponseServerError(render_to_string("errors/500.html", {"LANGUAGE_CODE": get_language()}))


def csrf_failure(request, reason=""):
    """The form's CSRF token is no longer valid: the user signed in again meanwhile, or another site sent it.

    The sign-in page is shown again with its target kept; a form that a known person opened keeps the typed text. A form
    without a key of the portal is not shown again, because another site may have made it.
    """
    match = getattr(request, "resolver_match", None)
    user = getattr(request, "user", None)
    is_stranger = user is None or not user.is_authenticated
    if match and match.url_name == "account_login":
        return _sign_in_again(request) if is_stranger else redirect("home")
    # The CSRF check has already read the form where the user is signed in, may send it, and came from a portal page.
    is_read = not is_stranger and settings.CSRF_COOKIE_NAME in request.COOKIES
    owner = owner_of(key_of(request)) if is_read or is_small_form(request) else None
    if owner is None:
        if is_stranger and match and getattr(match.func, "permission", None) == PUBLIC:
            messages.warning(request, _STALE)
            return redirect(request.path if match.url_name != "set_language" else "home")
        return render(request, "errors/csrf.html", status=403)
    own = getattr(user, "pk", None)
    why = Reason.SIGNED_OUT if is_stranger else Reason.STALE if owner == own else Reason.OTHER_PERSON
    return KeptForm(request, why, owner).response()


def _sign_in_again(request):
    messages.warning(request, _STALE)
    typed = {"login": request.POST.get("login", "")[:254]}
    request.method = "GET"
    return LoginView.as_view(initial=typed)(request).render()
