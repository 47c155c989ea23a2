"""When a breach may be recorded, answered and decided: every reason against it with its clause."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from accounts.models import User
from appraisal.models import Breach
from appraisal.queries import has_answer, may_answer
from communes.deadlines import day_words
from communes.models import Cycle
from communes.policies import room_for
from documents.services import Incoming
from kernel.deadlines import CITY_ZONE, lies_ahead
from kernel.problems import Problem, required
from scoring.core import ELEMENTS, BreachKind


def recording_problems(
    cycle: Cycle,
    *,
    kind: str,
    facts: str,
    source: str,
    occurred_on: date,
    decided_on: date | None,
    year_justification: str,
    elements: Mapping[str, str],
    now: datetime,
) -> Iterator[Problem]:
    """Why a breach cannot be recorded: no facts, an element missing, dates ahead, out of order or year [S4, S5]."""
    for field, text in (("facts", facts), ("source", source)):
        if not text.strip():
            yield Problem("breach_facts_missing", where=field, clause="S4")
    yield from element_problems(kind, elements)
    if lies_ahead(occurred_on, now=now):
        yield Problem("breach_in_the_future", where="occurred_on", clause="S4")
        return
    yield from _decision_day_problems(kind, occurred_on, decided_on, now)
    days = [occurred_on] if decided_on is None else [decided_on, occurred_on]
    years = {day.year for day in days}
    if cycle.year not in years:
        params = {"year": cycle.year, "other": days[0].year}
        yield Problem("breach_of_another_year", where="occurred_on", clause="S4", params=params)
    elif len(years) > 1 and not year_justification.strip():
        params = {"acted": occurred_on.year, "decided": days[0].year}
        yield Problem("breach_year_without_justification", where="year_justification", clause="S4", params=params)


def element_problems(kind: str, elements: Mapping[str, str]) -> Iterator[Problem]:
    """Every element of the ground must be ticked, with the document that proves it [S4]."""
    for element in ELEMENTS[BreachKind(kind)]:
        if not elements.get(element, "").strip():
            yield Problem(f"breach_lacks_{element.value}", where=element.value, clause="S4")


def _decision_day_problems(kind: str, occurred_on: date, decided_on: date | None, now: datetime) -> Iterator[Problem]:
    """Discipline and prosecution have a date of their own, not before the act and not in the future [S4]."""
    if kind == Breach.Kind.UNRESOLVED_CASES:
        return
    if decided_on is None:
        yield Problem("breach_without_decision_day", where="decided_on", clause="S4")
    elif lies_ahead(decided_on, now=now):
        yield Problem("breach_decided_in_the_future", where="decided_on", clause="S4")
    elif decided_on < occurred_on:
        yield Problem("breach_decided_before_the_act", where="decided_on", clause="S4")


def setting_aside_problems(
    breach: Breach, *, decision_number: str, decision_date: date, justification: str, now: datetime
) -> Iterator[Problem]:
    """Why a breach cannot be set aside: none is confirmed, or the later decision is incomplete or not later [S4]."""
    if breach.state != Breach.State.CONFIRMED:
        params = {"state": str(breach.get_state_display())}
        yield Problem("breach_not_confirmed_yet", where="state", clause="S4", params=params)
        return
    for field, text in (("decision_number", decision_number), ("justification", justification)):
        if not text.strip():
            yield Problem("reversal_incomplete", where=field, clause="S4")
    yield from _reversal_day_problems(breach, decision_date, now)


def _reversal_day_problems(breach: Breach, decision_date: date, now: datetime) -> Iterator[Problem]:
    if lies_ahead(decision_date, now=now):
        yield Problem("reversal_in_the_future", where="decision_date", clause="S4")
    elif decision_date < required(breach.settled_at).astimezone(CITY_ZONE).date():
        yield Problem("reversal_before_the_breach", where="decision_date", clause="S4")


def correcting_reversal_problems(
    breach: Breach, *, decision_number: str, decision_date: date, reason: str, followers: Iterable[date], now: datetime
) -> Iterator[Problem]:
    """Why the decision that set a breach aside cannot be corrected so: the rules of recording it, and what followed
    stays later [S4, S5]."""
    if not decision_number.strip():
        yield Problem("reversal_incomplete", where="decision_number", clause="S4")
    if not reason.strip():
        yield Problem("reversal_correction_without_reason", where="reason", clause="S4")
    yield from _reversal_day_problems(breach, decision_date, now)
    if (first := min(followers, default=None)) is not None and decision_date > first:
        params = {"first": f"{first:%d/%m/%Y}"}
        yield Problem("reversal_after_what_followed", where="decision_date", clause="S5", params=params)


def breach_resolution_problems(breach: Breach) -> Iterator[Problem]:
    """Why a breach cannot be decided: it already is, and by whom [S4]."""
    if breach.state != Breach.State.PROPOSED:
        params = {"who": str(breach.settled_by), "state": str(breach.get_state_display())}
        yield Problem("breach_settled_already", where="state", clause="S4", params=params)


def withdrawing_problems(breach: Breach, reason: str) -> Iterator[Problem]:
    """Why its recorder cannot withdraw a breach: it is already decided, or no reason is given [S4, S8]."""
    yield from breach_resolution_problems(breach)
    if not reason.strip():
        yield Problem("breach_withdrawn_without_reason", where="reason", clause="S8")


def confirming_breach_problems(breach: Breach, *, now: datetime) -> Iterator[Problem]:
    """Why a breach cannot be confirmed: it is already decided, or the commune may still be heard [S4, S8]."""
    yield from breach_resolution_problems(breach)
    shown = {one.element: one.document for one in breach.elements.all()}
    yield from element_problems(breach.kind, shown)
    if may_answer(breach, now=now):
        params = {"last": day_words(required(breach.answer_before))["last"]}
        yield Problem("breach_answer_awaited", where="state", clause="S8", params=params)


def answering_problems(breach: Breach, *, text: str, now: datetime) -> Iterator[Problem]:
    """Why the commune cannot answer: already decided, already answered, too late, or the text is empty [S4, S8]."""
    if breach.state != Breach.State.PROPOSED:
        params = {"state": str(breach.get_state_display())}
        yield Problem("breach_answer_after_decision", where="state", clause="S4", params=params)
    elif has_answer(breach):
        yield Problem("breach_answered_already", where="text", clause="S8")
    elif not may_answer(breach, now=now):
        last = day_words(breach.answer_before)["last"] if breach.answer_before else "–"
        yield Problem("breach_answer_too_late", where="text", clause="S8", params={"last": last})
    if not text.strip():
        yield Problem("breach_answer_empty", where="text", clause="S8")


def answer_file_problems(breach: Breach, incoming: Incoming, *, by: User, now: datetime) -> Iterator[Problem]:
    """Why a file cannot be attached to the commune's answer, checked before storing: too late, or quota exceeded."""
    yield from answering_problems(breach, text="-", now=now)
    yield from room_for(breach.registration, incoming, by=by)


def breach_documents_problems(breach: Breach) -> Iterator[Problem]:
    """Why no document of a breach can be added or shared: it was dismissed [S4]."""
    if breach.state in (Breach.State.DISMISSED, Breach.State.SET_ASIDE, Breach.State.WITHDRAWN):
        yield Problem("breach_dismissed_already", where="state", clause="S4")
