"""Error pages in the user's language; no stack trace ever reaches a user."""

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.form_keys import HEADER, owner_of
from accounts.kept_forms import KeptForm, Reason
from accounts.middleware import is_small_form, key_of
from friendly_gov.docs_generator import roles_with
from kernel.access import PUBLIC

_STALE = _("This page had been open for too long. Please send it once more.")


def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


def permission_denied(request, exception=None):
    """Says which roles have the right, where a role alone gives it (`kernel.access` names the permission)."""
    if kept := _kept_words(request, status=403):
        return kept
    holders = [str(role.label) for role in roles_with(str(exception or ""))]
    return render(request, "errors/403.html", {"holders": holders}, status=403)


def page_not_found(request, exception=None):
    """A right that ended often takes the object out of sight, too."""
    if kept := _kept_words(request, status=404):
        return kept
    return render(request, "errors/404.html", status=404)


def _kept_words(request, *, status):
    """What somebody typed while their right ended, to be copied; a script's own page still has it."""
    user = getattr(request, "user", None)
    is_form = request.method == "POST" and HEADER not in request.headers and "HX-Request" not in request.headers
    if not is_form or user is None or not user.is_authenticated or not is_small_form(request):
        return None
    if owner_of(key_of(request)) != user.pk:
        return None
    return KeptForm(request, Reason.NO_RIGHT, user.pk).response(status=status)


def server_error(request):
    """Without the frame: whatever broke may break it too."""
    return HttpResponseServerError(render_to_string("errors/500.html", {"LANGUAGE_CODE": get_language()}))


def csrf_failure(request, reason=""):
    """A form whose token is no longer the browser's: signed in again meanwhile, or sent from elsewhere.

    A sign-in is offered again with its address kept; a form that a known person opened keeps what was typed. What
    carries no key of the portal's own is never offered again: another site may have made it.
    """
    match = getattr(request, "resolver_match", None)
    user = getattr(request, "user", None)
    is_stranger = user is None or not user.is_authenticated
    if match and match.url_name == "account_login":
        return _sign_in_again(request) if is_stranger else redirect("home")
    # Of who is signed in, may send it, and comes from a page of the portal, the check has read the form already.
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
