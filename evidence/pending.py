"""Open tasks on dossiers: of their communes, and of the department [R2, R3, S8]."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role
from accounts.queries import has_role_in
from communes.deadlines import DeadlineFacts, deadline_facts, due
from communes.models import Cycle, Extension, HandOff, Registration
from communes.pending import PendingTask, TaskPart, pressing
from documents.numbers import points_text
from evidence.completeness import Completeness, GroupProgress, completeness_by_criterion, group_progress
from evidence.drafts import ASKED
from evidence.inquiry_queries import is_with_commune
from evidence.models import DossierPart, Inquiry
from evidence.notices import inquiry_path
from kernel.deadlines import CITY_ZONE, lies_ahead
from kernel.problems import required
from scoring.core import level_for
from scoring.models import SelfAssessment
from scoring.queries import assessments_listed_for

_STATE = SelfAssessment.State
_PARTS = len(DossierPart.Kind)


def dossier_tasks(
    entries: Sequence[Registration],
    reader,
    now: datetime,
    judged: Mapping[int, Mapping[str, Completeness]] = MappingProxyType({}),
) -> dict[int, list[PendingTask]]:
    """What each unit has to do with its dossier; at most six queries for any number of units.

    `judged` are criteria that are read already, by the dossier's key.
    """
    by_entry = {entry.pk: entry for entry in entries if entry.is_registered}
    works = list(
        SelfAssessment.objects.filter(registration__in=by_entry)
        .select_related("rubric")
        .annotate(
            signed=Count("parts", filter=Q(parts__signed__isnull=False), distinct=True),
            remarks=Count(
                "scores__reading_remarks", filter=Q(scores__reading_remarks__resolved_at=None), distinct=True
            ),
        )
    )
    for work in works:
        work.registration = by_entry[required(work.registration_id)]
    prepared = [work for work in works if work.is_prepared and work.pk not in judged]
    criteria = {**judged, **(completeness_by_criterion(prepared) if prepared else {})}
    letters = _letters([work for work in works if work.state in ASKED])
    return {
        work.registration.pk: list(_tasks(work, reader, criteria.get(work.pk, {}), letters[work.pk], now))
        for work in works
    }


def _letters(works: list[SelfAssessment]) -> dict[int, list[Inquiry]]:
    letters: dict[int, list[Inquiry]] = defaultdict(list)
    by_key = {work.pk: work for work in works}
    for inquiry in Inquiry.objects.filter(assessment__in=by_key, state=Inquiry.State.SENT) if works else ():
        inquiry.assessment = by_key[inquiry.assessment_id]
        letters[inquiry.assessment_id].append(inquiry)
    return letters


def _tasks(
    work: SelfAssessment, reader, criteria: Mapping[str, Completeness], letters: list[Inquiry], now: datetime
) -> Iterator[PendingTask]:
    place = (work.registration.cycle.year, work.registration.commune.code)
    if work.state == _STATE.OPEN:
        facts = deadline_facts(work.registration, Extension.Step.SUBMISSION, now=now)
        is_head = has_role_in(reader, place[1], Role.COMMUNE_HEAD)
        if facts.is_over:
            yield from _late_tasks(work, place, now)
        else:
            yield from _remark_tasks(work, place, is_head=is_head)
            yield from _preparing_tasks(work, criteria, place, facts, is_head=is_head)
    elif work.state == _STATE.RETURNED:
        yield from _completing_tasks(work, criteria, place, now)
    elif work.state in (_STATE.LATE, _STATE.INCOMPLETE, _STATE.REFUSED, _STATE.NOT_CONSIDERED):
        yield _aside_task(work, place)
    else:
        yield from (_letter_task(letter, now) for letter in letters if is_with_commune(letter, now=now))
        yield _sent_task(work, place)


def _preparing_tasks(
    work: SelfAssessment,
    criteria: Mapping[str, Completeness],
    place: tuple[int, str],
    facts: DeadlineFacts,
    *,
    is_head: bool,
) -> Iterator[PendingTask]:
    groups = group_progress(work, criteria)
    lacking = sum(group.blocking for group in groups)
    if lacking:
        yield _criteria_task(work, groups, place, facts)
    else:
        title = _("All criteria are scored, explained and proved")
        parts, url = _parts(groups, place), reverse("evidence:assessment", args=place)
        yield PendingTask(
            "evidence.criteria", title, _standing(work), url, _("See the criteria"), "done", parts=parts, count=0
        )
    dossier = reverse("evidence:dossier", args=place)
    signed = vars(work)["signed"]
    if signed < _PARTS:
        text = _("%(signed)s of %(parts)s signed papers are in.") % {"signed": signed, "parts": _PARTS}
        title, url = _("Sign and upload the papers"), f"{dossier}#papers"
        tone = "later" if lacking else pressing(facts)
        yield PendingTask("evidence.papers", title, text, url, _("See the papers"), tone, facts, signed, _PARTS)
    elif not lacking:
        yield _send_task(work, place, facts, is_head=is_head)


def _send_task(work: SelfAssessment, place: tuple[int, str], facts: DeadlineFacts, *, is_head: bool) -> PendingTask:
    """The head sends; the clerk submits to the head what is to be sent."""
    subject = HandOff.Subject.DOSSIER.value
    if is_head:
        title, action = _("Send the signed dossier"), _("Look at it and send")
        url = reverse("evidence:sending", args=place)
    else:
        title, action = _("Lay the signed dossier before the head"), _("Lay before the head")
        url = reverse("evidence:dossier", args=place) + f"#hand-off-{subject}"
    return PendingTask("evidence.send", title, _standing(work), url, action, pressing(facts), facts, hand_off=subject)


def _remark_tasks(work: SelfAssessment, place: tuple[int, str], *, is_head: bool) -> Iterator[PendingTask]:
    """The clerk resolves the head's comments on single criteria."""
    if number := vars(work)["remarks"]:
        title = ngettext(
            "%(number)s remark of the head to resolve", "%(number)s remarks of the head to resolve", number
        )
        url, tone = reverse("evidence:dossier", args=place) + "#remarks", "later" if is_head else "urgent"
        title = title % {"number": number}
        yield PendingTask("evidence.remarks", title, "", url, _("See the remarks"), tone, count=number)


def _criteria_task(
    work: SelfAssessment, groups: list[GroupProgress], place: tuple[int, str], facts: DeadlineFacts
) -> PendingTask:
    criteria, complete = (
        sum(group.criteria for group in groups),
        sum(group.criteria - group.blocking for group in groups),
    )
    return PendingTask(
        "evidence.criteria",
        _("Score, explain and prove each criterion"),
        _points_so_far(work, scored=sum(group.scored for group in groups), criteria=criteria),
        reverse("evidence:assessment", args=place),
        _("Continue scoring") if work.scored_count else _("Begin scoring"),
        pressing(facts),
        facts,
        complete,
        criteria,
        count=criteria - complete,
        parts=_parts(groups, place),
    )


def _parts(groups: list[GroupProgress], place: tuple[int, str]) -> tuple[TaskPart, ...]:
    return tuple(_part(group, place) for group in groups)


def _part(group: GroupProgress, place: tuple[int, str]) -> TaskPart:
    """One group of the table: criteria with points, explanations and evidence, what blocks sending, what is advice."""
    text = _("scored %(scored)s/%(criteria)s, explained %(explained)s/%(earning)s, proved %(proved)s/%(earning)s") % {
        "scored": group.scored,
        "criteria": group.criteria,
        "explained": group.explained,
        "proved": group.proved,
        "earning": group.earning,
    }
    notes = []
    if group.blocking:
        words = ngettext("%(number)s criterion lacks something", "%(number)s criteria lack something", group.blocking)
        notes.append(words % {"number": group.blocking})
    if group.advised:
        words = ngettext(
            "%(number)s without a file of its own", "%(number)s without a file of their own", group.advised
        )
        notes.append(words % {"number": group.advised})
    show = "open" if group.blocking else "own_file" if group.advised else ""
    url = reverse("evidence:criterion", args=(*place, group.first)) + (f"?show={show}" if show else "")
    return TaskPart(f"{group.code}. {group.title}", text, url, "; ".join(notes), group.is_done)


def _points_so_far(work: SelfAssessment, *, scored: int, criteria: int) -> str:
    """The points of the scored criteria; a level only once every criterion is scored [S3]."""
    if scored == criteria:
        return _standing(work)
    facts = {"total": points_text(work.total, places=2), "scored": scored, "criteria": criteria}
    return _("%(total)s points from the %(scored)s of %(criteria)s criteria scored.") % facts


def _standing(work: SelfAssessment) -> str:
    """The points so far and their level, beside the level that was registered for [R1, S3]."""
    aim, level = work.registration.aimed_level, level_for(work.total)
    facts = {"total": points_text(work.total, places=2), "level": int(level), "aim": aim}
    if not aim:
        return _("%(total)s points so far.") % facts
    if not level:
        return _("%(total)s points so far: below Level 1; you aim at Level %(aim)s.") % facts
    return _("%(total)s points so far: Level %(level)s; you aim at Level %(aim)s.") % facts


def _late_tasks(work: SelfAssessment, place: tuple[int, str], now: datetime) -> Iterator[PendingTask]:
    """After its day a dossier can still be sent with a reason, until the appraisal is reported [R2, R3]."""
    if work.replaces_id is not None:
        title, url = _("The dossier that you had sent counts"), reverse("evidence:former_dossiers", args=place)
        yield PendingTask("evidence.former", title, "", url, _("See the receipt"), "done", count=0)
        return
    report = work.registration.cycle.report_before
    url = reverse("evidence:dossier", args=place)
    if lies_ahead(report, now=now):
        title, text = _("The dossier was not sent in time"), _("It may still be sent late, with the reason.")
        facts = due(report, now=now)
        url += "#sending"
        yield PendingTask("evidence.send_late", title, text, url, _("Open the dossier"), pressing(facts), facts)
    else:
        yield PendingTask("evidence.not_sent", _("No dossier was sent"), "", url, _("Open it"), "later")


def _completing_tasks(
    work: SelfAssessment, criteria: Mapping[str, Completeness], place: tuple[int, str], now: datetime
) -> Iterator[PendingTask]:
    url, facts = reverse("evidence:dossier", args=place), due(required(work.complete_before), now=now)
    if facts.is_over:
        title = _("The dossier was not completed in time; the Department decides on it")
        yield PendingTask("evidence.incomplete", title, work.decision_note, url, _("Open it"), "later")
        return
    parts = _parts(group_progress(work, criteria), place)
    title = _("Complete the dossier")
    url += "#sending"
    yield PendingTask("evidence.complete", title, work.decision_note, url, _("Open it"), "urgent", facts, parts=parts)


def _aside_task(work: SelfAssessment, place: tuple[int, str]) -> PendingTask:
    titles = {
        _STATE.REFUSED: _("The dossier was not admitted"),
        _STATE.NOT_CONSIDERED: _("The dossier is closed without appraisal"),
    }
    title = titles.get(_STATE(work.state), _("The dossier waits for the Department's decision"))
    text = "" if work.state == _STATE.NOT_CONSIDERED else work.decision_note or str(work.get_shortcoming_display())
    url = reverse("evidence:dossier", args=place)
    return PendingTask(f"evidence.{work.state}", title, text, url, _("Open it"), "later")


def _letter_task(inquiry: Inquiry, now: datetime) -> PendingTask:
    """What the appraisal team expects from the commune [R3, S8]."""
    facts = due(required(inquiry.before), now=now)
    answer, explain = _("Answer the request for supplements"), _("Explain the provisional points")
    title = answer if inquiry.kind == Inquiry.Kind.SUPPLEMENT else explain
    url = inquiry_path(inquiry)
    return PendingTask(f"evidence.{inquiry.kind}", title, inquiry.note, url, _("Open it"), pressing(facts), facts)


def _sent_task(work: SelfAssessment, place: tuple[int, str]) -> PendingTask:
    text = _("Sent at %(at)s.") % {"at": date_format(localtime(work.submitted_at), "SHORT_DATETIME_FORMAT")}
    if work.state == _STATE.UNDER_APPRAISAL:
        text += " " + _("The appraisal team is working on it.")
    url = reverse("evidence:receipt", args=place)
    return PendingTask("evidence.sent", _("The dossier is sent"), text, url, _("See the receipt"), "done")


# -- The department ---------------------------------------------------------------------------------------------------


def officer_dossier_tasks(user, cycle: Cycle, *, assign_at: str, now: datetime) -> Iterable[PendingTask]:
    """What the department has to do with a year's dossiers; one query.

    `assign_at` is the page for assigning reviews [R2].
    """
    counts, listed = dossier_facts(user, cycle, now=now), reverse("evidence:dossiers", args=[cycle.year])
    for state in (_STATE.LATE, _STATE.INCOMPLETE):
        if count := counts[state.value]:
            title = ngettext(
                "%(number)s dossier waits for your decision (%(state)s)",
                "%(number)s dossiers wait for your decision (%(state)s)",
                count,
            ) % {"number": count, "state": SelfAssessment.Shortcoming(state.value).label}
            url = f"{listed}?state={state}"
            yield PendingTask(f"evidence.decide_{state}", title, "", url, _("Decide"), "urgent", count=count)
    if count := counts["not_completed"]:
        title = ngettext(
            "%(number)s dossier was not completed in time: decide on it",
            "%(number)s dossiers were not completed in time: decide on them",
            count,
        ) % {"number": count}
        url = f"{listed}?state={_STATE.RETURNED}"
        yield PendingTask("evidence.decide_returned", title, "", url, _("Decide"), "urgent", count=count)
    if count := counts["submitted"]:
        title = ngettext(
            "%(number)s dossier waits for an appraiser", "%(number)s dossiers wait for an appraiser", count
        )
        facts = due(cycle.report_before, now=now)
        yield PendingTask(
            "evidence.assign",
            title % {"number": count},
            "",
            assign_at,
            _("Assign"),
            pressing(facts),
            facts,
            count=count,
        )
    yield from _awaited_task(counts, cycle, listed, now)


def _awaited_task(counts: Counter, cycle: Cycle, listed: str, now: datetime) -> Iterator[PendingTask]:
    if awaited := counts["awaited"]:
        facts = due(cycle.submit_before, now=now)
        title = ngettext("%(number)s dossier is still to come", "%(number)s dossiers are still to come", awaited)
        yield PendingTask(
            "evidence.awaited",
            title % {"number": awaited},
            "",
            f"{listed}?state=open",
            _("See whose"),
            "later",
            None if facts.is_over else facts,
            counts["all"] - awaited,
            counts["all"],
            count=awaited,
        )


def dossier_facts(user, cycle: Cycle, *, now: datetime) -> Counter:
    """How many of a year's dossiers wait for the department, and how many may still arrive in time [R2]."""
    today = now.astimezone(CITY_ZONE).date()
    later = Extension.objects.filter(
        registration=OuterRef("registration"), step=Extension.Step.SUBMISSION, before__gt=today
    )
    runs = Exists(later) if cycle.submit_before <= today else Q(pk__isnull=False)
    works = assessments_listed_for(user).filter(
        registration__cycle=cycle, registration__state__in=Registration.REGISTERED
    )
    over = Q(state=_STATE.RETURNED, complete_before__lte=today)
    return Counter(
        works.order_by().aggregate(
            all=Count("pk"),
            late=Count("pk", filter=Q(state=_STATE.LATE)),
            incomplete=Count("pk", filter=Q(state=_STATE.INCOMPLETE)),
            not_completed=Count("pk", filter=over),
            submitted=Count("pk", filter=Q(state=_STATE.SUBMITTED)),
            awaited=Count("pk", filter=Q(state=_STATE.OPEN) & Q(runs)),
        )
    )
