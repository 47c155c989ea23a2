"""Limits on repeated answers through the open link, without identifying anybody (decision 0065)."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.crypto import get_random_string, salted_hmac

from accounts.limits import Limit, Use
from kernel.deadlines import CITY_ZONE

# A network may be a whole village behind one address of its provider, so the limit is wide.
NETWORK = Limit("survey", 30, timedelta(seconds=20))
# Nobody reads and answers a questionnaire faster.
MIN_WAIT = timedelta(seconds=8)
MAX_AGE = timedelta(hours=24)
_DAY = 24 * 60 * 60


def network_key(network: str, *, now: datetime) -> str:
    """A key of this network for today; its salt is kept in the cache alone and forgotten after a day."""
    day = now.astimezone(CITY_ZONE).date().isoformat()
    salt = cache.get_or_set(f"surveys.salt.{day}", lambda: get_random_string(32), _DAY)
    return salted_hmac(f"surveys.networks.{salt}", network, algorithm="sha256").hexdigest()


def network_uses(slug: str, key: str) -> list[Use]:
    """The limit for answers from one network to one survey."""
    return [NETWORK.of(slug, key)]
