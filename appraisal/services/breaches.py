"""Record and decide breaches: a person records one with its facts, the lead decides; none is inferred [S4]."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from appraisal import notices
from appraisal.models import Breach, BreachDocument, BreachElement, BreachReversal, FormerReversal
from appraisal.policies import (
    breach_resolution_problems,
    confirming_breach_problems,
    correcting_reversal_problems,
    element_problems,
    recording_problems,
    setting_aside_problems,
    withdrawing_problems,
)
from appraisal.queries import answer_days
from appraisal.reversal_followers import days_after_reversal
from appraisal.signals import breach_confirmed, breach_dismissed, breach_set_aside
from audit.services import record
from communes.models import Cycle, Registration
from communes.services.locks import lock_cycle
from documents.models import StoredFile
from documents.services import store_file
from kernel.deadlines import CITY_ZONE
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.core import ELEMENTS, BreachKind


@transaction.atomic
def record_breach(
    *,
    registration: Registration,
    kind: str,
    facts: str,
    source: str,
    occurred_on: date,
    elements: Mapping[str, str],
    by: User,
    now: datetime,
    decided_on: date | None = None,
    year_justification: str = "",
    documents: Iterable[StoredFile] = (),
    shared: bool = False,
) -> Breach:
    """Propose a breach with its facts and documents; also possible after recognition [S4, S5].

    The commune is notified and may answer, never after the day of the report [R3]; `shared` lets it read the documents
    [S8]. `elements` names the document that proves each element of the ground. Discipline and prosecution have a date
    of their own, `decided_on`; if its year is not that of the act, `year_justification` says why that year is meant.

    Raises:
        Refused: facts, source or an element's document are empty, or a date is outside the year or out of order.
    """
    texts: dict[str, Any] = {"facts": facts.strip(), "source": source.strip()}
    texts["year_justification"] = year_justification.strip()
    has_decision = kind == Breach.Kind.DISCIPLINE_OR_PROSECUTION
    days: dict[str, Any] = {"occurred_on": occurred_on, "decided_on": decided_on if has_decision else None}
    refuse_if(recording_problems(registration.cycle, kind=kind, elements=elements, **texts, **days, now=now))
    breach = Breach(registration=registration, kind=kind, **texts, **days, recorded_at=now, recorded_by=by)
    breach.answer_before = _answer_before(registration.cycle, now=now)
    breach.full_clean()
    breach.save()
    _write_elements(breach, elements)
    shown = {"is_shared": shared, "added_at": now, "added_by": by}
    BreachDocument.objects.bulk_create(BreachDocument(breach=breach, file=file, **shown) for file in documents)
    trail_facts = {"label": str(registration), "kind": kind, "source": breach.source}
    record("appraisal.record_breach", by=by, now=now, on=breach, **trail_facts)
    notices.breach_proposed(breach, now=now)
    return breach


def _answer_before(cycle: Cycle, *, now: datetime) -> date:
    """The commune's whole days, cut at the report's day: a hearing never delays the report [R3, S8]."""
    today = now.astimezone(CITY_ZONE).date()
    before = today + timedelta(days=answer_days(cycle) + 1)
    return min(before, cycle.report_before) if today < cycle.report_before else before


def _write_elements(breach: Breach, elements: Mapping[str, str]) -> None:
    for element in ELEMENTS[BreachKind(breach.kind)]:
        shown = BreachElement(breach=breach, element=element.value, document=elements[element].strip())
        shown.full_clean(exclude=["breach"])
        shown.save()


@transaction.atomic
def show_breach_elements(*, breach: Breach, elements: Mapping[str, str], by: User, now: datetime) -> Breach:
    """Add the documents that prove a proposed breach's elements, where it was recorded before they were stored [S4].

    Raises:
        Refused: the breach is already decided, or a document is missing.
    """
    breach = locked_breach(breach)
    refuse_if([*breach_resolution_problems(breach), *element_problems(breach.kind, elements)])
    breach.elements.all().delete()
    _write_elements(breach, elements)
    record("appraisal.show_breach_elements", by=by, now=now, on=breach, label=str(breach.registration))
    return breach


@transaction.atomic
def confirm_breach(*, breach: Breach, justification: str, by: User, now: datetime) -> Breach:
    """The lead confirms: the unit is not qualified this year, whatever its score [S4].

    Raises:
        Refused: the breach is already decided, or the commune may still answer it [S8].
    """
    lock_cycle(breach.registration.cycle_id)
    breach = locked_breach(breach)
    refuse_if(confirming_breach_problems(breach, now=now))
    breach.confirm(by=by, at=now, justification=justification.strip())
    breach.full_clean(exclude=["registration"])
    breach.save()
    record("appraisal.confirm_breach", by=by, now=now, on=breach, label=str(breach.registration), kind=breach.kind)
    notices.breach_resolved(breach, now=now)
    breach_confirmed.send(sender=Breach, breach=breach, by=by, now=now)
    return breach


@transaction.atomic
def dismiss_breach(*, breach: Breach, justification: str, by: User, now: datetime) -> Breach:
    """The lead decides that it is no breach, with a justification [S4].

    Raises:
        Refused: the breach is already decided, or the justification is empty.
    """
    lock_cycle(breach.registration.cycle_id)
    breach = locked_breach(breach)
    problems = list(breach_resolution_problems(breach))
    if not justification.strip():
        problems.append(Problem("dismissal_justification_missing", where="justification", clause="S4"))
    refuse_if(problems)
    breach.dismiss(by=by, at=now, justification=justification.strip())
    breach.full_clean(exclude=["registration"])
    breach.save()
    record(
        "appraisal.dismiss_breach",
        by=by,
        now=now,
        on=breach,
        label=str(breach.registration),
        ground=breach.justification,
    )
    notices.breach_resolved(breach, now=now)
    breach_dismissed.send(sender=Breach, breach=breach, by=by, now=now)
    return breach


@transaction.atomic
def withdraw_breach(*, breach: Breach, reason: str, by: User, now: datetime) -> Breach:
    """The recorder withdraws a breach before it is decided, with a reason; it stays on record, the commune is notified.

    A breach recorded with a mistake is then recorded again.

    Raises:
        Refused: the breach is already decided, or no reason is given.
    """
    lock_cycle(breach.registration.cycle_id)
    breach = locked_breach(breach)
    refuse_if(withdrawing_problems(breach, reason))
    breach.withdraw(by=by, at=now, reason=reason.strip())
    breach.full_clean(exclude=["registration"])
    breach.save()
    label = str(breach.registration)
    record("appraisal.withdraw_breach", by=by, now=now, on=breach, label=label, reason=breach.justification)
    notices.breach_resolved(breach, now=now)
    breach_dismissed.send(sender=Breach, breach=breach, by=by, now=now)
    return breach


@transaction.atomic
def set_aside_breach(
    *,
    breach: Breach,
    decision_number: str,
    decision_date: date,
    justification: str,
    file: UploadedFile,
    by: User,
    now: datetime,
) -> BreachReversal:
    """A later decision found that a confirmed breach was none: a complaint upheld, or a court [S4, S5].

    The breach, its documents and the earlier decisions stay on record; the person who concludes the year is notified.

    Raises:
        Refused: the breach is not confirmed; number or justification are empty; the decision is older than the breach
            or its date is in the future; or the file cannot be stored.
    """
    lock_cycle(breach.registration.cycle_id)
    breach = locked_breach(breach)
    typed = {"decision_number": decision_number.strip(), "justification": justification.strip()}
    refuse_if(setting_aside_problems(breach, decision_date=decision_date, **typed, now=now))
    stored = store_file(upload=file, by=by, now=now)
    reversal = BreachReversal(
        breach=breach, decision_date=decision_date, **typed, file=stored, recorded_at=now, recorded_by=by
    )
    reversal.full_clean(exclude=["breach", "file"])
    reversal.save()
    breach.set_aside()
    breach.save(update_fields=["state"])
    label = str(breach.registration)
    facts = {"decision": reversal.decision_number, "ground": reversal.justification}
    record("appraisal.set_aside_breach", by=by, now=now, on=breach, label=label, **facts)
    notices.breach_set_aside(breach, decision=reversal.decision_number, now=now)
    breach_set_aside.send(sender=Breach, breach=breach, by=by, now=now)
    return reversal


@transaction.atomic
def correct_reversal(
    *,
    breach: Breach,
    decision_number: str,
    decision_date: date,
    reason: str,
    file: UploadedFile | None = None,
    by: User,
    now: datetime,
) -> BreachReversal:
    """Correct number, date or file of the decision that set a breach aside; the former version stays on record.

    Without `file` the signed decision on record stays.

    Raises:
        BreachReversal.DoesNotExist: no decision has set it aside.
        Refused: number or reason are empty; the date does not fit; or the file cannot be stored.
    """
    lock_cycle(breach.registration.cycle_id)
    breach = locked_breach(breach)
    reversal = BreachReversal.objects.select_related("file").get(breach=breach)
    number, why = decision_number.strip(), reason.strip()
    typed = {"decision_number": number, "reason": why}
    followers = [day for days in days_after_reversal for day in days(breach)]
    refuse_if(correcting_reversal_problems(breach, decision_date=decision_date, **typed, followers=followers, now=now))
    former = FormerReversal(
        reversal=reversal, number=reversal.decision_number, dated_on=reversal.decision_date, file=reversal.file
    )
    former.reason, former.corrected_at, former.corrected_by = why, now, by
    former.save()
    reversal.decision_number, reversal.decision_date = number, decision_date
    if file is not None:
        reversal.file = store_file(upload=file, by=by, now=now)
    reversal.full_clean(exclude=["breach", "file"])
    reversal.save()
    facts = {"former": f"{former.number} ({former.dated_on:%d/%m/%Y})", "decision": reversal.decision_number}
    facts |= {"dated": f"{decision_date:%d/%m/%Y}", "reason": former.reason}
    record("appraisal.correct_reversal", by=by, now=now, on=breach, label=str(breach.registration), **facts)
    return reversal


def locked_breach(breach: Breach) -> Breach:
    """The breach reloaded and locked until the transaction ends; after the year or the dossier, where those exist."""
    rows = Breach.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("registration__commune", "registration__cycle", "settled_by").get(pk=breach.pk)
