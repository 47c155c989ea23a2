"""The issued papers of a year: the valid version, earlier versions, and why one cannot be recorded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery
from django.utils.timezone import localdate

from communes.models import Cycle
from documents.models import StoredFile
from kernel.deadlines import lies_ahead
from kernel.problems import Problem
from results.models import CityDecision, DepartmentReport, Outcome
from scoring.core import assessed_from

State = Outcome.State


def confirmed_on(cycle: Cycle) -> date | None:
    """The day on which the lead confirmed the year's results for the department; None before [R3]."""
    at = Outcome.objects.filter(registration__cycle=cycle).aggregate(at=Max("confirmed_at"))["at"]
    return localdate(at) if at else None


def current_report(cycle: Cycle) -> DepartmentReport | None:
    """The department's report of the present results: the last one since the lead confirmed them [R3]."""
    confirmed = Outcome.objects.filter(registration__cycle=OuterRef("cycle")).order_by()
    last = confirmed.values("registration__cycle").annotate(at=Max("confirmed_at")).values("at")
    reports = DepartmentReport.objects.filter(cycle=cycle, recorded_at__gte=Subquery(last))
    return reports.select_related("file").order_by("pk").last()


def reports_of(cycle: Cycle) -> list[DepartmentReport]:
    """Every version of the year's report, the newest first."""
    return list(DepartmentReport.objects.filter(cycle=cycle).select_related("file", "recorded_by").order_by("-pk"))


def decisions_of(cycle: Cycle) -> list[CityDecision]:
    """Every version of the year's decisions of the city, the newest first."""
    decisions = CityDecision.objects.filter(cycle=cycle).select_related("file", "recorded_by", "corrected_by")
    return list(decisions.order_by("-pk"))


@dataclass(frozen=True, slots=True)
class Versions:
    """The valid version of a decision, and the versions that it corrects, the newest first."""

    decision: CityDecision
    former: tuple[CityDecision, ...]


def versions_of(decisions: Iterable[CityDecision]) -> dict[int, Versions]:
    """Decisions of one year with their earlier versions, by the key of the decision.

    One query for all of them; none where no decision was corrected.
    """
    wanted = list(decisions)
    if all(decision.corrects_id is None for decision in wanted):
        return {decision.pk: Versions(decision, ()) for decision in wanted}
    years = {decision.cycle_id for decision in wanted}
    known = {one.pk: one for one in CityDecision.objects.filter(cycle__in=years).select_related("file")}
    versions = {}
    for decision in wanted:
        former, place = [], decision.corrects_id
        while place is not None:
            former.append(known[place])
            place = known[place].corrects_id
        versions[decision.pk] = Versions(decision, tuple(former))
    return versions


def paper_file(cycle: Cycle, public_id: UUID) -> StoredFile | None:
    """The signed copy of a paper of that year, of any version."""
    sources = (
        DepartmentReport.objects.filter(cycle=cycle),
        CityDecision.objects.filter(cycle=cycle),
    )
    matches = (rows.filter(file__public_id=public_id).select_related("file__inspection").first() for rows in sources)
    paper = next((paper for paper in matches if paper is not None), None)
    return paper.file if paper is not None else None


def correction_problems(
    former: DepartmentReport | CityDecision | None, *, reason: str, clause: str
) -> Iterator[Problem]:
    """Why a version cannot replace the earlier one: no reason is given, or it was already replaced."""
    if former is None:
        return
    if type(former).objects.filter(corrects=former.pk).exists():
        yield Problem("paper_corrected_already", where="reason", clause=clause)
    if not reason.strip():
        yield Problem("correction_without_reason", where="reason", clause=clause)


def reporting_problems(
    cycle: Cycle, former: DepartmentReport | None, *, dated: date, reason: str, now: datetime
) -> Iterator[Problem]:
    """Why the department's report cannot be recorded so [R3].

    The lead must confirm the results first; the report is dated from December on [R4] and before the
    city's approval.
    """
    outcomes = Outcome.objects.filter(registration__cycle=cycle)
    confirmed = confirmed_on(cycle)
    if confirmed is None or outcomes.filter(state=State.DRAFTED).exists():
        yield Problem("outcomes_not_confirmed", where="outcomes", clause="R3")
        return
    yield from correction_problems(former, reason=reason, clause="R3")
    approved = outcomes.aggregate(at=Max("approved_at"))["at"]
    if lies_ahead(dated, now=now):
        yield Problem("report_in_the_future", where="decision_date", clause="R3")
    elif dated < assessed_from(cycle.year):
        yield day_problem("report_before_december", assessed_from(cycle.year), "R4")
    elif dated < confirmed:
        yield day_problem("report_before_confirmation", confirmed, "R3")
    elif approved and dated > localdate(approved):
        yield day_problem("report_after_approval", localdate(approved), "R3")


def day_problem(code: str, day: date, clause: str) -> Problem:
    return Problem(code, where="decision_date", clause=clause, params={"day": f"{day:%d/%m/%Y}"})
