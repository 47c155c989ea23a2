"""The date of a decision of the city: not in the future, not before what it refers to, not after what followed."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from django.utils.timezone import localdate

from appraisal.models import Breach, BreachReversal
from kernel.deadlines import lies_ahead
from kernel.problems import Problem
from results.issued_papers import correction_problems, day_problem
from results.models import CityDecision, Outcome, Recognition, Revocation, RevocationWithdrawal
from scoring.core import assessed_from

_CLAUSES: dict[str, str] = {
    CityDecision.Kind.RECOGNITION: "R4",
    CityDecision.Kind.COMMENDATION: "R5",
    CityDecision.Kind.REVOCATION: "S5",
    CityDecision.Kind.WITHDRAWAL: "S5",
}


def recognition_day_problems(outcomes: Iterable[Outcome], *, dated: date, now: datetime) -> Iterator[Problem]:
    """Why a recognition decision cannot have this date: in the future, before December, before the results [R4]."""
    outcomes = list(outcomes)
    if lies_ahead(dated, now=now):
        yield Problem("decision_in_future", where="decision_date", clause="QT4")
    for cycle in {outcome.registration.cycle for outcome in outcomes}:
        first = max(cycle.submit_before, assessed_from(cycle.year))
        if dated < first:
            params = {"first": f"{first:%d/%m/%Y}"}
            yield Problem("decision_before_assessment", where="decision_date", clause="R4", params=params)
    stood = [at for outcome in outcomes for at in (outcome.approved_at, outcome.reconcluded_at) if at]
    if stood and dated < localdate(max(stood)):
        yield day_problem("decision_before_approval", localdate(max(stood)), "R4")


def commendation_day_problems(recognitions: Iterable[Recognition], *, dated: date, now: datetime) -> Iterator[Problem]:
    """Why a commending decision cannot have this date: in the future, or before a recognition it refers to [R5]."""
    if lies_ahead(dated, now=now):
        yield Problem("decision_in_future", where="decision_date", clause="R5")
    elif dated < max(recognition.decision_date for recognition in recognitions):
        yield Problem("commendation_before_recognition", where="decision_date", clause="R5")


def revocation_day_problems(
    recognition: Recognition, breach: Breach, *, dated: date, now: datetime
) -> Iterator[Problem]:
    """Why a revoking decision cannot have this date: ahead, before the recognition or the decided breach [S5]."""
    if lies_ahead(dated, now=now):
        yield Problem("decision_in_future", where="decision_date", clause="S5")
    elif dated < recognition.decision_date:
        yield Problem("revocation_before_recognition", where="decision_date", clause="S5")
    elif breach.settled_at is not None and dated < localdate(breach.settled_at):
        yield day_problem("revocation_before_breach", localdate(breach.settled_at), "S5")


def withdrawal_day_problems(revocation: Revocation, *, dated: date, now: datetime) -> Iterator[Problem]:
    """Why a withdrawing decision cannot have this date: ahead, before the revocation or the breach's reversal [S5]."""
    if lies_ahead(dated, now=now):
        yield Problem("decision_in_future", where="decision_date", clause="S5")
    elif dated < revocation.decision_date:
        yield Problem("withdrawal_before_revocation", where="decision_date", clause="S5")
    elif (reversal := BreachReversal.objects.filter(breach=revocation.breach_id).first()) and (
        dated < reversal.decision_date
    ):
        yield day_problem("withdrawal_before_reversal", reversal.decision_date, "S5")


def withdrawal_days(breach: Breach) -> list[date]:
    """The dates on which revocations that the breach had caused were withdrawn: after the breach was set aside [S5]."""
    withdrawals = RevocationWithdrawal.objects.filter(revocation__breach=breach)
    return list(withdrawals.values_list("decision__dated", flat=True))


def correcting_problems(decision: CityDecision, *, dated: date, reason: str, now: datetime) -> Iterator[Problem]:
    """Why a decision cannot be corrected so: the rules of recording it, and later events must stay later."""
    clause = _CLAUSES[decision.kind]
    yield from correction_problems(decision, reason=reason, clause=clause)
    days, later = _OF_KIND[decision.kind](decision, dated, now)
    yield from days
    if later and dated > min(later):
        yield day_problem("decision_after_what_followed", min(later), clause)


def _of_recognition(decision: CityDecision, dated: date, now: datetime) -> tuple[Iterator[Problem], list[date]]:
    rows = decision.recognitions.select_related("outcome__registration__cycle", "commendation__decision")
    recognitions = list(rows.prefetch_related("revocations__decision"))
    later = [one.decision_date for recognition in recognitions for one in recognition.revocations.all()]
    later += [one.commending_decision.decision_date for one in recognitions if one.commending_decision]
    return recognition_day_problems([one.outcome for one in recognitions], dated=dated, now=now), later


def _of_commendation(decision: CityDecision, dated: date, now: datetime) -> tuple[Iterator[Problem], list[date]]:
    recognitions = Recognition.objects.filter(commendation__decision=decision).select_related("decision")
    return commendation_day_problems(list(recognitions), dated=dated, now=now), []


def _of_revocation(decision: CityDecision, dated: date, now: datetime) -> tuple[Iterator[Problem], list[date]]:
    revocations = decision.revocations.select_related("recognition__decision", "breach", "withdrawal__decision")
    problems = (
        problem
        for one in revocations
        for problem in revocation_day_problems(one.recognition, one.breach, dated=dated, now=now)
    )
    return problems, [one.withdrawal.decision_date for one in revocations if one.is_withdrawn]


def _of_withdrawal(decision: CityDecision, dated: date, now: datetime) -> tuple[Iterator[Problem], list[date]]:
    withdrawals = RevocationWithdrawal.objects.filter(decision=decision).select_related("revocation__decision")
    problems = (
        problem for one in withdrawals for problem in withdrawal_day_problems(one.revocation, dated=dated, now=now)
    )
    return problems, []


_OF_KIND: dict[str, Callable[[CityDecision, date, datetime], tuple[Iterator[Problem], list[date]]]] = {
    CityDecision.Kind.RECOGNITION: _of_recognition,
    CityDecision.Kind.COMMENDATION: _of_commendation,
    CityDecision.Kind.REVOCATION: _of_revocation,
    CityDecision.Kind.WITHDRAWAL: _of_withdrawal,
}
