"""Open tasks on a year's results: of the department, the lead, the city and the units [R3, R5, S5]."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisal.models import Breach, Review
from communes.deadlines import due
from communes.models import Cycle, Extension, Registration
from communes.pending import PendingTask, pressing
from kernel.deadlines import CITY_ZONE
from results.models import DepartmentReport, Outcome, PlanTask, Recognition, Revocation
from results.notices import plan_task_path
from results.plan_tasks import task_due
from results.queries import to_be_revoked
from scoring.core import Level
from scoring.models import SelfAssessment

_STATE = Outcome.State


def _public(entry: Registration) -> PendingTask:
    url = reverse("results:standing", args=[entry.cycle.year, entry.commune.code])
    title = _("The year's result is published")
    return PendingTask("results.published", title, url=url, action=_("See the result"), tone="done")


def result_tasks(entries: Sequence[Registration], reader, now: datetime) -> dict[int, list[PendingTask]]:
    """The units whose result of the year is public, and the tasks of their plans for the next level.

    A plan is shown in the year in which it is carried out, and at the end of the year before: the reader's own tasks
    each, with their day; those of others as one line with the plan's progress; a plan that is due and not begun [S6].
    Two queries.
    """
    following = {(entry.commune_id, entry.cycle.year - 1): entry.pk for entry in entries}
    owners = _plan_owners(following)
    tasks: dict[int, list[PlanTask]] = {}
    rows = PlanTask.objects.filter(registration__in=owners).order_by("due_on", "pk")
    for task in rows.select_related("registration__commune", "registration__cycle"):
        tasks.setdefault(task.registration_id, []).append(task)
    public = {owner.pk for owner in owners if _is_public(owner)}
    lists: dict[int, list[PendingTask]] = {entry.pk: [_public(entry)] for entry in entries if entry.pk in public}
    for owner in owners:
        place = following.get((owner.commune_id, owner.cycle.year), owner.pk)
        if owner.pk in tasks:
            lists.setdefault(place, []).extend(_of_plan(tasks[owner.pk], reader, now))
        elif owner.pk in public and (place == owner.pk or place not in public) and _needs_plan(owner.outcome):
            lists.setdefault(place, []).append(_plan_due(owner))
    return lists


def _plan_owners(following: Collection[tuple[int, int]]) -> list[Registration]:
    """The units' entries of these years and of the ones after, with their results."""
    units = {unit for unit, _ in following}
    years = {year for _, before in following for year in (before, before + 1)}
    rows = Registration.objects.filter(commune__in=units, cycle__year__in=years).order_by("cycle__year", "pk")
    return list(rows.select_related("commune", "cycle", "outcome__recognition"))


def _is_public(entry: Registration) -> bool:
    outcome = getattr(entry, "outcome", None)
    return outcome is not None and outcome.state == _STATE.PUBLISHED


def _needs_plan(outcome: Outcome) -> bool:
    """Recognised, and below Level 4 [S6]; the plan is due until the following year's result is public."""
    recognition = getattr(outcome, "recognition", None)
    stands = recognition is not None and recognition.state == Recognition.State.ISSUED
    return stands and 0 < outcome.level < Level.LEVEL_4


def _plan_due(entry: Registration) -> PendingTask:
    url = reverse("results:gaps", args=[entry.cycle.year, entry.commune.code])
    text = _("A unit recognised below Level 4 needs a plan and targets for the next level (section I.2).")
    return PendingTask("results.plan_due", _("Plan for the next level"), text, f"{url}#plan", _("Draft the plan"))


def _of_plan(tasks: Sequence[PlanTask], reader, now: datetime) -> Iterator[PendingTask]:
    still = [task for task in tasks if task.done_at is None]
    action = _("Open the plan")
    for task in still:
        if task.responsible_id == reader.pk:
            before = task_due(task, now=now)
            title = _("Task of the plan for the next level")
            yield PendingTask(
                "results.plan_task", title, task.text, plan_task_path(task), action, pressing(before), before
            )
    done, whole = len(tasks) - len(still), len(tasks)
    entry = tasks[0].registration
    page = reverse("results:gaps", args=[entry.cycle.year, entry.commune.code])
    unassigned = sum(task.responsible_id is None for task in still)
    text = ngettext(
        "%(count)s task has nobody responsible yet.", "%(count)s tasks have nobody responsible yet.", unassigned
    ) % {"count": unassigned}
    tone = "later" if still else "done"
    yield PendingTask(
        "results.plan",
        _("Plan for the next level"),
        text if unassigned else "",
        f"{page}#plan",
        action,
        "" if unassigned else tone,
        done=done,
        of=whole,
    )


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """How many of a year's outcomes are in each state, and what is still to be done with them."""

    drafted: int
    outdated: int
    confirmed: int
    approved: int
    published: int
    unrecognised: int
    uncommended: int
    is_reported: bool


def result_facts(cycle: Cycle) -> ResultFacts:
    """One query. `outdated` drafts no longer match their dossiers."""
    outcomes = Outcome.objects.filter(registration__cycle=cycle).order_by()
    version = F("registration__self_assessment__version") + F("registration__self_assessment__review__version")
    changed = Q(dossier_version=None) | (
        Q(registration__self_assessment__submitted_at__isnull=False) & ~Q(dossier_version=version)
    )
    open_breach = Breach.objects.filter(registration=OuterRef("registration"), state=Breach.State.PROPOSED)
    report = DepartmentReport.objects.filter(cycle=cycle, corrected_by=None)
    outcomes = outcomes.annotate(in_doubt=Exists(open_breach), reported=Exists(report))
    qualified = Q(level__gt=0, recognition=None, in_doubt=False)
    standing = Q(recognition__state=Recognition.State.ISSUED, level=Level.LEVEL_4, recognition__commendation=None)
    counts = outcomes.aggregate(
        drafted=Count("pk", filter=Q(state=_STATE.DRAFTED)),
        outdated=Count("pk", filter=Q(state=_STATE.DRAFTED) & changed),
        confirmed=Count("pk", filter=Q(state=_STATE.CONFIRMED)),
        approved=Count("pk", filter=Q(state=_STATE.APPROVED)),
        published=Count("pk", filter=Q(state=_STATE.PUBLISHED)),
        unrecognised=Count("pk", filter=qualified & Q(state__in=[_STATE.APPROVED, _STATE.PUBLISHED])),
        uncommended=Count("pk", filter=standing),
        is_reported=Count("pk", filter=Q(reported=True)),
    )
    counts["is_reported"] = bool(counts["is_reported"])
    return ResultFacts(**counts)


def officer_result_tasks(cycle: Cycle, *, now: datetime) -> Iterable[PendingTask]:
    """The draft and the report; three queries at most [R3]."""
    facts, url, before = (
        result_facts(cycle),
        reverse("results:steps", args=[cycle.year]),
        due(cycle.report_before, now=now),
    )
    steps = _("See the steps")
    if not (facts.drafted or facts.confirmed or facts.approved or facts.published):
        if not units_awaited(cycle, now=now):
            title, text = _("Draft the year's results"), _("Everything that was waited for is decided.")
            yield PendingTask("results.draft", title, text, url, steps, pressing(before), before)
    elif facts.outdated:
        title, text = _("Draft the year's results again"), _("Dossiers have changed since the draft.")
        yield PendingTask("results.draft", title, text, url, steps, "urgent", before)
    elif facts.drafted:
        title = _("The draft results wait for the team lead's confirmation")
        yield PendingTask("results.drafted", title, "", url, steps, "later")
    elif facts.confirmed and not facts.is_reported:
        title, report = _("Report the confirmed results to the city"), reverse("results:report", args=[cycle.year])
        yield PendingTask("results.report", title, "", report, _("Record the report"), "urgent", before)
    else:
        yield from _city_tasks(facts, url, waits=False)


def lead_result_tasks(cycle: Cycle, *, is_lead: bool, now: datetime) -> Iterable[PendingTask]:
    """The lead confirms the draft; one query [R3]."""
    facts, url = result_facts(cycle), reverse("results:steps", args=[cycle.year])
    before, steps = due(cycle.report_before, now=now), _("See the steps")
    if facts.drafted and (facts.outdated or not is_lead):
        title = _("The draft results wait for the team lead's confirmation")
        title = _("The results are to be drafted again: dossiers have changed") if facts.outdated else title
        yield PendingTask("results.drafted", title, "", url, steps, "later")
    elif facts.drafted:
        title = _("The draft results wait for your confirmation")
        yield PendingTask("results.confirm", title, "", url, steps, "urgent", before)
    elif facts.confirmed and not facts.is_reported:
        title = _("The results wait for the department's report to the city")
        yield PendingTask("results.unreported", title, "", url, steps, "later")
    else:
        yield from _city_tasks(facts, url, waits=False)


def leader_tasks(cycle: Cycle, *, now: datetime) -> Iterable[PendingTask]:
    """The decisions of the city's leaders; three queries [R3-R5, S5]."""
    yield from revocation_tasks(cycle)
    facts, url = result_facts(cycle), reverse("results:steps", args=[cycle.year])
    if facts.drafted:
        title = _("The draft results wait for the team lead's confirmation")
        yield PendingTask("results.drafted", title, "", url, _("See the steps"), "later")
    elif facts.confirmed and not facts.is_reported:
        title = _("The results wait for the department's report to the city")
        yield PendingTask("results.unreported", title, "", url, _("See the steps"), "later")
    else:
        yield from _city_tasks(facts, url, waits=True)
    title, text = _("The ranking as it stands today"), _("Every unit, with its points, level and reason.")
    ranking = reverse("results:ranking", args=[cycle.year])
    yield PendingTask("results.ranking", title, text, ranking, _("Open the ranking"), "later", count=0)


def _city_tasks(facts: ResultFacts, url: str, *, waits: bool) -> Iterator[PendingTask]:
    """Approval, recognition, publication, commendation; `waits` for the reader, or for information only."""
    tone, steps = "urgent" if waits else "later", _("See the steps")
    if facts.confirmed:
        yield PendingTask("results.approve", _("The results wait for the city's approval"), "", url, steps, tone)
    elif facts.approved and facts.unrecognised:
        title = ngettext(
            "%(number)s unit waits for the city's recognition",
            "%(number)s units wait for the city's recognition",
            facts.unrecognised,
        ) % {"number": facts.unrecognised}
        yield PendingTask("results.recognise", title, "", url, steps, tone, count=facts.unrecognised)
    elif facts.approved:
        title = _("The results are approved and wait to be published")
        yield PendingTask("results.publish", title, "", url, steps, tone)
    elif facts.published:
        if facts.unrecognised and waits:
            title = ngettext(
                "%(number)s unit waits for the city's recognition",
                "%(number)s units wait for the city's recognition",
                facts.unrecognised,
            ) % {"number": facts.unrecognised}
            yield PendingTask("results.recognise", title, "", url, steps, tone, count=facts.unrecognised)
        yield PendingTask("results.published", _("The results are published"), "", url, steps, "done", count=0)
    if facts.uncommended and waits:
        title = ngettext(
            "%(number)s unit at Level 4 waits for its commendation",
            "%(number)s units at Level 4 wait for their commendation",
            facts.uncommended,
        ) % {"number": facts.uncommended}
        yield PendingTask("results.commend", title, "", url, steps, "", count=facts.uncommended)


def revocation_tasks(cycle: Cycle) -> Iterator[PendingTask]:
    """Recognitions affected by a later breach, and revocations without ground: the city decides on each [S5]."""
    for recognition, breach in to_be_revoked(cycle):
        commune = breach.registration.commune
        yield PendingTask(
            "results.revoke",
            _("The recognition of %(commune)s is to be revoked") % {"commune": commune},
            _("%(breach)s, confirmed after decision %(decision)s.")
            % {"breach": breach.get_kind_display(), "decision": recognition.decision_number},
            reverse("results:revocation", args=[cycle.year, commune.code]),
            _("Revoke"),
            "urgent",
        )
    fallen = Revocation.objects.filter(
        recognition__outcome__registration__cycle=cycle, is_withdrawn=False, breach__state=Breach.State.SET_ASIDE
    ).select_related("recognition__outcome__registration__commune", "decision")
    for revocation in fallen.order_by("pk"):
        commune = revocation.recognition.outcome.registration.commune
        yield PendingTask(
            "results.withdraw",
            _("The revocation of %(commune)s has lost its ground: decide on its withdrawal") % {"commune": commune},
            _("Decision %(decision)s.") % {"decision": revocation.decision_number},
            reverse("results:standing", args=[cycle.year, commune.code]),
            _("Decide"),
            "urgent",
        )


def units_awaited(cycle: Cycle, *, now: datetime) -> bool:
    """True where something prevents drafting the year.

    The same as `policies.drafting_problems`, in one query [R1-R3, S4].
    """
    today = now.astimezone(CITY_ZONE).date()
    granted = Extension.objects.filter(registration=OuterRef("pk"), before__gt=today)
    registering = Exists(granted.filter(step=Extension.Step.REGISTRATION))
    sending = Exists(granted.filter(step=Extension.Step.SUBMISSION))
    breaches = Breach.objects.filter(registration=OuterRef("pk"))
    last = due(cycle.report_before, now=now).last_day
    heard = Q(answer__isnull=False) | Q(answer_before=None) | Q(answer_before__lte=last)
    undecided = Exists(breaches.filter(heard, state=Breach.State.PROPOSED))
    in_breach = Exists(breaches.filter(state=Breach.State.CONFIRMED))
    work, state = SelfAssessment.State, Registration.State
    everyone = ExpressionWrapper(Q(pk__isnull=False), output_field=BooleanField())
    may_register = registering if cycle.register_before <= today else everyone
    may_send = sending if cycle.submit_before <= today else everyone
    registered = Q(state__in=Registration.REGISTERED)
    sent = Q(self_assessment__submitted_at__isnull=False)
    closed = Q(self_assessment__state=work.NOT_CONSIDERED)
    confirmed = Q(self_assessment__review__state=Review.State.RECONCILED, self_assessment__review__isnull=False)
    blocks = Q(state__in=Registration.WAITING) | Q(self_assessment__state__in=SelfAssessment.UNDECIDED)
    blocks |= registered & sent & ~closed & ~confirmed
    blocks |= registered & sent & closed & ~Q(in_breach)
    blocks |= registered & ~sent & ~Q(self_assessment__state=work.REFUSED) & Q(may_send)
    blocks |= ~registered & ~Q(state=state.REFUSED) & Q(may_register)
    if today < last:
        blocks |= Q(undecided)
    return Registration.objects.filter(cycle=cycle).filter(blocks).exists()
