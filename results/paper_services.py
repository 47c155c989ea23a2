"""Record the papers of a year: the department's report, the city's decisions; a correction is a new version."""

from datetime import date, datetime
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from audit.services import record
from communes.models import Cycle, Registration
from communes.services.locks import lock_cycle
from documents.services import store_file
from kernel.refusals import refuse_if
from papers.models import Draft
from papers.services import note_issued
from results import issued_papers
from results.announcements import announce_corrected
from results.decision_days import correcting_problems
from results.models import CityDecision, DepartmentReport, Recognition, RevocationWithdrawal
from results.open_breaches import open_breach_units

_PAPERS: dict[str, str] = {
    CityDecision.Kind.RECOGNITION: "results.recognition",
    CityDecision.Kind.COMMENDATION: "results.commendation",
    CityDecision.Kind.REVOCATION: "results.revocation",
}
Paper = TypeVar("Paper", DepartmentReport, CityDecision)


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
    """Record the department's report to the city on the year's results, or a corrected version of it [R3].

    The trail names the units whose breach was open at the time of the report.

    Raises:
        PermissionDenied: `by` is no officer of the department.
        Refused: the lead has not confirmed the results; the date does not fit; a correction gives no reason; or the
            file cannot be stored.
        ValidationError: the number is empty or too long.
    """
    _demand("results.record_report", by, cycle)
    cycle = lock_cycle(cycle.pk)
    former = DepartmentReport.objects.filter(cycle=cycle).order_by("pk").last()
    refuse_if(issued_papers.reporting_problems(cycle, former, dated=decision_date, reason=reason, now=now))
    report = DepartmentReport(cycle=cycle, number=decision_number.strip(), dated=decision_date, corrects=former)
    report = _kept(report, file, reason if former else "", by, now)
    note_issued(kind="results.report", subject=str(cycle.year), **_as_issued(report), by=by, now=now)
    open_units = ", ".join(str(entry.commune) for entry in open_breach_units(cycle)) or "–"
    facts = {"number": report.number, "dated": f"{report.dated:%d/%m/%Y}", "open": open_units}
    if former:
        facts |= {"former": former.number, "reason": report.reason}
    record("results.correct_report" if former else "results.record_report", by=by, now=now, on=cycle, **facts)
    return report


@transaction.atomic
def correct_decision(
    *,
    decision: CityDecision,
    decision_number: str,
    decision_date: date,
    file: UploadedFile,
    reason: str,
    by,
    now: datetime,
) -> CityDecision:
    """Record a corrected version of a decision of the city; the earlier one stays on record and readable.

    Raises:
        PermissionDenied: `by` is not a city leader.
        Refused: it was already corrected, no reason is given, the date does not fit, or the file cannot be stored.
        ValidationError: the number is empty or too long.
    """
    _demand("results.recognise", by)
    lock_cycle(decision.cycle_id)
    decision = CityDecision.objects.select_for_update(of=("self",), no_key=True).get(pk=decision.pk)
    effects = [list(rows.select_for_update(of=("self",), no_key=True).order_by("pk")) for rows in _effects_of(decision)]
    refuse_if(correcting_problems(decision, dated=decision_date, reason=reason, now=now))
    version = CityDecision(
        cycle_id=decision.cycle_id,
        kind=decision.kind,
        number=decision_number.strip(),
        dated=decision_date,
        corrects=decision,
    )
    version = _kept(version, file, reason, by, now)
    registrations = [_registration_of(one) for effect in effects for one in effect]
    for rows in _effects_of(decision):
        rows.update(decision=version)
    _record_correction(version, decision, registrations, by=by, now=now)
    return version


def _record_correction(
    version: CityDecision, former: CityDecision, registrations: list[Registration], *, by, now: datetime
) -> None:
    facts = {"decision": version.number, "dated": f"{version.dated:%d/%m/%Y}"}
    facts |= {"former": str(former), "reason": version.reason}
    for registration in registrations:
        record("results.correct_decision", by=by, now=now, on=registration, **facts)
    announce_corrected(version.cycle, [one.commune.code for one in registrations], why="decision", now=now)
    note_decision(version, by=by, now=now)


def _effects_of(decision: CityDecision):
    """The effects of a decision on units, kind by kind."""
    unit = "outcome__registration__commune"
    yield decision.recognitions.select_related(unit)
    yield decision.commendations.select_related(f"recognition__{unit}")
    yield decision.revocations.select_related(f"recognition__{unit}")
    yield decision.withdrawals.select_related(f"revocation__recognition__{unit}")


def _registration_of(effect) -> Registration:
    if isinstance(effect, RevocationWithdrawal):
        effect = effect.revocation
    recognition = effect if isinstance(effect, Recognition) else effect.recognition
    return recognition.outcome.registration


def store_decision(
    kind: CityDecision.Kind,
    *,
    cycle: Cycle,
    decision_number: str,
    decision_date: date,
    file: UploadedFile,
    by,
    now: datetime,
) -> CityDecision:
    """Record the first version of a decision, in the transaction of its effects.

    Raises:
        Refused: the file cannot be stored.
        ValidationError: the number is empty or too long.
    """
    decision = CityDecision(cycle=cycle, kind=kind, number=decision_number.strip(), dated=decision_date)
    return _kept(decision, file, "", by, now)


def note_decision(decision: CityDecision, *, by, now: datetime) -> None:
    """Make the paper of a decision of the city verifiable by its code; a revocation is about one unit."""
    if decision.kind in _PAPERS and decision.file is not None:
        kind = _PAPERS[decision.kind]
        subject = _subject_of(decision, kind)
        note_issued(kind=kind, subject=subject, **_as_issued(decision), by=by, now=now)


def _subject_of(decision: CityDecision, kind: str) -> str:
    """The subject of the paper: that of the version it corrects; a further decision of a year is a separate paper."""
    drafts = Draft.objects.filter(kind=kind)
    former = CityDecision.objects.filter(corrected_by=decision).first()
    if former is not None and former.file is not None:
        known = drafts.filter(signed=former.file, is_latest=True).first()
        if known is not None:
            return known.subject
    subject = str(decision.cycle.year)
    if decision.kind == CityDecision.Kind.REVOCATION:
        unit = decision.revocations.values_list("recognition__outcome__registration__commune__code", flat=True)
        subject = f"{subject}-{unit.order_by('pk').first()}"
    is_taken = drafts.filter(subject=subject, issued_at__isnull=False).exists()
    return f"{subject}-{decision.pk}" if is_taken and former is None else subject


def _as_issued(paper: Paper) -> dict[str, Any]:
    return {"number": paper.number, "dated": paper.dated, "signed": paper.file, "reason": paper.reason}


def _kept(paper: Paper, file: UploadedFile, reason: str, by, now: datetime) -> Paper:
    paper.reason, paper.recorded_at, paper.recorded_by = reason.strip(), now, by
    paper.full_clean(exclude=["file"])
    paper.file = store_file(upload=file, by=by, now=now)
    paper.save()
    return paper


def _demand(permission: str, by, on=None) -> None:
    if by is None or not rules.has_perm(permission, by, on):
        raise PermissionDenied(permission)
