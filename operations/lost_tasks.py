"""Tasks whose worker died run again: when the next worker takes its place, at the latest after some hours."""

import fcntl
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# A task under which this many workers died is what kills them.
ATTEMPTS = 3
# No task takes so long: its machine is gone.
LONGEST = timedelta(hours=6)


class WorkerDiedError(Exception):
    """The workers that ran a task died, each time."""


@contextmanager
def own_place() -> Iterator[str]:
    """The name of a place for one worker on this machine, held by a file lock, which ends with its process."""
    folder, host = Path(settings.UPLOAD_PARTS_DIR, "workers"), socket.gethostname()[:40]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 1
    while True:
        name = f"{host}-{number}"
        with (folder / f"{name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                number += 1
                continue
            yield name
            return


def resume_tasks_of(place: str) -> int:
    """Put back what ran in this place when its former worker died; returns how many. The caller holds the place."""
    return _resume(lambda task: task.worker_ids[-1:] == [place])


def resume_old_tasks(*, now: datetime) -> int:
    """Put back what has run for longer than any task takes; returns how many. Safe to run at any time."""
    return _resume(lambda task: task.started_at is not None and task.started_at < now - LONGEST)


@transaction.atomic
def _resume(is_lost: Callable[[DBTaskResult], bool]) -> int:
    running = DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING).order_by("pk")
    lost = [task for task in running if is_lost(task)]
    for task in lost:
        if len(task.worker_ids) >= ATTEMPTS:
            task.set_failed(WorkerDiedError(f"{len(task.worker_ids)} workers died"))
        else:
            task.status = TaskResultStatus.READY
            task.save(update_fields=["status"])
    return len(lost)
