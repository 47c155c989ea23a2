"""Open tasks of administrators: people, mails, role requests, periodic work, scoring tables."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.queries import waiting_requests
from communes.models import Cycle
from communes.pending import PendingTask
from friendly_gov.navigation import address
from kernel import clock
from notifications.queries import unreached_count
from operations.queries import jobs_in_need
from scoring.models import Criterion, Rubric


def administrator_tasks(user, cycle: Cycle | None, *, now: datetime) -> Iterator[PendingTask]:
    """Nine queries, independent of the number of people."""
    people, see = address("accounts:people"), _("See people")
    asked = waiting_requests(user, now=now).exclude(person=user).count()
    if asked:
        title = ngettext("%(number)s role is asked for", "%(number)s roles are asked for", asked) % {"number": asked}
        text, url = _("An administrator's own role needs a second person."), address("accounts:grant_requests")
        yield PendingTask("accounts.grant", title, text, url, _("Decide"), "urgent", count=asked)
    counts = User.objects.filter(is_active=True).aggregate(
        invited=Count("pk", filter=Q(last_login=None), distinct=True),
        idle=Count("pk", filter=Q(memberships=None), distinct=True),
    )
    if invited := counts["invited"]:
        title = ngettext("%(number)s person has never signed in", "%(number)s people have never signed in", invited)
        text = _("Their invitations can be sent again.")
        yield PendingTask("accounts.invited", title % {"number": invited}, text, people, see, count=invited)
    if idle := counts["idle"]:
        title = ngettext("%(number)s person has no role", "%(number)s people have no role", idle) % {"number": idle}
        text = _("Give a role, or disable the account.")
        yield PendingTask("accounts.idle", title, text, people, see, count=idle)
    if unreached := unreached_count():
        title = ngettext(
            "%(number)s person is not reached by mail", "%(number)s people are not reached by mail", unreached
        ) % {"number": unreached}
        text, mails = _("The mail server refused what was sent to them."), address("accounts:undeliverable")
        yield PendingTask("accounts.unreached", title, text, mails, _("See the mails"), count=unreached)
    yield from _periodic_tasks()
    if drafts := Rubric.objects.filter(state=Rubric.State.DRAFT).count():
        title = ngettext("%(number)s scoring table is a draft", "%(number)s scoring tables are drafts", drafts)
        url = address("scoring:rubrics")
        yield PendingTask("scoring.draft", title % {"number": drafts}, "", url, _("See the tables"), count=drafts)
    yield from _assumed_tasks(cycle)
    title, text = _("Invite people"), _("One by one, or from a spreadsheet.")
    yield PendingTask("accounts.invite", title, text, address("accounts:invite"), _("Invite"), "later", count=0)


def _assumed_tasks(cycle: Cycle | None) -> Iterator[PendingTask]:
    """Figures of the table in force that were illegible in the scan of the decree."""
    assumed = Criterion.objects.filter(
        rubric__cycles_in_force__cycle=cycle,
        is_leaf=True,
        provenance=Criterion.Provenance.ASSUMED,
        confirmation=None,
    )
    waiting = list(assumed.order_by("sort_key").values_list("rubric__code", "code")) if cycle else []
    if waiting:
        title = ngettext(
            "%(number)s figure of the scoring table is still to be confirmed",
            "%(number)s figures of the scoring table are still to be confirmed",
            len(waiting),
        ) % {"number": len(waiting)}
        text = _("The scan of the decision lost them. Compare them with the signed original.")
        url = address("scoring:figure", *waiting[0])
        yield PendingTask("scoring.figures", title, text, url, _("Compare the figures"), count=len(waiting))


def _periodic_tasks() -> Iterator[PendingTask]:
    """Periodic work that failed or did not begin at its time: it runs by the real clock, also in a demonstration."""
    if in_need := jobs_in_need(now=clock.running()):
        title = ngettext(
            "%(number)s piece of periodic work failed or is overdue",
            "%(number)s pieces of periodic work failed or are overdue",
            in_need,
        ) % {"number": in_need}
        text, url = _("Tell the operator of the server."), address("operations:overview")
        yield PendingTask("operations.periodic", title, text, url, _("See the work"), "urgent", count=in_need)
