"""All periodic work of the portal: the one list from which timers, the operators' page and the scheduler are made."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kernel.deadlines import CITY_ZONE
from kernel.problems import StrOrPromise

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_NAMES = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When work runs: every so many minutes of the hour, or at a time of day, every day or on one weekday (0: Monday).

    Times of day are those of the city.
    """

    minutes: int = 0
    at: time = time()
    weekday: int | None = None

    @property
    def calendar(self) -> str:
        """The schedule as systemd's OnCalendar."""
        if self.minutes:
            return f"*:00/{self.minutes}"
        day = f"{DAYS[self.weekday]} " if self.weekday is not None else ""
        return f"{day}*-*-* {self.at:%H:%M:%S} {CITY_ZONE.key}"

    @property
    def words(self) -> str:
        """The schedule in the reader's language."""
        if self.minutes:
            every = ngettext("every minute", "every %(number)s minutes", self.minutes)
            return every % {"number": self.minutes}
        if self.weekday is not None:
            return _("%(weekday)s at %(time)s") % {"weekday": _DAY_NAMES[self.weekday], "time": f"{self.at:%H:%M}"}
        return _("every day at %(time)s") % {"time": f"{self.at:%H:%M}"}

    def latest(self, now: datetime) -> datetime:
        """The last moment, at or before `now`, at which the work was due."""
        local = now.astimezone(CITY_ZONE)
        if self.minutes:
            return local.replace(minute=local.minute - local.minute % self.minutes, second=0, microsecond=0)
        due = datetime.combine(local.date(), self.at, tzinfo=CITY_ZONE)
        if self.weekday is not None:
            due -= timedelta(days=(local.weekday() - self.weekday) % 7)
        if due > local:
            due -= timedelta(days=1 if self.weekday is None else 7)
        return due


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """A management command that runs by itself, with its options.

    A run that has not ended after `longest` was broken off; another may begin.
    """

    name: str
    what: StrOrPromise
    schedule: Schedule
    command: str
    options: tuple[str, ...] = ()
    longest: timedelta = timedelta(hours=8)


_OFTEN = Schedule(minutes=5)
_HALF_AN_HOUR = timedelta(minutes=30)


def _nightly(at: str) -> Schedule:
    return Schedule(at=time.fromisoformat(at))


JOBS: tuple[PeriodicJob, ...] = (
    PeriodicJob(
        "send_digests",
        _("Sends the morning's digests, and again what the mail relay did not accept."),
        _OFTEN,
        "send_digests",
        longest=_HALF_AN_HOUR,
    ),
    PeriodicJob(
        "scan_waiting",
        _("Checks and scans files that a worker missed."),
        _OFTEN,
        "scan_waiting",
        longest=_HALF_AN_HOUR,
    ),
    PeriodicJob(
        "deliver_webhooks",
        _("Sends events to other systems again that a worker missed."),
        _OFTEN,
        "deliver_webhooks",
        longest=_HALF_AN_HOUR,
    ),
    PeriodicJob(
        "resume_tasks",
        _("Puts background tasks back whose machine is gone."),
        _OFTEN,
        "resume_tasks",
        longest=_HALF_AN_HOUR,
    ),
    PeriodicJob(
        "end_inquiries",
        _("Returns dossiers to the appraisal team whose time to answer is over."),
        _nightly("00:05"),
        "end_inquiries",
    ),
    PeriodicJob(
        "count_former_dossiers",
        _("Lets former dossiers count that were not sent again in time."),
        _nightly("00:10"),
        "count_former_dossiers",
    ),
    PeriodicJob("sign_trail", _("Signs the day's entries of the trail."), _nightly("00:20"), "sign_trail"),
    PeriodicJob(
        "tidy_surveys",
        _("Closes the surveys of past years and deletes what is kept for a day only."),
        _nightly("00:15"),
        "tidy_surveys",
    ),
    PeriodicJob(
        "clear_uploads",
        _("Deletes unfinished uploads and stored files that nothing refers to."),
        _nightly("00:45"),
        "clear_uploads",
    ),
    PeriodicJob(
        "clear_sign_ins", _("Deletes records of sign-ins past their time."), _nightly("00:50"), "clear_sign_ins"
    ),
    PeriodicJob("clear_sessions", _("Deletes ended sessions."), _nightly("00:55"), "clearsessions"),
    PeriodicJob(
        "clear_tasks",
        _("Deletes background tasks that ended two weeks ago."),
        _nightly("01:00"),
        "prune_db_task_results",
        ("--queue-name", "*"),
    ),
    PeriodicJob(
        "verify_evidence",
        _("Reads stored files again and compares them with their SHA-256."),
        _nightly("01:15"),
        "verify_evidence",
        ("--minutes", "240"),
    ),
    PeriodicJob(
        "clear_evidence",
        _("Deletes files of evidence past their retention."),
        Schedule(at=time(2, 30), weekday=5),
        "clear_evidence",
    ),
    PeriodicJob(
        "clear_survey_answers",
        _("Deletes citizens' answers past their time; their counts stay."),
        Schedule(at=time(2, 50), weekday=5),
        "clear_survey_answers",
    ),
    PeriodicJob(
        "check_survey_counts",
        _("Counts citizens' answers again and compares them with the kept counts."),
        Schedule(at=time(3, 10), weekday=6),
        "check_survey_counts",
    ),
    PeriodicJob(
        "scan_again",
        _("Scans all files again with the week's new signatures."),
        Schedule(at=time(2, 30), weekday=6),
        "scan_waiting",
        ("--again",),
        longest=timedelta(hours=24),
    ),
    PeriodicJob(
        "verify_trail",
        _("Reads the whole trail again and looks for changes."),
        Schedule(at=time(5), weekday=6),
        "verify_trail",
    ),
    PeriodicJob("make_previews", _("Makes previews that a worker missed."), _nightly("02:40"), "make_previews"),
    PeriodicJob(
        "index_search", _("Indexes for the search what nobody has searched for."), _nightly("03:10"), "index_search"
    ),
    PeriodicJob("backup", _("Backs up the database and the stored files."), _nightly("03:30"), "backup"),
    PeriodicJob("remind", _("Reminds people of what is not done before its last day."), _nightly("07:15"), "remind"),
)


def job_named(name: str) -> PeriodicJob | None:
    """The job with that name."""
    return next((job for job in JOBS if job.name == name), None)
