"""The reminders of this app: to communes whose dossier or answer is missing while the deadline approaches."""

from collections.abc import Iterator
from datetime import datetime

from accounts.queries import people_of_units
from communes.deadlines import day_words, due
from communes.due_reminders import dues_of_units, running, steps_within
from communes.models import Extension, Registration
from evidence import notices
from evidence.models import Inquiry
from kernel.problems import required
from notifications.due import Due
from scoring.models import SelfAssessment


def late_dossiers(now: datetime) -> Iterator[Due]:
    """The unsent dossiers of registered communes, each with its own deadline."""
    registered = Registration.objects.filter(
        state__in=Registration.REGISTERED, self_assessment__state=SelfAssessment.State.OPEN
    )
    rows = registered.select_related("cycle", "commune").prefetch_related("extensions")
    unsent = running(rows, Extension.Step.SUBMISSION, now=now)
    return dues_of_units(unsent, kind=notices.REMINDER, path=notices.dossier_path)


def late_answers(now: datetime) -> Iterator[Due]:
    """The requests for supplements or for an explanation that a commune must answer [R3, S8]."""
    sent = Inquiry.objects.filter(state=Inquiry.State.SENT, assessment__registration__isnull=False).order_by("pk")
    rows = list(sent.select_related("assessment__registration__commune", "assessment__registration__cycle"))
    people = people_of_units({row.assessment.registration.commune.code for row in rows})
    for inquiry in rows:
        time = due(required(inquiry.before), now=now)
        if time.is_over:
            continue
        registration = inquiry.assessment.registration
        year, commune = registration.cycle.year, registration.commune
        yield Due(
            kind=f"evidence.{inquiry.kind}_reminded",
            place=f"{year}:{commune.code}:{inquiry.number}",
            before=time.before,
            days_left=time.days_left,
            people=people.get(commune.code, []),
            path=notices.inquiry_path(inquiry),
            steps=steps_within(due(required(inquiry.before), now=required(inquiry.sent_at)).days_left),
            facts={"year": year, "commune": commune, "number": inquiry.number, **day_words(time.before)},
        )
