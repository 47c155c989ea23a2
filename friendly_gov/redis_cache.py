"""A cache on Redis or Valkey that is empty while its server is down."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)


class SharedCache(RedisCache):
    """Django's cache on Redis. Without its server nothing is found and nothing kept, and pages are answered as usual.

    Tries once more at once: the client's own way waits for seconds.
    """

    def __init__(self, server: Any, params: dict[str, Any]):
        super().__init__(server, params | {"OPTIONS": params.get("OPTIONS", {}) | {"retry": Retry(NoBackoff(), 1)}})

    def get(self, key, default=None, version=None):
        return _call_or(lambda: super(SharedCache, self).get(key, default, version), instead=default)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return _call_or(lambda: super(SharedCache, self).set(key, value, timeout, version), instead=None)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return _call_or(lambda: super(SharedCache, self).add(key, value, timeout, version), instead=False)

    def delete(self, key, version=None):
        return _call_or(lambda: super(SharedCache, self).delete(key, version), instead=False)


def _call_or(call: Callable[[], Any], *, instead: Any) -> Any:
    try:
        return call()
    except RedisError as error:
        logger.warning("The cache does not answer: %s", type(error).__name__)
        return instead
