"""The language switch of the top bar; the choice is stored with the person and restored at the next sign-in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from kernel.access import public
from notifications.language import KEY, remember
from notifications.queries import preference_of
from notifications.services import choose_language


@require_POST
@public
def switch(request: HttpRequest) -> HttpResponse:
    """Set the language of pages and mails, and return to the page."""
    response = set_language(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            choose_language(person=request.user, language=language)
        remember(request, response, language)
    return response


def restore_language(sender, request, user, **_kwargs):
    """Restore the person's chosen language at sign-in, on any machine."""
    preference = preference_of(user)
    if preference.pk and hasattr(request, "session"):
        request.session[KEY] = preference.language
