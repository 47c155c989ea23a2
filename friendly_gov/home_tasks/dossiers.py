"""What dossiers that are late, incomplete or closed without appraisal make wait for people [R2, S4]."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communes.deadlines import due
from friendly_gov.home_tasks.home_task import HomeTask
from friendly_gov.navigation import address
from kernel.problems import required
from scoring.models import SelfAssessment

ASIDE = (*SelfAssessment.UNDECIDED, SelfAssessment.State.REFUSED, SelfAssessment.State.NOT_CONSIDERED)
"""Neither in preparation nor on its way through the appraisal."""


def aside_task(work: SelfAssessment, place: tuple[int, str], now: datetime) -> HomeTask:
    """What the commune reads of its dossier that came late or incomplete, or was closed without appraisal."""
    url, state = address("evidence:dossier", *place), SelfAssessment.State
    if work.state == state.RETURNED:
        until = due(required(work.complete_before), now=now)
        return HomeTask(_("Complete the dossier"), work.decision_note, url, _("Open it"), "urgent", due=until)
    titles = {
        state.REFUSED: _("The dossier was not admitted"),
        state.NOT_CONSIDERED: _("The dossier is closed without appraisal"),
    }
    title = titles.get(work.state, _("The dossier waits for the Department's decision"))
    text = "" if work.state == state.NOT_CONSIDERED else work.decision_note or str(work.get_shortcoming_display())
    return HomeTask(title, text, url, _("Open it"), tone="later")


def undecided_tasks(works: Counter, dossiers: str) -> Iterator[HomeTask]:
    """Dossiers that came late or incomplete and wait for the department's decision; `dossiers` is their list."""
    for state in (SelfAssessment.State.LATE, SelfAssessment.State.INCOMPLETE):
        if count := works[state]:
            title = ngettext(
                "%(number)s dossier waits for your decision (%(state)s)",
                "%(number)s dossiers wait for your decision (%(state)s)",
                count,
            )
            words = title % {"number": count, "state": SelfAssessment.Shortcoming(state.value).label}
            yield HomeTask(words, "", f"{dossiers}?state={state}", _("Decide"), "urgent")
