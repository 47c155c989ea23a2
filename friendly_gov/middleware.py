"""Middleware of the portal."""

import unicodedata
from functools import cache
from http import HTTPStatus
from typing import Any

from auditlog.middleware import AuditlogMiddleware
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils import translation

from accounts.middleware import asks_first
from documents.incoming import announced, most_of
from kernel.text import clean, clean_line
from notifications.language import chosen_by

# Content types that Django parses whole or writes to disk when the form is read; views read others themselves.
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_SENDING_NOTHING = ("GET", "HEAD", "OPTIONS", "TRACE")
# A form may hold several files, but none larger than the limit of one file.
_LARGEST = 2**31 - 1
_LAST_YEAR = 9999
_PUBLIC = "/results/public/"
_CRAWLED = ("/sitemap.xml", "/robots.txt")
_API = "/api/"
# Types that compress several times; uploaded files are usually compressed already, and are read in ranges.
_TEXTS = ("text/", "application/json", "image/svg+xml")
_ONE_PACKET = 1400


def chosen_language(get_response):
    """Use Vietnamese unless the person chose another language; the browser's language is ignored.

    A public page has its language in its URL, so that proxies may cache it (decision 0059).
    """

    def middleware(request):
        with translation.override(_of_address(request) or chosen_by(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def _of_address(request: HttpRequest) -> str:
    """The language in the URL of a public page; "" for all other pages."""
    if named := translation.get_language_from_path(request.path_info):
        return named
    is_front = request.path_info == "/" and settings.SESSION_COOKIE_NAME not in request.COOKIES
    is_public = is_front or request.path_info.startswith(_PUBLIC) or request.path_info in _CRAWLED
    return settings.LANGUAGE_CODE if is_public else ""


class Trail(AuditlogMiddleware):
    """auditlog's middleware, skipped on public pages: they write nothing, so the session need not be read."""

    @staticmethod
    def _get_actor(request: HttpRequest):
        is_public = request.method in _SENDING_NOTHING and _of_address(request)
        return None if is_public else AuditlogMiddleware._get_actor(request)


class SignInRequired(LoginRequiredMiddleware):
    """Django's middleware, skipped on public pages, so that the session is not read for them."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def private_answers(get_response):
    """Forbid browsers and proxies to store pages of signed-in people: after signing out, Back shows nothing.

    Other sites do not take them into their pages either, as pictures or scripts. Public pages set their own cache
    headers, and the session is not read for them.
    """

    def middleware(request):
        response = get_response(request)
        kept = response.get("Cache-Control", "")
        if "no-store" not in kept and "public" not in kept and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        if "public" not in response.get("Cache-Control", "public"):
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


class CompressedPages(GZipMiddleware):
    """Compress pages and data to about a sixth of their size, for slow connections.

    Django adds a random number of bytes to each response and masks the token of every form again, so that the size of a
    response reveals no secret in it (BREACH). Files, streams and responses of one packet are not compressed.
    """

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        kind = response.get("Content-Type", "")
        if response.streaming or response.status_code != 200 or not kind.startswith(_TEXTS):
            return response
        return response if len(response.content) < _ONE_PACKET else super().process_response(request, response)


class BoundedNumbers:
    """Answer 404 where a number in the URL is larger than any key.

    Such numbers overflow the database's integers or the calendar and would cause a 500.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        for name, value in kwargs.items():
            if isinstance(value, int) and value > (_LAST_YEAR if name == "year" else _LARGEST):
                raise Http404


def pages_of_forms(get_response):
    """Lead a person who opens the URL of a form to the page that the form belongs to (decision 0074).

    A refused form is shown at its own URL, where the links of the page, the language and the reload of it lead.
    """

    def middleware(request):
        response = get_response(request)
        is_read = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "")
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not is_read:
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(_page_above(request.path_info) + (f"?{query}" if query else ""))

    return middleware


def _page_above(path: str) -> str:
    """The nearest URL above `path` that exists; where it is a form's again, it leads further up."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            break
    return path


class AdmittedBodies:
    """Read no request body before the sender's permission and the size limit are checked.

    Runs after authentication and before the CSRF check, which reads the body. A sender without permission is answered
    at once, and the body is not read.
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
    """Clean everything typed, in queries and forms, before any code reads it (decision 29).

    A program types nothing: the API judges its query as it was sent, and refuses what its description does not allow.
    A form's body is still parsed only when a view reads it. No URL of a page contains control characters.
    """

    def middleware(request):
        if any(unicodedata.category(letter) == "Cc" for letter in request.path_info):
            raise Http404
        if not request.path_info.startswith(_API):
            request.GET = _clean_parameters(request.GET)
        base: Any = type(request)
        request.__class__ = _cleaning(base)
        return get_response(request)

    return middleware


@cache
def _cleaning(base: Any) -> type[HttpRequest]:
    """The request's class with a cleaned form."""

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
    """The same parameters, cleaned; passwords stay as typed, and `accounts` compares them in one normal form."""
    cleaned = QueryDict(mutable=True, encoding=typed.encoding)
    for name, values in typed.lists():
        is_password = "password" in name
        cleaned.setlistdefault(clean_line(name), []).extend(values if is_password else map(clean, values))
    cleaned._mutable = False
    return cleaned
