"""Pages that are the same for everybody: cached by browsers and proxies, without session and cookie."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page

KEPT_FOR = 60
"""Seconds that a page may be kept: a revocation shows within a minute."""

is_shared_read: ContextVar[bool] = ContextVar("is_shared_read", default=False)
"""True while such a page is made: it may be read from a database that is a moment behind (decision 0093)."""


def shared(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Allow caches to keep the page for a minute; its language is in its URL (decision 0059).

    A browser revalidates each time (`ETag`), so that signing in shows at once.
    """

    @wraps(view)
    def kept(*args, **kwargs) -> HttpResponse:
        token = is_shared_read.set(True)
        try:
            response = view(*args, **kwargs)
        finally:
            is_shared_read.reset(token)
        patch_cache_control(response, public=True, max_age=0, s_maxage=KEPT_FOR)
        return response

    return conditional_page(kept)
