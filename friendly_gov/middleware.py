"""Middleware of the portal."""

from django.utils import translation

from notifications.language import chosen_by


def chosen_language(get_response):
    """Speak Vietnamese unless the person chose otherwise; the browser's own language does not decide."""

    def middleware(request):
        with translation.override(chosen_by(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware
