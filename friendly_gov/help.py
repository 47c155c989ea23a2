"""Help pages: the guide for the reader's role, and all the others."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from friendly_gov.guides import GUIDES, GuideSection, guide_for, guide_named, sections_with
from kernel.access import public
from search.excerpts import Excerpt, excerpt_of
from search.words import Wanted


@dataclass(frozen=True, slots=True)
class GuideHit:
    """A section that holds the words, with the place."""

    section: GuideSection
    excerpt: Excerpt | None


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
        request,
        "friendly_gov/guide.html",
        {
            "guide": guide_named(name),
            "name": name,
            "guides": GUIDES.items(),
            "words": "",
            "has_dismissed_tour": request.user.is_authenticated and request.user.tour_dismissed_at is not None,
        },
    )


@require_safe
@public
def guide_search(request: HttpRequest) -> HttpResponse:
    """The sections of all guides that hold the words, with or without accents."""
    words = request.GET.get("q", "").strip()[:300]
    wanted = Wanted.of(words)
    hits = [GuideHit(one, excerpt_of(one.text, wanted.words)) for one in sections_with(wanted)] if wanted else []
    return render(request, "friendly_gov/guide_search.html", {"words": words, "hits": hits})
