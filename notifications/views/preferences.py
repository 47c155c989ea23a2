"""A person's notification preferences."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.access import allow
from kernel.htmx import Request, posted
from notifications import services
from notifications.forms import PreferenceForm
from notifications.language import remember
from notifications.queries import preference_of


@require_http_methods(["GET", "HEAD", "POST"])
@allow("notifications.choose_mail")
def settings(request: Request) -> HttpResponse:
    """The mail preference and the language; without a stored choice, the language of the page is preselected."""
    chosen = preference_of(request.user)
    if chosen.pk is None:
        chosen.language = translation.get_language()
    form = PreferenceForm(posted(request), instance=chosen)
    if form.is_valid():
        services.choose_mail(person=request.user, **form.cleaned_data)
        answer = remember(request, redirect("notifications:settings"), form.cleaned_data["language"])
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return answer
    status = 422 if form.is_bound else 200
    return render(request, "notifications/settings.html", {"form": form}, status=status)
