"""`manage.py run_periodic NAME`: run one periodic job and record the run. Run by the timers of the machine."""

from django.core.management.base import BaseCommand, CommandError

from kernel import clock
from operations.periodic import JOBS, job_named
from operations.queries import is_due, job_states
from operations.services import run_job
from operations.timers import timer


class Command(BaseCommand):
    help = (
        "Runs a periodic job by its name and records when it ran and how it ended; without a name, lists all jobs. "
        "--due runs every job whose time has come since its last run: one call a minute replaces all timers."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", choices=[job.name for job in JOBS], help="the job to run")
        parser.add_argument("--due", action="store_true", help="run every job whose time has come")

        parser.add_argument("--timers", action="store_true", help="print the timers of systemd for all jobs")

    def handle(self, *, name, due, timers, **options):
        if name:
            self._run(job_named(name))
        elif timers:
            self.stdout.write("\n".join(f"# friendly-gov-{job.name}.timer\n{timer(job)}" for job in JOBS))
        elif due:
            self._run_due()
        else:
            for job in JOBS:
                self.stdout.write(f"{job.name:24} {job.schedule.calendar:36} {' '.join((job.command, *job.options))}")

    def _run(self, job):
        if not run_job(job=job, clock=clock.running, output=self.stdout):
            self.stdout.write(f"{job.name} is already running.")

    def _run_due(self):
        """One failing job does not keep the others from running."""
        failed = []
        for state in job_states(now=clock.running()):
            if not is_due(state, now=clock.running()):
                continue
            try:
                self._run(state.job)
            except Exception as error:
                self.stderr.write(f"{state.job.name}: {error}")
                failed.append(state.job.name)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")
