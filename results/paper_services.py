"""Recording the papers of a year: the department's report, the city's decision; a correction is another version."""

from datetime import date, datetime

import rules
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from audit.services import record
from communes.models import Cycle
from communes.services.locks import lock_cycle
from documents.services import store_file
from kernel.refusals import refuse_if
from results import issued_papers
from results.models import DepartmentReport, IssuedPaper, Recognition, RecognitionDecision
from results.open_breaches import open_breach_units


@transaction.atomic
def record_report(
    *,
    cycle: Cycle,
    decision_number: str,
    decision_date: date,
    file: UploadedFile,
    by,
    now: datetime,
    reason: str = "",
) -> DepartmentReport:
    """Record the report of the department to the city on the year's results, or a corrected version of it [R3].

    The trail names the units whose breach was open at the report.

    Raises:
        PermissionDenied: `by` is no officer of the department.
        Refused: the lead has not confirmed the results; the day does not fit; a correction says not why; or the file
            cannot be kept.
        ValidationError: the number is empty or too long.
    """
    _demand("results.record_report", by, cycle)
    cycle = lock_cycle(cycle.pk)
    former = DepartmentReport.objects.filter(cycle=cycle).order_by("pk").last()
    refuse_if(issued_papers.reporting_problems(cycle, former, dated=decision_date, reason=reason, now=now))
    report = DepartmentReport(cycle=cycle, number=decision_number.strip(), dated=decision_date, corrects=former)
    report = _kept(report, file, reason if former else "", by, now)
    open_units = ", ".join(str(entry.commune) for entry in open_breach_units(cycle)) or "–"
    facts = {"number": report.number, "dated": f"{report.dated:%d/%m/%Y}", "open": open_units}
    if former:
        facts |= {"former": former.number, "reason": report.reason}
    record("results.correct_report" if former else "results.record_report", by=by, now=now, on=cycle, **facts)
    return report


@transaction.atomic
def correct_recognition(
    *,
    decision: RecognitionDecision,
    decision_number: str,
    decision_date: date,
    file: UploadedFile,
    reason: str,
    by,
    now: datetime,
) -> RecognitionDecision:
    """Record a corrected version of a recognition decision; the former one stays on record and readable.

    Raises:
        PermissionDenied: `by` is not a city leader.
        Refused: it was corrected already, no reason is given, the day does not fit, or the file cannot be kept.
        ValidationError: the number is empty or too long.
    """
    _demand("results.recognise", by)
    lock_cycle(decision.cycle_id)
    decision = RecognitionDecision.objects.select_for_update(of=("self",), no_key=True).get(pk=decision.pk)
    recognitions = Recognition.objects.select_for_update(of=("self",), no_key=True).filter(decision=decision)
    recognitions = list(recognitions.select_related("outcome__registration__commune").order_by("pk"))
    refuse_if(issued_papers.correcting_recognition_problems(decision, dated=decision_date, reason=reason, now=now))
    version = RecognitionDecision(
        cycle_id=decision.cycle_id, number=decision_number.strip(), dated=decision_date, corrects=decision
    )
    version = _kept(version, file, reason, by, now)
    Recognition.objects.filter(pk__in=[one.pk for one in recognitions]).update(decision=version)
    facts = {"decision": version.number, "dated": f"{decision_date:%d/%m/%Y}"}
    facts |= {"former": str(decision), "reason": version.reason}
    for one in recognitions:
        record("results.correct_recognition", by=by, now=now, on=one.outcome.registration, **facts)
    return version


def store_decision(
    *, cycle: Cycle, decision_number: str, decision_date: date, file: UploadedFile, by, now: datetime
) -> RecognitionDecision:
    """The first version of a decision, in the transaction that recognises by it.

    Raises:
        Refused: the file cannot be kept.
        ValidationError: the number is empty or too long.
    """
    decision = RecognitionDecision(cycle=cycle, number=decision_number.strip(), dated=decision_date)
    return _kept(decision, file, "", by, now)


def _kept(paper: IssuedPaper, file: UploadedFile, reason: str, by, now: datetime):
    paper.reason, paper.recorded_at, paper.recorded_by = reason.strip(), now, by
    paper.full_clean(exclude=["file"])
    paper.file = store_file(upload=file, by=by, now=now)
    paper.save()
    return paper


def _demand(permission: str, by, on=None) -> None:
    if by is None or not rules.has_perm(permission, by, on):
        raise PermissionDenied(permission)
