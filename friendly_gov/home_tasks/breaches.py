"""What breaches make wait for people: communes answer, the city revokes [S4, S5, S8]."""

from collections.abc import Iterator
from datetime import datetime

import rules
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisal.models import Breach, TeamMember
from appraisal.queries import breaches_visible_to, may_answer
from communes.deadlines import due as due_on
from communes.models import Cycle
from friendly_gov.home_tasks.home_task import HomeTask
from friendly_gov.navigation import address
from kernel.problems import required
from results.queries import to_be_revoked

_RESOLVE = "appraisal.resolve_breach"


def breach_tasks(breaches: list[Breach], now: datetime) -> Iterator[HomeTask]:
    """What was recorded of the unit, and until when it may answer [S4, S8]."""
    for breach in breaches:
        entry, kind = breach.registration, str(breach.get_kind_display())
        url = address("appraisal:own_breach", entry.cycle.year, entry.commune.code, breach.pk)
        if may_answer(breach, now=now):
            due = due_on(required(breach.answer_before), now=now)
            yield HomeTask(
                _("Answer the breach that was recorded of your unit"), kind, url, _("Read and answer"), "urgent", due
            )
        elif breach.state == Breach.State.CONFIRMED:
            yield HomeTask(_("A breach is confirmed: not qualified this year"), kind, url, _("Read it"), "urgent")
        else:
            yield HomeTask(_("The breach recorded of your unit waits for a decision"), kind, url, _("Read it"), "later")


def resolution_tasks(user, cycle: Cycle, now: datetime, *, part: str = "") -> Iterator[HomeTask]:
    """Proposed breaches that this person is to decide on, and those whose commune may still answer [S4, S8].

    With `part`, only for whoever has that part in the year's team.
    """
    if part and not TeamMember.objects.filter(team__cycle=cycle, person=user, part=part).exists():
        return
    proposed = breaches_visible_to(user).filter(registration__cycle=cycle, state=Breach.State.PROPOSED)
    mine = [found for found in proposed.select_related("answer") if rules.has_perm(_RESOLVE, user, found)]
    awaited = sum(may_answer(breach, now=now) for breach in mine)
    url = f"{address('appraisal:breaches', cycle.year)}?state=proposed"
    if ready := len(mine) - awaited:
        title = ngettext("%(number)s proposed breach to settle", "%(number)s proposed breaches to settle", ready)
        yield HomeTask(title % {"number": ready}, "", url, _("Settle"), "urgent")
    if awaited:
        title = ngettext(
            "%(number)s proposed breach waits for the commune's answer",
            "%(number)s proposed breaches wait for the communes' answers",
            awaited,
        )
        yield HomeTask(title % {"number": awaited}, "", url, _("Read it"), "later")


def revocation_tasks(cycle: Cycle, page: str) -> Iterator[HomeTask]:
    """Recognitions that a breach undid, one task each: the city revokes them by decision [S5]."""
    for recognition, breach in to_be_revoked(cycle):
        commune = breach.registration.commune
        yield HomeTask(
            _("The recognition of %(commune)s is to be revoked") % {"commune": commune},
            _("%(breach)s, confirmed after decision %(decision)s.")
            % {"breach": breach.get_kind_display(), "decision": recognition.decision_number},
            address(page, cycle.year, commune.code),
            _("Revoke"),
            "urgent",
        )
