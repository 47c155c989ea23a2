"""Periodic work: one list, each run recorded, an operators' page that says what failed or is overdue."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from kernel.deadlines import CITY_ZONE
from operations import queries, services
from operations.models import PeriodicRun
from operations.periodic import JOBS, Schedule, job_named
from operations.queries import job_states, jobs_in_need
from tests.factories.accounts import administrator
from tests.factories.documents import StoredFileFactory

# Commands that a person runs.
BY_HAND = {
    "check_archive",
    "conclude",
    "db_worker",
    "demo_accounts",
    "demo_year",
    "export_results",
    "grant_role",
    "import_scores",
    "invite",
    "load_decree",
    "load_questionnaires",
    "look_for_hints",
    "makemessages",
    "open_cycle",
    "reencrypt_secrets",
    "reset_second_step",
    "restore",
    "run_periodic",
    "export_person",
    "erase_person",
    "write_docs",
}


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CITY_ZONE)


def run(name: str, started_at: datetime, **facts) -> PeriodicRun:
    ended = {"outcome": "succeeded", "finished_at": started_at + timedelta(seconds=3)} | facts
    return PeriodicRun.objects.create(name=name, host="may-chu", started_at=started_at, **ended)


def test_every_command_runs_by_itself_or_by_hand():
    root = Path(settings.BASE_DIR)
    commands = {path.stem for path in root.glob("*/management/commands/[a-z]*.py")}
    periodic = {job.command for job in JOBS}

    assert commands - periodic - BY_HAND == set()
    assert periodic & BY_HAND == set()


def test_every_job_has_a_name_of_its_own():
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert len({job.name for job in JOBS}) == len(JOBS)


@pytest.mark.parametrize(
    ("schedule", "calendar", "now", "due"),
    [
        (Schedule(minutes=5), "*:00/5", (2026, 11, 30, 9, 4, 59), (2026, 11, 30, 9, 0)),
        (
            Schedule(at=moment(2026, 1, 1, 1, 15).time()),
            "*-*-* 01:15:00 Asia/Ho_Chi_Minh",
            (2026, 11, 30, 1, 14),
            (2026, 11, 29, 1, 15),
        ),
        (
            Schedule(at=moment(2026, 1, 1, 2, 30).time(), weekday=6),
            "Sun *-*-* 02:30:00 Asia/Ho_Chi_Minh",
            (2026, 11, 29, 2, 30),
            (2026, 11, 29, 2, 30),
        ),
        (
            Schedule(at=moment(2026, 1, 1, 2, 30).time(), weekday=6),
            "Sun *-*-* 02:30:00 Asia/Ho_Chi_Minh",
            (2026, 11, 29, 2, 29),
            (2026, 11, 22, 2, 30),
        ),
    ],
)
def test_a_schedule_says_when_it_was_due_last(schedule, calendar, now, due):
    assert (schedule.calendar, schedule.latest(moment(*now))) == (calendar, moment(*due))


@pytest.mark.django_db
def test_a_run_is_recorded_with_its_output(at, capsys):
    call_command("run_periodic", "clear_sign_ins")

    made = PeriodicRun.objects.get()
    assert (made.name, made.outcome, made.output, made.error) == (
        "clear_sign_ins",
        "succeeded",
        "0 events and 0 counts were removed.\n",
        "",
    )
    assert "0 counts were removed." in capsys.readouterr().out


@pytest.mark.django_db
def test_a_failure_is_recorded_and_passed_on():
    """The timer's own service must fail too."""
    StoredFileFactory().content.storage.delete(StoredFileFactory().content.name)

    with pytest.raises(CommandError, match="not whole"):
        call_command("run_periodic", "verify_evidence")

    made = PeriodicRun.objects.get()
    assert (made.outcome, made.error) == ("failed", "CommandError: The store is not whole.")
    assert "1 missing" in made.output


@pytest.mark.django_db
def test_two_runs_at_once_are_refused_and_one_that_was_broken_off_is_not_waited_for(at):
    job, now = job_named("scan_waiting"), moment(2026, 11, 30, 9)
    running = run("scan_waiting", now - timedelta(minutes=29), outcome="running", finished_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        run("scan_waiting", now, outcome="running", finished_at=None)

    assert not services.run_job(job=job, clock=lambda: now, output=Silent())
    later = now + timedelta(minutes=2)
    assert services.run_job(job=job, clock=lambda: later, output=Silent())

    running.refresh_from_db()
    assert (running.outcome, running.finished_at) == ("failed", later)


class Silent:
    def write(self, text):
        return len(text)


@pytest.mark.django_db
def test_runs_are_kept_for_ninety_days():
    now = moment(2026, 11, 30, 9)
    for days in (89, 91):
        run("scan_waiting", now - timedelta(days=days))

    services.run_job(job=job_named("scan_waiting"), clock=lambda: now, output=Silent())

    assert PeriodicRun.objects.count() == 2


@pytest.mark.django_db
def test_what_is_due_runs_and_a_failure_stops_nothing_else(monkeypatch, at):
    now = moment(2026, 11, 30, 9, 1)
    at(2026, 11, 30, 9, 1)
    for job in JOBS:
        run(job.name, now - timedelta(seconds=30))
    PeriodicRun.objects.filter(name__in=["scan_waiting", "remind", "verify_evidence"]).update(
        started_at=moment(2026, 11, 29, 8), finished_at=moment(2026, 11, 29, 8, 1)
    )
    StoredFileFactory().content.storage.delete(StoredFileFactory().content.name)

    with pytest.raises(CommandError, match="Failed: verify_evidence"):
        call_command("run_periodic", "--due")

    made = PeriodicRun.objects.filter(started_at__gte=now).values_list("name", "outcome")
    assert set(made) == {("scan_waiting", "succeeded"), ("remind", "succeeded"), ("verify_evidence", "failed")}


@pytest.mark.django_db
def test_overdue_is_what_did_not_begin_at_its_time():
    now = moment(2026, 11, 30, 9)
    assert jobs_in_need(now=now) == 0
    for job in JOBS:
        run(job.name, job.schedule.latest(now - queries.GRACE))
    assert jobs_in_need(now=now) == 0

    PeriodicRun.objects.filter(name="remind").update(started_at=moment(2026, 11, 29, 7, 15))
    run("scan_waiting", now - timedelta(minutes=1), outcome="failed", error="OSError: full")

    assert [state.job.name for state in job_states(now=now) if state.needs_care] == ["scan_waiting", "remind"]


@pytest.mark.django_db
def test_the_page_lists_what_ran_what_failed_and_what_is_overdue(client, at, django_assert_max_num_queries):
    at(2026, 11, 30, 9)
    client.force_login(administrator())
    assert "máy chủ chưa cài bộ hẹn giờ" in client.get(reverse("operations:overview")).text
    run("remind", moment(2026, 11, 28, 7, 15))
    run("scan_waiting", moment(2026, 11, 30, 8, 59), outcome="failed", error="OSError: hết chỗ", output="3 tệp")

    with django_assert_max_num_queries(14):
        page = client.get(reverse("operations:overview")).text

    assert "quá giờ chạy" in page
    assert "OSError: hết chỗ" in page
    assert "Hằng ngày lúc 07:15" in page
    assert "28/11/2026" in page
