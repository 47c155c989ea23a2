"""A task whose worker died runs again: in the same place at once, of a machine that is gone after some hours."""

from datetime import timedelta

import pytest
from django.conf import settings as portal
from django.core import mail
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from accounts import tasks
from kernel import clock
from operations.lost_tasks import LONGEST, own_place
from tests.factories.accounts import officer


@pytest.fixture
def queued(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": portal.TASK_QUEUES}}


def died(*worker_ids: str, ago: timedelta = timedelta(minutes=1)) -> DBTaskResult:
    """A mail's task that these workers, one after another, began and did not end."""
    task = DBTaskResult.objects.get(pk=tasks.mail_reset_link.enqueue(officer().email).id)
    task.status, task.started_at, task.worker_ids = "RUNNING", clock.running() - ago, list(worker_ids)
    task.save()
    return task


def work(monkeypatch) -> None:
    """A worker starts, and works until the queue is empty."""
    monkeypatch.setattr("signal.signal", lambda *_: None)
    call_command("db_worker", "--queue-name", "mail", "--batch", "--no-startup-delay", "--verbosity", "0")


def test_each_worker_of_a_machine_has_a_place_and_a_free_one_is_taken_again():
    with own_place() as first, own_place() as second:
        assert first.endswith("-1")
        assert second.endswith("-2")
    with own_place() as again:
        assert again == first


@pytest.mark.django_db(transaction=True)
def test_the_next_worker_in_the_place_of_a_dead_one_runs_its_task(queued, monkeypatch):
    with own_place() as place:
        lost = died(place)
    elsewhere = died("another-machine-1")

    work(monkeypatch)

    lost.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (lost.status, lost.worker_ids) == ("SUCCESSFUL", [place, place])
    assert elsewhere.status == "RUNNING"
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_the_task_of_a_working_worker_is_left_to_it(queued, monkeypatch):
    with own_place() as place:
        running = died(place)
        work(monkeypatch)

    running.refresh_from_db()
    assert running.status == "RUNNING"


@pytest.mark.django_db(transaction=True)
def test_a_task_that_kills_its_workers_fails_in_the_end(queued, monkeypatch):
    with own_place() as place:
        deadly = died(place, place, place)

    work(monkeypatch)

    deadly.refresh_from_db()
    assert (deadly.status, mail.outbox) == ("FAILED", [])
    assert "3 workers died" in deadly.traceback


@pytest.mark.django_db
def test_tasks_of_a_machine_that_is_gone_are_put_back_after_hours(queued, capsys):
    gone = died("gone-1", ago=LONGEST + timedelta(minutes=1))
    slow = died("slow-1", ago=LONGEST - timedelta(minutes=1))

    call_command("resume_tasks")

    gone.refresh_from_db()
    slow.refresh_from_db()
    assert (gone.status, slow.status) == ("READY", "RUNNING")
    assert "1 tasks were put back" in capsys.readouterr().out
