"""The messages of this app and their recipients."""

from datetime import datetime

from django.urls import reverse

from accounts.queries import people_of_unit, people_of_units
from communes.deadlines import day_words, effective_before
from communes.models import Cycle, Extension
from notifications.addresses import path_to
from notifications.services import notify
from scoring.models import Rubric, SelfAssessment


def table_corrected(cycle: Cycle, rubric: Rubric, *, moves: str, reopened: list[SelfAssessment], now: datetime) -> None:
    """The city corrected figures of the running year's table: every unit must check its own points.

    Units that had sent their dossier are notified that it is open again, and until when.
    """
    units = cycle.registrations.values_list("commune__code", flat=True)
    people = [person for persons in people_of_units(units).values() for person in persons]
    facts = {"year": cycle.year, "decision": rubric.decision.number, "day": f"{rubric.decision.dated_on:%d/%m/%Y}"}
    path = reverse("scoring:rubric", args=[rubric.code])
    notify(kind="scoring.table_corrected", people=people, path=path, now=now, moves=moves, **facts)
    for work in reopened:
        last = day_words(effective_before(work.registration, Extension.Step.SUBMISSION))["last"]
        notify(
            kind="scoring.dossier_reopened",
            people=people_of_unit(work.registration.commune.code),
            path=path_to("evidence:dossier", cycle.year, work.registration.commune.code),
            now=now,
            last=last,
            **facts,
        )
