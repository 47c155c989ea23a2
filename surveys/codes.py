"""One-time codes: made from letters that cannot be mistaken, stored as digests."""

import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from surveys.models.surveys import LETTERS

_LENGTH, _GROUP = 12, 4


def new_code() -> str:
    """A code as printed: "abcd-efgh-jkmn"."""
    letters = "".join(secrets.choice(LETTERS) for _place in range(_LENGTH))
    return "-".join(letters[place : place + _GROUP] for place in range(0, _LENGTH, _GROUP))


def digest_of(slug: str, code: str) -> str:
    """The digest under which a new code of this survey is stored."""
    return _digest(slug, code, settings.SECRET_KEY)


def digests_of(slug: str, code: str) -> list[str]:
    """The digests that a typed code may have: made with the present secret, or with a former one."""
    return [_digest(slug, code, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _digest(slug: str, code: str, secret: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return salted_hmac("surveys.codes", f"{slug}:{plain}", secret=secret, algorithm="sha256").hexdigest()
