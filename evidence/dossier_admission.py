"""Late or incomplete dossiers: why one cannot be sent as such, or decided on (the portal's own reading) [R2]."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings

from communes.deadlines import day_words, effective_before, is_over
from communes.models import Cycle, Extension
from communes.policies import closing_problems
from evidence.content import DossierContent, content_of
from evidence.policies import content_problems, quarantine_problems
from kernel.deadlines import CITY_ZONE, lies_ahead
from kernel.problems import Problem, required
from kernel.workdays import working_day_after
from scoring.models import SelfAssessment

_STATES = SelfAssessment.State


def is_late(assessment: SelfAssessment, *, now: datetime) -> bool:
    """True where this commune's deadline for the dossier has passed [R2]."""
    return is_over(assessment.registration, Extension.Step.SUBMISSION, now=now)


def waits_for_former(assessment: SelfAssessment, *, now: datetime) -> bool:
    """True where the unit sent nothing in time after a correction of the table set its dossier aside.

    The old one counts [S7].
    """
    return assessment.state == _STATES.OPEN and assessment.replaces_id is not None and is_late(assessment, now=now)


def waiting_for_former(cycle: Cycle | None, *, now: datetime) -> list[SelfAssessment]:
    """The dossiers of one year or of all whose unit sent nothing in time after a correction of the table [S7]."""
    works = SelfAssessment.objects.filter(state=_STATES.OPEN, replaces__isnull=False).order_by("pk")
    works = works.filter(registration__cycle=cycle) if cycle else works
    works = works.select_related("registration__cycle").prefetch_related("registration__extensions")
    return [work for work in works if waits_for_former(work, now=now)]


def taking_back_problems(assessment: SelfAssessment, *, reason: str, now: datetime) -> Iterator[Problem]:
    """Why a sent dossier cannot be taken back: deadline passed, appraisal begun, or no reason given [R2]."""
    if assessment.state != _STATES.SUBMITTED:
        yield Problem("dossier_not_to_take_back", where="state", clause="R3")
    elif is_late(assessment, now=now):
        before = effective_before(assessment.registration, Extension.Step.SUBMISSION)
        yield Problem("take_back_too_late", where="deadline", clause="R2", params=day_words(before))
    if not reason.strip():
        yield Problem("dossier_reason_missing", where="reason", clause="R2")
    yield from closing_problems(assessment.registration.cycle)


def sending_problems(
    assessment: SelfAssessment, *, reason: str, now: datetime, content: DossierContent | None = None
) -> Iterator[Problem]:
    """Why a dossier cannot be sent late or incomplete: it is complete, sent, empty or infected, or lacks a reason."""
    content = content or content_of(assessment)
    if not assessment.registration.is_registered:
        yield Problem("not_registered", where="registration", clause="R4")
    elif assessment.state != _STATES.OPEN:
        yield Problem("dossier_sent_already", where="state", clause="R2")
    elif waits_for_former(assessment, now=now):
        yield Problem("former_dossier_counts", where="state", clause="S7")
    elif not is_late(assessment, now=now) and not any(content_problems(assessment, now=now, content=content)):
        yield Problem("dossier_is_whole", where="state", clause="R2")
    elif not assessment.scored_count and not any(part.signed for part in content.parts.values()):
        yield Problem("dossier_is_empty", where="state", clause="R2")
    if not lies_ahead(assessment.registration.cycle.report_before, now=now):
        params = day_words(assessment.registration.cycle.report_before)
        yield Problem("dossier_after_report", where="deadline", clause="R3", params=params)
    if not reason.strip():
        yield Problem("dossier_reason_missing", where="reason", clause="R2")
    yield from quarantine_problems(content)
    yield from closing_problems(assessment.registration.cycle)


def decision_problems(assessment: SelfAssessment, *, reason: str, now: datetime) -> Iterator[Problem]:
    """Why nobody can decide on a dossier: not waiting, days still running, no reason, or the year relies on it."""
    if assessment.state == _STATES.RETURNED:
        if lies_ahead(required(assessment.complete_before), now=now):
            params = day_words(required(assessment.complete_before))
            yield Problem("dossier_completion_awaited", where="state", clause="R2", params=params)
    elif assessment.state not in (_STATES.LATE, _STATES.INCOMPLETE, _STATES.REFUSED):
        yield Problem("dossier_not_waiting", where="state", clause="R2")
    if not reason.strip():
        yield Problem("dossier_reason_missing", where="reason", clause="R2")
    yield from closing_problems(assessment.registration.cycle)


def refusal_problems(assessment: SelfAssessment, *, now: datetime) -> Iterator[Problem]:
    """Why a dossier cannot be rejected: it already is, or its commune may still complete it in time."""
    if assessment.state == _STATES.REFUSED:
        yield Problem("dossier_not_waiting", where="state", clause="R2")
    elif not is_late(assessment, now=now):
        yield Problem("dossier_not_over", where="state", clause="R2")


def completion_before(assessment: SelfAssessment, *, now: datetime) -> date:
    """The day before which a returned dossier must be complete: whole working days, never after the report [R2, R3]."""
    today = now.astimezone(CITY_ZONE).date()
    whole = working_day_after(today, settings.DOSSIER_COMPLETION_DAYS) + timedelta(days=1)
    return min(whole, assessment.registration.cycle.report_before)


def returning_problems(assessment: SelfAssessment, *, now: datetime) -> Iterator[Problem]:
    """Why no days can be given: they were already given, or the report is due [R3]."""
    if assessment.state not in (_STATES.LATE, _STATES.INCOMPLETE):
        yield Problem("dossier_not_waiting", where="state", clause="R2")
    elif not lies_ahead(completion_before(assessment, now=now), now=now):
        params = day_words(assessment.registration.cycle.report_before)
        yield Problem("dossier_after_report", where="deadline", clause="R3", params=params)
