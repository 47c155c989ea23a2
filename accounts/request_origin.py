"""The origin of a request: its IP address, and the browser by a cookie."""

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.form_keys import new_key, owner_of

COOKIE, FORMER_COOKIE = "browser", "former"
_HALF_A_YEAR = 180 * 24 * 60 * 60
_SITE = 64


@dataclass(frozen=True, slots=True)
class Place:
    """An IP address, and the digest of the browser's cookie; either may be empty."""

    address: str = ""
    browser: str = ""

    @property
    def network(self) -> str:
        """The address for rate limits: an IPv6 household or office has 2**64 of them, so the network is used."""
        if ":" not in self.address:
            return self.address
        return str(ipaddress.ip_network(f"{self.address}/{_SITE}", strict=False).network_address)


def place_of(request: HttpRequest) -> Place:
    """The origin of this request, with as many proxies as `TRUSTED_PROXIES` trusts; `Host` is not used."""
    return Place(get_client_ip(request) or "", _digest(request.COOKIES.get(_named(COOKIE), "")))


def remember_browser(request: HttpRequest, response: HttpResponse) -> str:
    """Set the browser's cookie, or keep the existing one; returns its digest, for the sign-in records."""
    value = request.COOKIES.get(_named(COOKIE)) or secrets.token_urlsafe(24)
    response.set_cookie(
        _named(COOKIE),
        value,
        max_age=_HALF_A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return _digest(value)


def remember_person(response: HttpResponse, person) -> None:
    """Remember in this browser who was signed in here last, also after the session has ended (decision 0047)."""
    response.set_cookie(
        _named(FORMER_COOKIE),
        new_key(person),
        max_age=_HALF_A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def former_person(request: HttpRequest) -> int | None:
    """The key of the person who was signed in here last; None for a browser in which nobody was."""
    return owner_of(request.COOKIES.get(_named(FORMER_COOKIE), ""))


def _named(cookie: str) -> str:
    return f"{settings.COOKIE_PREFIX}{cookie}"


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest() if value else ""
