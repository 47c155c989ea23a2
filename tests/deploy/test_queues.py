"""Queues of the background tasks: mail never waits behind OCR, and every queue has a worker."""

import importlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core import mail
from django.urls import reverse
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from accounts import tasks as accounts_tasks
from documents import tasks as documents_tasks
from evidence import tasks as evidence_tasks
from kernel import clock
from operations.queries import queue_loads
from tests.factories.accounts import administrator, officer

ROOT = Path(portal.BASE_DIR)
MODULES = [importlib.import_module(f"{path.parent.name}.tasks") for path in sorted(ROOT.glob("[a-z]*/tasks.py"))]


@pytest.fixture
def queued(settings):
    """Tasks wait in the database for a worker, as they do in the portal."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": portal.TASK_QUEUES},
    }


def work(*queues: str) -> None:
    """A worker of these queues works until they are empty."""
    Worker(
        queue_names=list(queues),
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_sent_while_ocr_previews_and_papers_wait(queued):
    person = officer()
    for number in range(3):
        documents_tasks.read_scan.enqueue(number)
        documents_tasks.make_preview.enqueue(number)
        documents_tasks.make_export.enqueue(number)
    accounts_tasks.mail_reset_link.enqueue(person.email)

    work("mail")

    assert [sent.to for sent in mail.outbox] == [[person.email]]
    waiting = DBTaskResult.objects.ready().order_by().values_list("queue_name", flat=True)
    assert sorted(waiting) == ["ocr"] * 3 + ["papers"] * 3 + ["previews"] * 3


@pytest.mark.django_db
def test_one_worker_for_everything_takes_ocr_last(queued):
    documents_tasks.read_scan.enqueue(1)
    documents_tasks.make_preview.enqueue(1)
    evidence_tasks.look_for_hints.enqueue(1)
    documents_tasks.inspect_content.enqueue(1)
    accounts_tasks.mail_reset_link.enqueue("ai@example.test")

    order = DBTaskResult.objects.values_list("queue_name", flat=True)

    assert list(order) == ["mail", "checks", "hints", "previews", "ocr"]


def test_every_task_has_a_queue_of_its_kind():
    tasks = [task for module in MODULES for task in vars(module).values() if isinstance(task, Task)]

    assert len(tasks) >= 9
    assert {task.queue_name for task in tasks} == {*portal.TASK_QUEUES} - {"default"}


def test_the_demonstration_has_a_worker_for_mail_and_one_for_everything_else():
    workers = re.findall(r"^start .* db_worker (.*) --verbosity 0$", (ROOT / "bin/demo").read_text(), re.MULTILINE)

    assert workers == ["--queue-name mail", "--queue-name '*' --exclude-queues mail"]


@pytest.mark.django_db
def test_the_backlog_of_each_queue_is_reported_with_its_age_and_its_end(queued, client, at):
    now = at(2026, 11, 30, 9) or clock.running()
    for number in range(3):
        documents_tasks.read_scan.enqueue(number)
    accounts_tasks.mail_reset_link.using(run_after=now + timedelta(hours=1)).enqueue("ai@example.test")
    tasks = DBTaskResult.objects.filter(queue_name="ocr")
    tasks.update(enqueued_at=now - timedelta(minutes=40))
    tasks.filter(args_kwargs__args=[0]).update(status="RUNNING", started_at=now - timedelta(minutes=5))

    loads = {load.name: load for load in queue_loads(now=now)}

    ocr, mails = loads["ocr"], loads["mail"]
    assert (ocr.waiting, ocr.running, ocr.waiting_since, ocr.running_since) == (
        2,
        1,
        now - timedelta(minutes=40),
        now - timedelta(minutes=5),
    )
    assert ocr.ends_at(now) == now + timedelta(seconds=40)
    assert (mails.waiting, mails.later, mails.ends_at(now)) == (0, 1, None)
    client.force_login(administrator())
    assert "Nhận dạng chữ trong bản quét và ảnh (OCR)" in client.get(reverse("operations:overview")).text


@pytest.mark.django_db
def test_the_forecast_uses_what_such_tasks_took_lately(queued):
    now = clock.running()
    for number in range(21):
        documents_tasks.read_scan.enqueue(number)
    done = DBTaskResult.objects.filter(args_kwargs__args__0__lt=20)
    done.update(status="SUCCESSFUL", started_at=now - timedelta(seconds=50), finished_at=now - timedelta(seconds=8))

    (load,) = [load for load in queue_loads(now=now) if load.name == "ocr"]

    assert (load.waiting, load.seconds_of_work) == (1, 42)
