"""The API and its URLs, each behind the portal's own guard."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI

from friendly_gov.api import changes, private, public
from friendly_gov.api.access import ByNetwork
from kernel.access import public as open_to_all
from results.shared_pages import shared

api = NinjaAPI(
    title="Friendly Government, Hải Phòng city",
    version="1.0",
    description=(
        "Published results of the yearly assessment, for which no token is needed; and, with a token, what its owner "
        "may see in the portal. Points are text with two decimals."
    ),
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
    throttle=[ByNetwork(settings.API_RATE)],
)
api.add_router("", public.router)
api.add_router("", changes.open_router)
api.add_router("", private.router)
api.add_router("", changes.router)
WITH_TOKEN = {"token", "registrations", "dossiers", "dossier", "standings", "steps"}


def addresses() -> list[URLPattern]:
    """The API's URLs."""
    patterns = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    return [URLPattern(one.pattern, _guarded(one), one.default_args, one.name) for one in patterns]


def _guarded(one: URLPattern) -> Callable[..., HttpResponse]:
    """What needs a token is stored by nobody; the rest is the same for everybody and kept for a minute.

    No session is read: a signed-in person without a token is refused like anybody else.
    """
    return open_to_all(_with_token(one.callback) if one.name in WITH_TOKEN else shared(_for_other_sites(one.callback)))


def _with_token(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        if response.status_code == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

    return answered


def _for_other_sites(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Readable by pages of other sites (CORS)."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return wrapper
