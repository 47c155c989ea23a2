"""Background work: the periodic jobs, and the queues of background tasks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Avg, Case, Count, DurationField, ExpressionWrapper, F, Max, Min, Q, When
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from operations.models import PeriodicRun
from operations.periodic import JOBS, PeriodicJob
from operations.unit_costs import OTHER_SECONDS, UNIT_SECONDS

# A run that begins this late is overdue: timers are spread, and the machine may be busy.
GRACE = timedelta(minutes=15)
_MEASURED_DAYS = 7
# A mean of fewer tasks says less than the table of measured costs.
_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class JobState:
    """A periodic job with its last run."""

    job: PeriodicJob
    last: PeriodicRun | None
    is_overdue: bool

    @property
    def is_failed(self) -> bool:
        """True where its last run failed."""
        return self.last is not None and self.last.outcome == PeriodicRun.Outcome.FAILED

    @property
    def needs_care(self) -> bool:
        """True where an operator must look."""
        return self.is_failed or self.is_overdue


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLoad:
    """The backlog of one queue; `later` counts tasks that wait for a time of their own."""

    name: str
    waiting: int
    running: int
    later: int
    failed: int
    waiting_since: datetime | None
    running_since: datetime | None
    seconds_of_work: float

    def ends_at(self, now: datetime) -> datetime | None:
        """When one worker will have done what waits; None where nothing does."""
        return now + timedelta(seconds=self.seconds_of_work) if self.waiting else None


def job_states(*, now: datetime) -> list[JobState]:
    """Every periodic job with its last run.

    A job that never ran is overdue once another one ran before its time: the timers run, and its own does not.
    """
    since = PeriodicRun.objects.aggregate(first=Min("started_at"))["first"]
    latest = PeriodicRun.objects.order_by().values("name").annotate(last=Max("started_at"))
    lasts = Q(pk__in=[])
    for row in latest:
        lasts |= Q(name=row["name"], started_at=row["last"])
    runs = {run.name: run for run in PeriodicRun.objects.filter(lasts).order_by("pk")}
    return [_state(job, runs.get(job.name), since, now) for job in JOBS]


def _state(job: PeriodicJob, last: PeriodicRun | None, since: datetime | None, now: datetime) -> JobState:
    due = job.schedule.latest(now - GRACE)
    before = last.started_at if last else since
    running = last is not None and last.outcome == PeriodicRun.Outcome.RUNNING and now - last.started_at < job.longest
    return JobState(job, last, before is not None and before < due and not running)


def jobs_in_need(*, now: datetime) -> int:
    """How many periodic jobs failed or are overdue."""
    return sum(state.needs_care for state in job_states(now=now))


def is_due(state: JobState, *, now: datetime) -> bool:
    """True where the job's time came after its last run began, or it never ran."""
    return state.last is None or state.last.started_at < state.job.schedule.latest(now)


def queue_loads(*, now: datetime) -> list[QueueLoad]:
    """The backlog of every queue, in the order of the settings, with the work that it means."""
    never, status = get_date_max(), TaskResultStatus
    is_ready, is_later = Q(status=status.READY), Q(run_after__gt=now) & ~Q(run_after=never)
    waits_from = Case(When(run_after=never, then=F("enqueued_at")), default=F("run_after"))
    costs = _mean_seconds(now)
    loads: dict[str, list[Any]] = defaultdict(list)
    rows = DBTaskResult.objects.order_by().filter(
        Q(status__in=[status.READY, status.RUNNING]) | Q(status=status.FAILED, finished_at__gte=now - timedelta(days=1))
    )
    for row in rows.values("queue_name", "task_path").annotate(
        waiting=Count("pk", filter=is_ready & ~is_later),
        later=Count("pk", filter=is_ready & is_later),
        running=Count("pk", filter=Q(status=status.RUNNING)),
        failed=Count("pk", filter=Q(status=status.FAILED)),
        waiting_since=Min(waits_from, filter=is_ready & ~is_later),
        running_since=Min("started_at", filter=Q(status=status.RUNNING)),
    ):
        loads[row["queue_name"]].append(row)
    names = [*settings.TASK_QUEUES, *sorted(loads.keys() - {*settings.TASK_QUEUES})]
    return [_load(name, loads[name], costs) for name in names]


def _load(name: str, rows: list[Any], costs: dict[str, float]) -> QueueLoad:
    def total(column: str) -> int:
        return sum(row[column] for row in rows)

    return QueueLoad(
        name=name,
        waiting=total("waiting"),
        running=total("running"),
        later=total("later"),
        failed=total("failed"),
        waiting_since=min((row["waiting_since"] for row in rows if row["waiting_since"]), default=None),
        running_since=min((row["running_since"] for row in rows if row["running_since"]), default=None),
        seconds_of_work=sum(row["waiting"] * _seconds(row["task_path"], costs) for row in rows),
    )


def _seconds(task: str, costs: dict[str, float]) -> float:
    return costs.get(task, UNIT_SECONDS.get(task, OTHER_SECONDS))


def _mean_seconds(now: datetime) -> dict[str, float]:
    """The mean time of each kind of task in the last days, where there were enough of them."""
    done = DBTaskResult.objects.order_by().filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__gte=now - timedelta(days=_MEASURED_DAYS)
    )
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    rows = done.values("task_path").annotate(mean=Avg(took), number=Count("pk"))
    return {row["task_path"]: row["mean"].total_seconds() for row in rows if row["number"] >= _ENOUGH}
