"""Running the periodic work, and recording each run."""

import logging
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Protocol

from django.core.management import call_command
from django.db import IntegrityError, transaction

from operations.models import PeriodicRun
from operations.periodic import PeriodicJob

logger = logging.getLogger("operations.periodic")

KEPT = timedelta(days=90)
_LONGEST_TEXT = 4000
_BROKEN_OFF = "The run did not end: the machine or the process stopped."


class Output(Protocol):
    """Where a command writes."""

    def write(self, text: str, /) -> object:
        """Write some text."""


class _Copied(StringIO):
    """Keeps what a command writes, and passes it on."""

    def __init__(self, onward: Output):
        super().__init__()
        self._onward = onward

    def write(self, text: str) -> int:
        """Write to both."""
        self._onward.write(text)
        return super().write(text)


def run_job(*, job: PeriodicJob, clock: Callable[[], datetime], output: Output) -> bool:
    """Run a periodic job, and record when it ran and how it ended; False where another run of it is under way.

    Raises:
        BaseException: what the command raised, once it is recorded.
    """
    run = _begin(job, clock())
    if run is None:
        return False
    copied = _Copied(output)
    try:
        call_command(job.command, *job.options, stdout=copied, stderr=copied)
    except BaseException as error:
        _end(run, clock(), output=copied.getvalue(), error=f"{type(error).__name__}: {error}")
        raise
    _end(run, clock(), output=copied.getvalue())
    return True


def _begin(job: PeriodicJob, now: datetime) -> PeriodicRun | None:
    """Record the beginning of a run; None while another one is under way."""
    runs = PeriodicRun.objects.filter(name=job.name)
    runs.filter(outcome=PeriodicRun.Outcome.RUNNING, started_at__lt=now - job.longest).update(
        outcome=PeriodicRun.Outcome.FAILED, finished_at=now, error=_BROKEN_OFF
    )
    runs.filter(started_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            return PeriodicRun.objects.create(name=job.name, host=socket.gethostname()[:100], started_at=now)
    except IntegrityError:
        return None


def _end(run: PeriodicRun, now: datetime, *, output: str, error: str = "") -> None:
    run.outcome = PeriodicRun.Outcome.FAILED if error else PeriodicRun.Outcome.SUCCEEDED
    run.finished_at, run.output, run.error = now, output[-_LONGEST_TEXT:], error[:_LONGEST_TEXT]
    run.save(update_fields=["outcome", "finished_at", "output", "error"])
    logger.log(
        logging.ERROR if error else logging.INFO, "Periodic job %s %s in %.1f s", run.name, run.outcome, run.seconds
    )
