"""CACHE_URL names the cache; Redis and Valkey are shared by several machines."""

import shutil
import socket
import subprocess
from datetime import datetime

import pytest

from friendly_gov.caches import cache_of
from friendly_gov.redis_cache import SharedCache
from kernel.deadlines import CITY_ZONE
from surveys import limits
from tests.faketime import own_clock
from tests.waiting import until

NOW = datetime(2026, 11, 30, 9, tzinfo=CITY_ZONE)


def cache_at(url: str) -> SharedCache:
    result = cache_of(url)
    return SharedCache(result["LOCATION"], result)


def listens(port: int) -> bool:
    with socket.socket() as asking:
        return not asking.connect_ex(("127.0.0.1", port))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def test_every_kind_of_cache_has_its_options():
    files = cache_of("filecache:///srv/cache")
    assert (files["LOCATION"], files["OPTIONS"]) == ("/srv/cache", {"MAX_ENTRIES": 10_000})
    for url in ("redis://host:6379/3", "valkey://host:6379/3"):
        facts = cache_at(url)._cache.get_client().connection_pool.connection_kwargs
        assert (facts["host"], facts["port"], facts["db"], facts["socket_timeout"]) == ("host", 6379, 3, 2)
    assert cache_of("valkeys://host:6379/3")["LOCATION"] == "rediss://host:6379/3"


def test_a_cache_whose_server_is_down_is_empty(monkeypatch):
    nobody = cache_at(f"redis://127.0.0.1:{free_port()}/0")

    nobody.set("key", 1)
    assert (nobody.get("key", "none"), nobody.add("lock", "one"), nobody.delete("key")) == ("none", False, False)
    assert nobody.get_or_set("key", lambda: 7) == 7
    monkeypatch.setattr(limits, "cache", nobody)
    assert limits.network_key("203.0.113.7", now=NOW)


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is missing; bin/test installs it")
def test_two_machines_share_locks_limits_and_the_networks_of_a_day(tmp_path, monkeypatch):
    port = free_port()
    place = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    first, second = cache_at(f"valkey://127.0.0.1:{port}/1"), cache_at(f"redis://127.0.0.1:{port}/1")
    with subprocess.Popen(["redis-server", *place], env=own_clock(), stdout=subprocess.DEVNULL) as server:
        try:
            until(lambda: listens(port), failing="redis-server did not start")

            assert (first.add("lock", "one", 60), second.add("lock", "two", 60)) == (True, False)
            first.set("throttle", [NOW], 60)
            assert second.get("throttle") == [NOW]
            first.set("count", 1)
            assert second.incr("count") == 2
            keys = set()
            for machine in (first, second):
                monkeypatch.setattr(limits, "cache", machine)
                keys.add(limits.network_key("203.0.113.7", now=NOW))
            assert len(keys) == 1
        finally:
            for machine in (first, second):
                for pool in machine._cache._pools.values():
                    pool.disconnect()
            server.kill()
