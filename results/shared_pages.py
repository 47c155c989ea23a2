"""Pages that are the same for everybody: cached by browsers and proxies, without session and cookie."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page

KEPT_FOR = 60
"""Seconds that a page may be kept: a revocation shows within a minute."""


def shared(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Allow caches to keep the page for a minute; its language is in its URL (decision 0059).

    A browser revalidates each time (`ETag`), so that signing in shows at once.
    """

    @wraps(view)
    def kept(*args, **kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        patch_cache_control(response, public=True, max_age=0, s_maxage=KEPT_FOR)
        return response

    return conditional_page(kept)
