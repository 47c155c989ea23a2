"""One signed request by Standard Webhooks 1.0: to a pinned public address, no redirects, bounded in time and size."""

import base64
import hashlib
import hmac
import secrets
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException, HTTPSConnection
from threading import Timer
from urllib.parse import urlsplit

from webhooks.addresses import InnerAddressError, UnknownHostError, UnlistedHostError, outer_addresses

PREFIX = "whsec_"
_SECRET_BYTES = 32
# Seconds for one wait on the network, and for the whole request: a receiver that answers byte by byte is cut off.
WAIT, WHOLE = 5, 15
_READ = 4096


@dataclass(frozen=True, slots=True)
class Answer:
    """The receiver's status, or None with the reason why there is none."""

    status: int | None
    error: str = ""

    @property
    def is_accepted(self) -> bool:
        """True for any 2xx; a redirect is not followed, so it is a refusal."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """True where the receiver wants nothing more of this."""
        return self.status == 410


def new_secret() -> str:
    """A secret in the form of the standard."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def send(*, url: str, secret: str, message_id: str, body: bytes, now: datetime) -> Answer:
    """Send one message, and say how the receiver answered; never raises for what the network or the receiver does."""
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "friendly-gov-webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id=message_id, timestamp=timestamp, body=body),
    }
    try:
        return _post(url, headers, body)
    except InnerAddressError:
        return Answer(None, "the host leads to an address that is not public")
    except UnlistedHostError:
        return Answer(None, "the host is not among WEBHOOK_HOSTS")
    except UnknownHostError:
        return Answer(None, "the host is unknown")
    except ssl.SSLError as error:
        return Answer(None, f"TLS: {error.reason or error}"[:300])
    except (OSError, HTTPException, ValueError) as error:
        return Answer(None, f"{type(error).__name__}: {error}"[:300])


def _post(url: str, headers: dict[str, str], body: bytes) -> Answer:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("only https addresses are sent to")
    port = parts.port or 443
    connection = _Pinned(parts.hostname, port, outer_addresses(parts.hostname, port))
    clock = Timer(WHOLE, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        response = connection.getresponse()
        response.read(_READ)
        return Answer(response.status)
    finally:
        clock.cancel()
        connection.close()


class _Pinned(HTTPSConnection):
    """A connection to addresses that were checked, with the host's own name for TLS: no second look-up in between."""

    def __init__(self, host: str, port: int, addresses: list[str]) -> None:
        self._context_of_host = ssl.create_default_context()
        super().__init__(host, port, timeout=WAIT, context=self._context_of_host)
        self._addresses = addresses

    def connect(self) -> None:
        plain = self._first_open()
        tls = self._context_of_host.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = tls
        tls.do_handshake()

    def _first_open(self) -> socket.socket:
        last: OSError = OSError("no address")
        for address in self._addresses[:3]:
            try:
                return socket.create_connection((address, self.port), WAIT)
            except OSError as error:
                last = error
        raise last

    def cut(self) -> None:
        """End the connection from another thread: the waiting one gets an error."""
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                return
