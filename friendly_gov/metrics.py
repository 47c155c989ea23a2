"""Metrics for Prometheus: the requests of this web server, and the state that all machines share (decision 0078)."""

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from friendly_gov.health import external_services
from friendly_gov.queries_watch import current
from kernel import clock
from kernel.access import public
from notifications.queries import mail_counts
from operations.queries import job_states, queue_loads

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# The processes of one web server keep their counts in files of this folder; without it each process has its own.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_SECONDS = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30)
_QUERIES = (0, 5, 10, 20, 40, 80, 160)

_OWN = CollectorRegistry()
_REQUESTS = Counter("portal_requests", "Requests answered", ["view", "method", "status"], registry=_OWN)
_TIMES = Histogram(
    "portal_request_seconds", "Time until the answer began", ["view", "method"], registry=_OWN, buckets=_SECONDS
)
_COUNTS = Histogram(
    "portal_request_queries", "Database queries of a request", ["view"], registry=_OWN, buckets=_QUERIES
)


def measured_requests(get_response):
    """Measure every request, where METRICS_TOKEN opens the metrics. Runs inside `watched_requests`."""
    if not settings.METRICS_TOKEN:
        raise MiddlewareNotUsed
    if folder := os.environ.get(FOLDER):
        Path(folder).mkdir(parents=True, exist_ok=True)

    def middleware(request: HttpRequest):
        began = time.perf_counter()
        response = get_response(request)
        method = request.method if request.method in _METHODS else "other"
        if watched := current.get():
            _REQUESTS.labels(watched.view, method, str(response.status_code)).inc()
            _TIMES.labels(watched.view, method).observe(time.perf_counter() - began)
            _COUNTS.labels(watched.view).observe(watched.queries)
        return response

    return middleware


@never_cache
@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics in Prometheus' text format, for who sends METRICS_TOKEN; 404 where no token is set."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    state = CollectorRegistry()
    state.register(_State(clock.running()))
    return HttpResponse(generate_latest(_counts()) + generate_latest(state), content_type=CONTENT_TYPE)


def _counts() -> CollectorRegistry:
    """The counts of all processes of this web server."""
    if not os.environ.get(FOLDER):
        return _OWN
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


class _State:
    """What is measured when it is asked for: the same on every web server."""

    def __init__(self, now: datetime):
        self.now = now

    def collect(self) -> Iterator[Metric]:
        around = external_services()
        yield _gauge("portal_store_up", "Whether the file store answers", around["store"] == "up")
        if around["scanner"] != "off":
            yield _gauge("portal_scanner_up", "Whether the virus scanner answers", around["scanner"] == "up")
        try:
            kept = [*self._queues(), *self._mails(), *self._jobs()]
        except DatabaseError:
            kept = []
        yield _gauge("portal_database_up", "Whether the database answers", bool(kept))
        yield from kept

    def _queues(self) -> list[Metric]:
        waiting = GaugeMetricFamily("portal_queue_waiting", "Tasks that could run now", labels=["queue"])
        failed = GaugeMetricFamily("portal_queue_failed", "Tasks that failed in the last day", labels=["queue"])
        oldest = GaugeMetricFamily("portal_queue_oldest_seconds", "Age of the oldest waiting task", labels=["queue"])
        work = GaugeMetricFamily("portal_queue_work_seconds", "Time of one worker for what waits", labels=["queue"])
        for load in queue_loads(now=self.now):
            age = (self.now - load.waiting_since).total_seconds() if load.waiting_since else 0
            waiting.add_metric([load.name], load.waiting)
            failed.add_metric([load.name], load.failed)
            oldest.add_metric([load.name], age)
            work.add_metric([load.name], load.seconds_of_work)
        return [waiting, failed, oldest, work]

    @staticmethod
    def _mails() -> list[Metric]:
        mails = GaugeMetricFamily("portal_mails", "Mails that wait for the relay or failed", labels=["state"])
        for state, number in mail_counts().items():
            mails.add_metric([state], number)
        return [mails]

    def _jobs(self) -> list[Metric]:
        overdue = GaugeMetricFamily("portal_periodic_overdue", "Periodic work that is overdue", labels=["job"])
        failed = GaugeMetricFamily("portal_periodic_failed", "Periodic work whose last run failed", labels=["job"])
        for state in job_states(now=self.now):
            overdue.add_metric([state.job.name], state.is_overdue)
            failed.add_metric([state.job.name], state.is_failed)
        return [overdue, failed]


def _gauge(name: str, words: str, value: bool) -> Metric:
    return GaugeMetricFamily(name, words, value=value)
