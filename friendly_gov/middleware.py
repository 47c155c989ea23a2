"""Middleware of the portal."""

from django.conf import settings
from django.utils import translation


def chosen_language(get_response):
    """Speak Vietnamese unless the person chose otherwise; the browser's own language does not decide."""
    known = dict(settings.LANGUAGES)

    def middleware(request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware
