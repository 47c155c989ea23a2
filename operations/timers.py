"""Timers of systemd for the periodic work, written by deploy/install.sh."""

from operations.periodic import PeriodicJob

_TIMER = """[Unit]
Description=Portal: periodic work {name}
PartOf=friendly-gov.target

[Timer]
OnCalendar={calendar}
Unit=friendly-gov-periodic@{name}.service
Persistent=true

[Install]
WantedBy=timers.target
"""


def timer(job: PeriodicJob) -> str:
    """The unit that starts the job at its times; a time that the machine slept through is made up for."""
    return _TIMER.format(name=job.name, calendar=job.schedule.calendar)
