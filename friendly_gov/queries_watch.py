"""Counts the queries of each request, and logs those that take long (SLOW_QUERY_MS), without their parameters."""

import logging
import time
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger("friendly_gov.slow_queries")

_LONGEST_TEXT = 2000


class Watched:
    """A request that is being answered, with the number of its queries."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.queries = 0

    @property
    def view(self) -> str:
        """The name of the URL; a path that no URL matches has none, so that strangers cannot make up names."""
        return self.request.resolver_match.view_name if self.request.resolver_match else "unresolved"


current: ContextVar[Watched | None] = ContextVar("current", default=None)


def watched_requests(get_response):
    """Remember which request is being answered."""

    def middleware(request: HttpRequest):
        token = current.set(Watched(request))
        try:
            return get_response(request)
        finally:
            current.reset(token)

    return middleware


def watch(*, connection: Any, **of_signal: Any) -> None:
    """Watch the queries of a connection; a connection that is opened again stays watched once."""
    if _watched not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watched)


def _watched(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    watched = current.get()
    if watched:
        watched.queries += 1
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - began) * 1000
        if settings.SLOW_QUERY_MS and took >= settings.SLOW_QUERY_MS:
            view = watched.view if watched else "no request"
            logger.warning("%.0f ms in %s: %s", took, view, " ".join(sql.split())[:_LONGEST_TEXT])
