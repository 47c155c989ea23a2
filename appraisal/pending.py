"""Open tasks of the appraisal: of units, appraisers, the team's lead and the department [R3, S4, S8]."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import units_of
from appraisal.models import Breach, Review
from appraisal.queries.breaches import may_answer, own_breaches_of
from appraisal.waiting_reviews import (
    Deciders,
    WaitingReview,
    breaches_to_settle,
    deciders_of,
    orphaned_reviews,
    own_reviews,
    reviews_to_confirm,
    visits_to_make,
)
from communes.deadlines import DeadlineFacts, due
from communes.models import Cycle, Registration
from communes.pending import PendingTask, pressing
from kernel.problems import required


def breach_tasks(entries: Sequence[Registration], reader, now: datetime) -> dict[int, list[PendingTask]]:
    """The breaches recorded for each unit, with the deadline for its answer; one query [S4, S8]."""
    own = units_of(reader)
    mine = [entry.pk for entry in entries if entry.commune.code in own]
    states = [Breach.State.PROPOSED, Breach.State.CONFIRMED]
    tasks = defaultdict(list)
    for breach in own_breaches_of(reader).filter(registration__in=mine, state__in=states):
        tasks[breach.registration_id].append(_breach_task(breach, now))
    return tasks


def _breach_task(breach: Breach, now: datetime) -> PendingTask:
    entry, kind = breach.registration, str(breach.get_kind_display())
    url = reverse("appraisal:own_breach", args=[entry.cycle.year, entry.commune.code, breach.pk])
    if may_answer(breach, now=now):
        facts, title = (
            due(required(breach.answer_before), now=now),
            _("Answer the breach that was recorded of your unit"),
        )
        return PendingTask("appraisal.answer_breach", title, kind, url, _("Read and answer"), "urgent", facts)
    if breach.state == Breach.State.CONFIRMED:
        title = _("A breach is confirmed: not qualified this year")
        return PendingTask("appraisal.in_breach", title, kind, url, _("Read it"), "later")
    title = _("The breach recorded of your unit waits for a decision")
    return PendingTask("appraisal.breach_waits", title, kind, url, _("Read it"), "later")


# -- Appraisers -------------------------------------------------------------------------------------------------------


def appraiser_tasks(user, cycle: Cycle, *, now: datetime) -> Iterable[PendingTask]:
    """The tasks of an appraiser; for the secretary also those where the lead is recused. At most six queries."""
    rows, facts = own_reviews(user, cycle), due(cycle.report_before, now=now)
    deciders = deciders_of(user, cycle)
    listed = reverse("appraisal:reviews", args=[cycle.year])
    mine = [row for row in rows if row.is_mine]
    yield from _reply_tasks(cycle, [row for row in mine if row.owes_reply], listed, facts)
    yield from _answer_tasks(cycle, [row for row in mine if row.has_answers and row.is_open], listed, facts)
    yield from _review_tasks(mine, listed, facts)
    yield from _second_tasks([row for row in rows if row.is_second], listed, facts)
    yield from _visit_tasks(user, cycle, now)
    if deciders.secretary is not None and deciders.secretary.person_id == user.pk:
        yield from _deciding_tasks(user, cycle, deciders, listed, now)
    if not rows:
        title, text = _("No review is assigned to you yet"), _("You will get a message when one is.")
        yield PendingTask("appraisal.no_review", title, text, tone="later", count=0)


def _where(cycle: Cycle, rows: Sequence[WaitingReview], listed: str, *, page: str, query: str = "") -> str:
    """A link directly to a single dossier, or to the list of reviews where there are several."""
    if len(rows) == 1:
        return reverse(f"appraisal:{page}", args=[cycle.year, rows[0].code]) + query
    return listed


def _reply_tasks(cycle: Cycle, rows: list[WaitingReview], listed: str, facts: DeadlineFacts) -> Iterator[PendingTask]:
    if rows:
        title = ngettext(
            "%(number)s dossier: reply to the commune's explanation",
            "%(number)s dossiers: reply to the communes' explanations",
            len(rows),
        ) % {"number": len(rows)}
        url = _where(cycle, rows, f"{listed}?state=completed", page="summary")
        yield PendingTask("appraisal.reply", title, "", url, _("Reply"), "urgent", facts, count=len(rows))


def _answer_tasks(cycle: Cycle, rows: list[WaitingReview], listed: str, facts: DeadlineFacts) -> Iterator[PendingTask]:
    if rows:
        title = ngettext(
            "%(number)s dossier: supplements have come, look at them",
            "%(number)s dossiers: supplements have come, look at them",
            len(rows),
        ) % {"number": len(rows)}
        url = _where(cycle, rows, f"{listed}?state=in_progress", page="review", query="?show=answered")
        yield PendingTask("appraisal.answered", title, "", url, _("Look at them"), "urgent", facts, count=len(rows))


def _review_tasks(rows: list[WaitingReview], listed: str, facts: DeadlineFacts) -> Iterator[PendingTask]:
    if not rows:
        return
    left = [row for row in rows if row.is_open]
    if not left:
        title = _("All your reviews are finished")
        yield PendingTask("appraisal.finished", title, "", listed, _("Open the reviews"), "done", count=0)
        return
    out, number = sum(row.is_out for row in left), len(left)
    title = ngettext("%(number)s review left to finish", "%(number)s reviews left to finish", number)
    text = ""
    if out:
        text = ngettext("%(number)s of them is with the commune.", "%(number)s of them are with the communes.", out)
    yield PendingTask(
        "appraisal.review",
        title % {"number": number},
        text % {"number": out} if text else "",
        listed,
        _("Open the reviews"),
        "later" if out == number else pressing(facts),
        facts,
        len(rows) - number,
        len(rows),
        count=number,
    )


def _second_tasks(rows: list[WaitingReview], listed: str, facts: DeadlineFacts) -> Iterator[PendingTask]:
    """The reviews of this person as the second member."""
    left = sum(not row.second_done and row.is_open for row in rows)
    if left:
        title = ngettext(
            "%(number)s second, independent review left to finish",
            "%(number)s second, independent reviews left to finish",
            left,
        ) % {"number": left}
        done, all_ = len(rows) - left, len(rows)
        tone, action = pressing(facts), _("Open the reviews")
        yield PendingTask("appraisal.second_review", title, "", listed, action, tone, facts, done, all_, count=left)


def _visit_tasks(user, cycle: Cycle, now: datetime) -> Iterator[PendingTask]:
    for visit in visits_to_make(user, cycle):
        commune = visit.review.assessment.registration.commune
        day = date_format(localtime(visit.starts_at), "SHORT_DATETIME_FORMAT")
        title = _("Visit %(commune)s: %(day)s") % {"commune": commune, "day": day}
        is_over = localtime(visit.starts_at).date() < localtime(now).date()
        text = _("Its day has passed: record what was seen, or cancel it.") if is_over else visit.place
        url = reverse("appraisal:visit", args=[cycle.year, visit.pk])
        yield PendingTask("appraisal.visit", title, text, url, _("Open it"), "urgent" if is_over else "")


# -- Who decides ------------------------------------------------------------------------------------------------------


def lead_tasks(user, cycle: Cycle, deciders: Deciders, *, now: datetime) -> Iterable[PendingTask]:
    """The tasks that the team's lead has to decide; two queries."""
    listed = reverse("appraisal:reviews", args=[cycle.year])
    yield from _deciding_tasks(user, cycle, deciders, listed, now)


def _deciding_tasks(user, cycle: Cycle, deciders: Deciders, listed: str, now: datetime) -> Iterator[PendingTask]:
    facts, rows = due(cycle.report_before, now=now), reviews_to_confirm(user, cycle, deciders)
    complete = [row for row in rows if row.state == Review.State.COMPLETED and not row.is_out]
    ready = [row for row in complete if not row.owes_reply]
    if ready:
        title = ngettext(
            "%(number)s finished review to confirm", "%(number)s finished reviews to confirm", len(ready)
        ) % {"number": len(ready)}
        url = _where(cycle, ready, f"{listed}?state=completed", page="summary")
        tone = pressing(facts)
        yield PendingTask("appraisal.confirm", title, "", url, _("Confirm"), tone, facts, count=len(ready))
    if differing := [row for row in rows if row.differs]:
        title = ngettext(
            "%(number)s dossier with differences to settle",
            "%(number)s dossiers with differences to settle",
            len(differing),
        ) % {"number": len(differing)}
        url, tone = f"{listed}?resolve=1", pressing(facts)
        yield PendingTask("appraisal.settle", title, "", url, _("Settle"), tone, facts, count=len(differing))
    if unreplied := len(complete) - len(ready):
        title = ngettext(
            "%(number)s finished review waits for a reply to the commune's explanation",
            "%(number)s finished reviews wait for replies to the communes' explanations",
            unreplied,
        ) % {"number": unreplied}
        url = f"{listed}?state=completed"
        yield PendingTask("appraisal.unreplied", title, "", url, _("Open the reviews"), "later", count=unreplied)
    yield from _settling_tasks(cycle, breaches_to_settle(user, cycle, deciders, now=now))


def _settling_tasks(cycle: Cycle, counts: Counter) -> Iterator[PendingTask]:
    """Proposed breaches to decide, those whose commune may still answer, and dossiers to take up again [S4, S8]."""
    listed = reverse("appraisal:breaches", args=[cycle.year])
    url = f"{listed}?state=proposed"
    if ready := counts["ready"]:
        title = ngettext("%(number)s proposed breach to settle", "%(number)s proposed breaches to settle", ready)
        title = title % {"number": ready}
        yield PendingTask("appraisal.resolve_breach", title, "", url, _("Settle"), "urgent", count=ready)
    if closed := counts["closed"]:
        title = ngettext("%(number)s dossier to take up again", "%(number)s dossiers to take up again", closed) % {
            "number": closed
        }
        text, url_closed = _("The breach for which it was closed was set aside."), f"{listed}?state=set_aside"
        yield PendingTask("appraisal.take_up", title, text, url_closed, _("See them"), "urgent", count=closed)
    if awaited := counts["awaited"]:
        title = ngettext(
            "%(number)s proposed breach waits for the commune's answer",
            "%(number)s proposed breaches wait for the communes' answers",
            awaited,
        ) % {"number": awaited}
        yield PendingTask("appraisal.breach_awaited", title, "", url, _("Read it"), "later", count=awaited)


def officer_appraisal_tasks(cycle: Cycle, *, now: datetime) -> Iterable[PendingTask]:
    """Reviews that the department must reassign, for example after a conflict of interest; one query [S8]."""
    gone, facts = orphaned_reviews(cycle), due(cycle.report_before, now=now)
    url = reverse("appraisal:team", args=[cycle.year])
    if first := gone["first"]:
        title = ngettext(
            "%(number)s review to be given to somebody else", "%(number)s reviews to be given to somebody else", first
        ) % {"number": first}
        text = _("Who has it keeps out of the unit, or no longer works in the portal.")
        yield PendingTask("appraisal.reassign", title, text, url, _("Assign"), "urgent", facts, count=first)
    if second := gone["second"]:
        title = ngettext(
            "%(number)s dossier needs a second reviewer", "%(number)s dossiers need a second reviewer", second
        ) % {"number": second}
        yield PendingTask("appraisal.assign_second", title, "", url, _("Assign"), "urgent", facts, count=second)
