"""Metrics for Prometheus, and the log of slow queries."""

import logging
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from friendly_gov import metrics, queries_watch
from kernel import clock
from notifications.models import Mailing
from operations.models import PeriodicRun
from operations.periodic import JOBS
from tests.factories.accounts import UserFactory

TOKEN = {"Authorization": "Bearer only-for-tests"}


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = "only-for-tests"


@pytest.fixture
def watched():
    queries_watch.watch(connection=connection)
    queries_watch.watch(connection=connection)
    yield
    connection.execute_wrappers.remove(queries_watch._watched)


def answer(path: str, view, method: str = "get") -> HttpResponse:
    """The answer of `view` to a request of this path, through the two middlewares."""

    def handler(request):
        request.resolver_match = resolve(path) if path != "/nowhere/" else None
        return view(request)

    through = queries_watch.watched_requests(metrics.measured_requests(handler))
    return through(RequestFactory().generic(method.upper(), path))


def samples(client) -> dict[tuple, float]:
    text = client.get(reverse("metrics"), headers=TOKEN).content.decode()
    families = text_string_to_metric_families(text)
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value for family in families for sample in family.samples
    }


def one(result: dict, name: str, **labels: str) -> float:
    return result[(name, *sorted(labels.items()))]


@pytest.mark.django_db
def test_metrics_open_with_the_token_alone(client, settings):
    assert client.get(reverse("metrics"), headers={"Authorization": "Bearer "}).status_code == 404
    with pytest.raises(MiddlewareNotUsed):
        metrics.measured_requests(lambda request: HttpResponse())

    settings.METRICS_TOKEN = "only-for-tests"
    for wrong in ("", "Bearer", "Bearer ", "Bearer only-for-test", "Basic only-for-tests"):
        assert client.get(reverse("metrics"), headers={"Authorization": wrong}).status_code == 401
    right = client.get(reverse("metrics"), headers=TOKEN)
    assert (right.status_code, "no-store" in right["Cache-Control"]) == (200, True)
    assert client.post(reverse("metrics"), headers=TOKEN).status_code == 405


@pytest.mark.django_db
def test_requests_are_counted_by_view_method_and_status_with_their_queries(client, token, watched):
    def view(request):
        User.objects.count()
        return HttpResponse(status=403)

    before = Counter(samples(client))
    answer("/store/", view)
    answer("/store/", view)
    for path, method in (("/nowhere/", "get"), ("/nowhere/", "brew")):
        answer(path, lambda request: HttpResponse(status=404), method)
    # The counts are the process's own: other tests have asked for pages before.
    result = {key: value - before[key] for key, value in samples(client).items()}

    counted = "portal_requests_total"
    assert one(result, counted, view="store", method="GET", status="403") == 2
    assert one(result, counted, view="unresolved", method="GET", status="404") == 1
    assert one(result, counted, view="unresolved", method="other", status="404") == 1
    assert one(result, "portal_request_seconds_count", view="store", method="GET") == 2
    assert one(result, "portal_request_queries_sum", view="store") == 2
    assert not any("/store/" in str(key) or "/nowhere/" in str(key) for key in result)


@pytest.mark.django_db
def test_queues_mails_periodic_work_and_the_neighbours_are_gauges(client, token, settings, monkeypatch):
    now = clock.running()
    job = JOBS[0]
    ended = {"started_at": now - timedelta(hours=2), "finished_at": now - timedelta(hours=2)}
    PeriodicRun.objects.create(name=job.name, host="may-chu", outcome="failed", error="broke", **ended)
    person = UserFactory(email="lan@example.vn")
    facts = {
        "person": person,
        "address": person.email,
        "kind": Mailing.Kind.values[0],
        "created_at": now,
        "due_at": now,
    }
    Mailing.objects.create(**facts)
    result = samples(client)

    assert one(result, "portal_mails", state="waiting") == 1
    assert one(result, "portal_mails", state="failed") == 0
    assert one(result, "portal_periodic_overdue", job=job.name) == 1
    assert one(result, "portal_periodic_failed", job=job.name) == 1
    for name in ("portal_queue_waiting", "portal_queue_oldest_seconds", "portal_queue_work_seconds"):
        assert {key[1][1] for key in result if key[0] == name} == set(settings.TASK_QUEUES)
    assert (one(result, "portal_store_up"), one(result, "portal_database_up")) == (1, 1)
    assert not any("lan" in str(key) for key in result)

    def fall(*, now):
        raise DatabaseError

    monkeypatch.setattr(metrics, "queue_loads", fall)
    assert one(samples(client), "portal_database_up") == 0


@pytest.mark.django_db
def test_the_processes_of_a_web_server_are_counted_together(client, token, tmp_path, monkeypatch):
    folder = os.environ | {metrics.FOLDER: str(tmp_path)}
    count = "from prometheus_client import Counter; Counter('portal_seen', 'Seen', ['view']).labels('home').inc()"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count], env=folder, check=True)
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    assert one(samples(client), "portal_seen_total", view="home") == 2


@pytest.mark.django_db
def test_a_slow_query_is_logged_without_its_parameters(client, settings, watched, caplog):
    caplog.set_level(logging.WARNING, "friendly_gov.slow_queries")

    def view(request):
        User.objects.filter(email="lan@example.vn").exists()
        return HttpResponse()

    settings.METRICS_TOKEN = "only-for-tests"
    answer("/store/", view)
    assert not caplog.records
    settings.SLOW_QUERY_MS = 0.000001
    answer("/store/", view)
    User.objects.count()

    first, last = (record.getMessage() for record in (caplog.records[0], caplog.records[-1]))
    assert " ms in store: SELECT" in first
    assert "lan@example.vn" not in caplog.text
    assert " ms in no request: SELECT COUNT" in last
