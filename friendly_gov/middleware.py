"""Middleware of the portal."""

from django.http import Http404
from django.utils import translation

from notifications.language import chosen_by

_LARGEST = 2**31 - 1
_LAST_YEAR = 9999


def chosen_language(get_response):
    """Speak Vietnamese unless the person chose otherwise; the browser's own language does not decide."""

    def middleware(request):
        with translation.override(chosen_by(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def private_answers(get_response):
    """No browser and no proxy stores what a signed-in person was shown: after signing out, Back shows nothing."""

    def middleware(request):
        response = get_response(request)
        if "no-store" not in response.get("Cache-Control", "") and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


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
