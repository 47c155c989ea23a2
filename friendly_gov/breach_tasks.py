"""What breaches make wait for people: communes answer, the city revokes [S4, S5, S8]."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from appraisal.models import Breach
from appraisal.queries import may_answer
from communes.deadlines import due as due_on
from communes.models import Cycle
from friendly_gov.navigation import address
from friendly_gov.task import Task
from results.queries import to_be_revoked


def breach_tasks(breaches: list[Breach], now: datetime) -> Iterator[Task]:
    """What was recorded of the unit, and until when it may answer [S4, S8]."""
    for breach in breaches:
        entry, kind = breach.registration, str(breach.get_kind_display())
        url = address("appraisal:own_breach", entry.cycle.year, entry.commune.code, breach.pk)
        if may_answer(breach, now=now):
            due = due_on(breach.answer_before, now=now)
            yield Task(
                _("Answer the breach that was recorded of your unit"), kind, url, _("Read and answer"), "urgent", due
            )
        elif breach.state == Breach.State.CONFIRMED:
            yield Task(_("A breach is confirmed: not qualified this year"), kind, url, _("Read it"), "urgent")
        else:
            yield Task(_("The breach recorded of your unit waits for a decision"), kind, url, _("Read it"), "later")


def revocation_tasks(cycle: Cycle, page: str) -> Iterator[Task]:
    """Recognitions that a breach undid, one task each: the city revokes them by decision [S5]."""
    for recognition, breach in to_be_revoked(cycle):
        commune = breach.registration.commune
        yield Task(
            _("The recognition of %(commune)s is to be revoked") % {"commune": commune},
            _("%(breach)s, confirmed after decision %(decision)s.")
            % {"breach": breach.get_kind_display(), "decision": recognition.decision_number},
            address(page, cycle.year, commune.code),
            _("Revoke"),
            "urgent",
        )
