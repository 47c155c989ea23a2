"""Which network addresses a webhook may be sent to: public ones only, so that no request reaches an inner service."""

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http.request import validate_host

# IPv6 ranges whose addresses contain an IPv4 address that a gateway would forward to, and deprecated local ones.
_TRANSLATED = tuple(map(ip_network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10")))


class UnlistedHostError(Exception):
    """The operator has not listed the host among those that the portal may connect to."""


class InnerAddressError(Exception):
    """The host leads to an address inside a network, or on this machine."""


class UnknownHostError(Exception):
    """The host's name leads to no address."""


def is_outer(text: str) -> bool:
    """True for a public unicast address: not private, loopback, link-local, shared (CGNAT), unique local, multicast."""
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_outer(str(address.ipv4_mapped))
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def outer_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, each of them a public one.

    Raises:
        UnlistedHostError: the host is not among `WEBHOOK_HOSTS`.
        UnknownHostError: the name does not resolve.
        InnerAddressError: one of the addresses is not public.
    """
    if not validate_host(host.lower(), settings.WEBHOOK_HOSTS):
        raise UnlistedHostError(host)
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHostError(host) from error
    addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    allowed: Collection[str] = settings.WEBHOOK_INNER_ADDRESSES
    if inner := [one for one in addresses if one not in allowed and not is_outer(one)]:
        raise InnerAddressError(f"{host}: {inner[0]}")
    return addresses
