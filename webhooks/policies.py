"""Why a webhook address cannot be registered, or a delivery not be sent again."""

from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from kernel.problems import Problem
from webhooks.addresses import InnerAddressError, UnknownHostError, UnlistedHostError, outer_addresses
from webhooks.models import Delivery, Endpoint


def endpoint_problems(url: str) -> Iterator[Problem]:
    """It is not https, contains a password, is registered already, or leads into a network that is not public."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        yield Problem("webhook_not_https", where="url")
        return
    if not _has_valid_port(parts):
        yield Problem("webhook_bad_port", where="url")
        return
    if parts.username or parts.password or parts.fragment:
        yield Problem("webhook_with_password", where="url")
    if Endpoint.objects.filter(url=url, removed_at=None).exists():
        yield Problem("webhook_known", where="url")
    try:
        outer_addresses(parts.hostname, parts.port or 443)
    except UnlistedHostError:
        yield Problem("webhook_host_unlisted", where="url")
    except UnknownHostError:
        yield Problem("webhook_host_unknown", where="url")
    except InnerAddressError:
        yield Problem("webhook_inner_address", where="url")


def _has_valid_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def removing_problems(endpoint: Endpoint) -> Iterator[Problem]:
    """It was removed already."""
    if endpoint.removed_at is not None:
        yield Problem("webhook_removed")


def resending_problems(delivery: Delivery) -> Iterator[Problem]:
    """It still waits, or its address was removed."""
    if delivery.state == Delivery.State.WAITING:
        yield Problem("webhook_waiting")
    if delivery.endpoint.removed_at is not None:
        yield Problem("webhook_removed")
