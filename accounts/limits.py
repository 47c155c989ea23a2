"""Rate limits: what is counted at a sign-in, a second factor and a password reset request (decision 0023).

Each limit allows `burst` attempts at once, and one more after every `pause`. Attacks by strangers never lock out a
person on their own device: a known browser is counted separately, and a known address not for the whole account.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.crypto import salted_hmac

from accounts.queries import is_known_address, is_known_browser
from accounts.request_origin import Place
from kernel.text import clean_line


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of attempts at once, then one after every pause."""

    name: str
    burst: int
    pause: timedelta

    def of(self, *counted: object) -> "Use":
        """The subject of one limit: an account, an address, or both."""
        key = salted_hmac("accounts.limits", repr((self.name, *map(str, counted))), algorithm="sha256").hexdigest()
        return Use(self, key)


@dataclass(frozen=True, slots=True)
class Use:
    """One attempt, as its limit counts it."""

    limit: Limit
    key: str


ADDRESS = Limit("address", 20, timedelta(seconds=3))
PLACE = Limit("place", 5, timedelta(minutes=1))
ACCOUNT = Limit("account", 100, timedelta(minutes=1))
SECOND_PLACE = Limit("second-place", 5, timedelta(minutes=2))
SECOND_ACCOUNT = Limit("second-account", 20, timedelta(minutes=10))
CODE_ONCE = Limit("code", 1, timedelta(minutes=2))
RESET_ADDRESS = Limit("reset-address", 20, timedelta(seconds=3))
RESET_PLACE = Limit("reset-place", 5, timedelta(minutes=1))
RESET_MAILS = Limit("reset-mails", 5, timedelta(minutes=10))


def password_uses(email: str, place: Place) -> list[Use]:
    """The limits for a password typed for this account, from this place."""
    account = _account(email)
    if is_known_browser(account, place.browser):
        return [PLACE.of(account, place.browser)]
    uses = [ADDRESS.of(place.network), PLACE.of(account, place.network)]
    return uses if is_known_address(account, place.address) else [*uses, ACCOUNT.of(account)]


def second_step_uses(email: str, place: Place) -> list[Use]:
    """The limits for a code of the second factor; few guesses are needed for one, so they are stricter."""
    account = _account(email)
    if is_known_browser(account, place.browser):
        return [SECOND_PLACE.of(account, place.browser)]
    uses = [SECOND_PLACE.of(account, place.network)]
    return uses if is_known_address(account, place.address) else [*uses, SECOND_ACCOUNT.of(account)]


def code_use(email: str, code: str) -> Use:
    """A code of the second factor can be used once."""
    return CODE_ONCE.of(_account(email), code.replace(" ", ""))


def reset_uses(email: str, place: Place) -> list[Use]:
    """The limits for requesting a new password, whether or not the address is known."""
    return [RESET_ADDRESS.of(place.network), RESET_PLACE.of(_account(email), place.network)]


def reset_mail_use(email: str) -> Use:
    """One more mail with a link; where too many were sent, the earlier ones in the mailbox are still valid."""
    return RESET_MAILS.of(_account(email))


def _account(email: str) -> str:
    return clean_line(email).lower()
