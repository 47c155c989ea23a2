"""Middleware of the portal."""

import unicodedata
from functools import cache
from typing import Any

from auditlog.middleware import AuditlogMiddleware
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation

from accounts.middleware import asks_first
from documents.incoming import announced, most_of
from kernel.text import clean, clean_line
from notifications.language import chosen_by

# Bodies of these kinds are read whole or unpacked to disk by whoever asks for the form; a view reads others itself.
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_SENDING_NOTHING = ("GET", "HEAD", "OPTIONS", "TRACE")
# Several files in one form, of which none is larger than a file may be.
_LARGEST = 2**31 - 1
_LAST_YEAR = 9999
_PUBLIC = "/results/public/"
# What becomes several times smaller; files that people sent are compressed already, and are read in ranges.
_TEXTS = ("text/", "application/json", "image/svg+xml")
_ONE_PACKET = 1400


def chosen_language(get_response):
    """Speak Vietnamese unless the person chose otherwise; the browser's own language does not decide.

    A page for everybody has its language in its address, so that proxies may keep it (decision 0059).
    """

    def middleware(request):
        with translation.override(_of_address(request) or chosen_by(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def _of_address(request: HttpRequest) -> str:
    """The language that the address of a public page names; "" for all other pages."""
    if named := translation.get_language_from_path(request.path_info):
        return named
    is_front = request.path_info == "/" and settings.SESSION_COOKIE_NAME not in request.COOKIES
    is_public = is_front or request.path_info.startswith(_PUBLIC)
    return settings.LANGUAGE_CODE if is_public else ""


class Trail(AuditlogMiddleware):
    """auditlog's own, which does not ask who reads a public page: nothing is written there, and no session is read."""

    @staticmethod
    def _get_actor(request: HttpRequest):
        is_public = request.method in _SENDING_NOTHING and _of_address(request)
        return None if is_public else AuditlogMiddleware._get_actor(request)


class SignInRequired(LoginRequiredMiddleware):
    """Django's own, which asks of a page for everybody nothing about the person: no session is read for it."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def private_answers(get_response):
    """No browser and no proxy stores what a signed-in person was shown: after signing out, Back shows nothing.

    What is the same for everybody says so itself, and nobody's session is looked at for it.
    """

    def middleware(request):
        response = get_response(request)
        kept = response.get("Cache-Control", "")
        if "no-store" not in kept and "public" not in kept and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


class CompressedPages(GZipMiddleware):
    """Pages and data leave compressed: a sixth of their size over a slow line.

    Django adds a random number of bytes to each answer, and masks the token of every form again, so that the size of an
    answer tells nothing of the secrets in it (BREACH). Files, streams and answers that fit one packet stay as they are.
    """

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        kind = response.get("Content-Type", "")
        if response.streaming or response.status_code != 200 or not kind.startswith(_TEXTS):
            return response
        return response if len(response.content) < _ONE_PACKET else super().process_response(request, response)


class BoundedNumbers:
    """A number in an address that no row can have is a page that does not exist.

    Larger ones overflow the database's integers or the calendar and would end in an error.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        for name, value in kwargs.items():
            if isinstance(value, int) and value > (_LAST_YEAR if name == "year" else _LARGEST):
                raise Http404


class AdmittedBodies:
    """Nothing that is sent is read before its sender is known to have the right to send it, and how much it may be.

    Comes after the sign-in and before the check of forms, which reads the body. Who has no right gets the answer at
    once; the body stays on the line.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in _SENDING_NOTHING and not asks_first(request):
            return None
        if admit := getattr(view, "admit", None):
            admit(request, **kwargs)
        if request.content_type in _FORMS and announced(request) > most_of(view):
            limit = settings.UPLOAD_MAX_BYTES // 2**20
            return render(request, "errors/413.html", {"limit": limit}, status=413)
        return None


def clean_text(get_response):
    """Clean everything typed: what a request asks and what its form says, before anything reads it (decision 29).

    A form's body is still read only when a view asks for it. No page has an address with control characters.
    """

    def middleware(request):
        if any(unicodedata.category(letter) == "Cc" for letter in request.path_info):
            raise Http404
        request.GET = _clean_parameters(request.GET)
        base: Any = type(request)
        request.__class__ = _cleaning(base)
        return get_response(request)

    return middleware


@cache
def _cleaning(base: Any) -> type[HttpRequest]:
    """The request's own class, whose form comes cleaned."""

    class CleanRequest(base):
        @property
        def POST(self):  # noqa: N802 (Django's own name)
            typed = base.POST.__get__(self)
            known = self.__dict__.get("_cleaned")
            if known is None or known[0] is not typed:
                known = self._cleaned = (typed, _clean_parameters(typed))
            return known[1]

        @POST.setter
        def POST(self, typed):  # noqa: N802
            base.POST.__set__(self, typed)

    return CleanRequest


def _clean_parameters(typed: QueryDict) -> QueryDict:
    """The same parameters in clean letters; passwords stay as typed, and are compared in one writing (`accounts`)."""
    cleaned = QueryDict(mutable=True, encoding=typed.encoding)
    for name, values in typed.lists():
        is_password = "password" in name
        cleaned.setlistdefault(clean_line(name), []).extend(values if is_password else map(clean, values))
    cleaned._mutable = False
    return cleaned
