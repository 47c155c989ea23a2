"""Whom this floor reminds: communes whose dossier has not come while its time runs out [R2]."""

from collections.abc import Iterator
from datetime import datetime

from communes.late import dues_of_units, running
from communes.models import Extension, Registration
from evidence import notices
from notifications.due import Due
from scoring.models import SelfAssessment


def late_dossiers(now: datetime) -> Iterator[Due]:
    """The dossiers of registered communes that were not sent, each with its own time."""
    registered = Registration.objects.filter(
        state=Registration.State.ACCEPTED, self_assessment__state=SelfAssessment.State.OPEN
    )
    rows = registered.select_related("cycle", "commune").prefetch_related("extensions")
    found = running(rows, Extension.Step.SUBMISSION, now=now)
    return dues_of_units(found, kind=notices.REMINDER, path=notices.dossier_path, now=now)
