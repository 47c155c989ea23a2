"""Who asks: nobody in particular, or a program with a token; and how often it may."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError, Throttled
from ninja.security import HttpBearer
from ninja.throttling import AnonRateThrottle, SimpleRateThrottle

from accounts.request_origin import place_of
from friendly_gov.api.paging import PROBLEMS, Problem
from kernel import clock
from tokens.models import Token
from tokens.queries import valid_token
from tokens.scopes import Scope
from tokens.services import note_use

TOKEN_PROBLEMS = {401: Problem, 403: Problem, **PROBLEMS}


class TokenRequest(HttpRequest):
    """A request with a valid token; for annotations only."""

    auth: Token


class ByNetwork(AnonRateThrottle):
    """Counts the requests of one network without a token: an IPv6 household has 2**64 addresses."""

    def get_ident(self, request: HttpRequest) -> str:
        return place_of(request).network


class WrongTokens(ByNetwork):
    """Counts the wrong tokens that come from one network."""

    scope = "wrong_token"


class ByToken(SimpleRateThrottle):
    """Counts the requests of one token, from whatever address."""

    scope = "token"

    def get_cache_key(self, request: HttpRequest) -> str:
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}  # type: ignore[attr-defined]


wrong_tokens = WrongTokens(settings.API_RATE)
by_token = ByToken(settings.API_TOKEN_RATE)


class TokenAuth(HttpBearer):
    """`Authorization: Bearer fgov_...`, a token of the page "API tokens"."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        now = clock.now()
        known = valid_token(token, now=now)
        if known is not None:
            note_use(token=known, now=now)
        elif not wrong_tokens.allow_request(request):
            raise Throttled(wait=wrong_tokens.wait())  # type: ignore[arg-type]
        return known


def needs(scope: Scope) -> Callable:
    """The operation demands this scope of the token."""

    def demanding(operation: Callable) -> Callable:
        @wraps(operation)
        def demanded(request: TokenRequest, *args, **kwargs):
            if scope not in request.auth.scopes:
                raise HttpError(403, f"This token lacks the scope {scope}.")
            return operation(request, *args, **kwargs)

        return demanded

    return demanding
