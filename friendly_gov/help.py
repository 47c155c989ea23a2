"""Help pages: the guide for the reader's role, and all the others."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from friendly_gov.guides import GUIDES, guide_for, guide_named
from kernel.access import public


@require_safe
@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Redirect to the guide for the reader's role."""
    return redirect("guide", guide_for(request.user))


@require_safe
@public
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide, with links to the others."""
    if name not in GUIDES:
        raise Http404(name)
    return render(
        request, "friendly_gov/guide.html", {"guide": guide_named(name), "name": name, "guides": GUIDES.items()}
    )
