"""The cache that CACHE_URL names, as Django's setting."""

from typing import Any

import environ

_REDIS = "django.core.cache.backends.redis.RedisCache"
# Seconds: a cache that does not answer must not hold a request up.
_PATIENCE = 2


def cache_of(url: str) -> dict[str, Any]:
    """The entry of CACHES for a URL: filecache:, locmemcache:, redis: and rediss: (TLS), valkey: and valkeys:."""
    # Valkey speaks Redis' protocol, and its client knows the scheme of Redis alone.
    named = "redis" + url.removeprefix("valkey") if url.startswith("valkey") else url
    cache: dict[str, Any] = environ.Env.cache_url_config(named)
    own: dict[str, Any] = {"MAX_ENTRIES": 10_000}
    if cache["BACKEND"] == _REDIS:
        cache["BACKEND"] = "friendly_gov.redis_cache.SharedCache"
        own = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE}
    return cache | {"OPTIONS": own | cache.get("OPTIONS", {})}
