"""What a year's results make wait for people: the lead, the department, the city [R3, R5]."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communes.deadlines import due as due_on
from communes.models import Cycle
from friendly_gov.home_tasks.home_task import HomeTask
from friendly_gov.navigation import address
from results.issued_papers import current_report
from results.models import Outcome
from results.publication_steps import STEPS, current_step
from results.queries import to_be_commended

_RESULT_WORDS = {
    "unreported": gettext_lazy("The results wait for the department's report to the city"),
    Outcome.State.DRAFTED: gettext_lazy("The draft results wait for the team lead's confirmation"),
    Outcome.State.CONFIRMED: gettext_lazy("The results wait for the city's approval"),
    Outcome.State.APPROVED: gettext_lazy("The results are approved and wait to be published"),
    Outcome.State.PUBLISHED: gettext_lazy("The results are published"),
}


def report_tasks(cycle: Cycle, now: datetime) -> Iterator[HomeTask]:
    """The confirmed results that the department has still to report to the city [R3]."""
    done = current_step(cycle)
    if done < len(STEPS) and STEPS[done][0] == "report":
        due = due_on(cycle.report_before, now=now)
        url = address("results:report", cycle.year)
        yield HomeTask(_("Report the confirmed results to the city"), "", url, _("Record the report"), "urgent", due)


def result_tasks(cycle: Cycle, *, ready: str) -> Iterator[HomeTask]:
    """Where the year's results stand; `ready` is the state in which they wait for this very person."""
    states = set(Outcome.objects.filter(registration__cycle=cycle).order_by().values_list("state", flat=True))
    url = address("results:steps", cycle.year)
    for state in Outcome.State:
        if state in states:
            mine = state == ready or (state == Outcome.State.APPROVED and ready == Outcome.State.CONFIRMED)
            unreported = state == Outcome.State.CONFIRMED and current_report(cycle) is None
            tone = "done" if state == Outcome.State.PUBLISHED else "urgent" if mine and not unreported else "later"
            words = _RESULT_WORDS["unreported" if unreported else state]
            yield HomeTask(str(words), "", url, _("See the steps"), tone)
            return


def commendation_tasks(cycle: Cycle) -> Iterator[HomeTask]:
    """Units recognised at Level 4 whose commendation is not decided yet [R5]."""
    if waiting := to_be_commended(cycle).count():
        title = ngettext(
            "%(number)s unit at Level 4 waits for its commendation",
            "%(number)s units at Level 4 wait for their commendation",
            waiting,
        )
        yield HomeTask(title % {"number": waiting}, "", address("results:steps", cycle.year), _("See the steps"))
