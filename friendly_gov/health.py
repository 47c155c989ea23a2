"""Health checks for the monitoring system: readiness, and liveness apart from it."""

import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import rules
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from documents import clamd
from kernel.access import public

# The scanner and the store are probed at most once in this many seconds.
_KEPT_SECONDS = 30
_PATIENCE = 1


@public
def health(request: HttpRequest) -> JsonResponse:
    """200 and "up" while the database answers and has every migration, otherwise 503 and "down".

    Anonymous callers see only this. Administrators also see which part failed, and whether the scanner and the store
    answer; these two do not change the status, because the portal works without them and a restart would not help.
    """
    facts = _database()
    is_up = facts == {"database": "up", "migrations": "applied"}
    answer: dict[str, str] = {"status": "up" if is_up else "down"}
    if facts["database"] == "up" and rules.has_perm("friendly_gov.view_store", request.user):
        answer |= facts | external_services()
    return JsonResponse(answer, status=200 if is_up else 503)


@never_cache
@public
def live(request: HttpRequest) -> JsonResponse:
    """200 while this process answers. Asks neither the database nor the cache: a restart would not repair them."""
    return JsonResponse({"status": "live"})


def external_services() -> dict[str, str]:
    """Whether the scanner and the store answer."""
    around = cache.get_or_set("health/around", lambda: {"scanner": _scanner(), "store": _store()}, _KEPT_SECONDS)
    return around or {"scanner": "off", "store": "down"}


def _database() -> dict[str, str]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return {"database": "down", "migrations": "unknown"}
    return {"database": "up", "migrations": "waiting" if waiting else "applied"}


def _scanner() -> str:
    """ "off" where no scanner is configured; "down" where it does not answer."""
    if not clamd.is_on():
        return "off"
    try:
        clamd.version(seconds=_PATIENCE)
    except clamd.ScannerDownError:
        return "down"
    return "up"


def _store() -> str:
    """Say "up" where the folder is writable or the bucket's server answers, else "down"."""
    try:
        folder = Path(default_storage.path(""))
    except NotImplementedError:
        storage: Any = default_storage
        return "up" if _answers(storage.connection.meta.client.meta.endpoint_url) else "down"
    # The folder is created with the first file.
    return "up" if os.access(folder if folder.exists() else folder.parent, os.W_OK) else "down"


def _answers(address: str) -> bool:
    place = urlsplit(address)
    port = place.port or (443 if place.scheme == "https" else 80)
    try:
        socket.create_connection((place.hostname, port), timeout=_PATIENCE).close()
    except OSError:
        return False
    return True
