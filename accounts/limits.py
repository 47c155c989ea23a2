"""How often may be tried: what is counted at a sign-in, a second step and a request for a new password (decision 0023).

Each limit lets `burst` tries through at once, and one more after every `pause`. Nobody's own place is ever shut by what
strangers do: a known browser counts by itself, a known address is not counted into the account-wide brake.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.crypto import salted_hmac

from accounts.queries import is_known_address, is_known_browser
from accounts.request_origin import Place
from kernel.text import clean_line


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries at once, then one after every pause."""

    name: str
    burst: int
    pause: timedelta

    def of(self, *counted: object) -> "Use":
        """One try of what is counted: an account, an address, both."""
        key = salted_hmac("accounts.limits", repr((self.name, *map(str, counted))), algorithm="sha256").hexdigest()
        return Use(self, key)


@dataclass(frozen=True, slots=True)
class Use:
    """One try, as its limit counts it."""

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
    """What a password typed for this account, from this place, counts into."""
    account = _account(email)
    if is_known_browser(account, place.browser):
        return [PLACE.of(account, place.browser)]
    uses = [ADDRESS.of(place.network), PLACE.of(account, place.network)]
    return uses if is_known_address(account, place.address) else [*uses, ACCOUNT.of(account)]


def second_step_uses(email: str, place: Place) -> list[Use]:
    """What a code of the second step counts into; few codes are needed to guess one, so the brake is slower."""
    account = _account(email)
    if is_known_browser(account, place.browser):
        return [SECOND_PLACE.of(account, place.browser)]
    uses = [SECOND_PLACE.of(account, place.network)]
    return uses if is_known_address(account, place.address) else [*uses, SECOND_ACCOUNT.of(account)]


def code_use(email: str, code: str) -> Use:
    """A code of the second step, which works once."""
    return CODE_ONCE.of(_account(email), code.replace(" ", ""))


def reset_uses(email: str, place: Place) -> list[Use]:
    """What asking for a new password counts into, whoever has the address, if anybody."""
    return [RESET_ADDRESS.of(place.network), RESET_PLACE.of(_account(email), place.network)]


def reset_mail_use(email: str) -> Use:
    """One more mail with a link; where too many have gone, those that lie in the mailbox work as well."""
    return RESET_MAILS.of(_account(email))


def _account(email: str) -> str:
    return clean_line(email).lower()
