"""The language a person has chosen: stored in the session, and in a cookie for the time before signing in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KEY = "language"


def chosen_by(request: HttpRequest) -> str:
    """The language of this request: the signed-in person's choice, else the browser's cookie, else the default."""
    kept = request.session.get(KEY, "") if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
    for language in (kept, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
        if language in dict(settings.LANGUAGES):
            return language
    return settings.LANGUAGE_CODE


def remember(request: HttpRequest, response: HttpResponse, language: str) -> HttpResponse:
    """Use this language from the next request on."""
    if request.user.is_authenticated:
        request.session[KEY] = language
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response
