"""When a review may change state, and a breach be decided: every reason against it with its clause."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.queries import barred_units, units_of
from appraisal.founding_decision import founding_problems
from appraisal.models import AppraisalTerms, Breach, Minutes, Review, ReviewScore, TeamMember, Visit, VisitItem
from appraisal.queries import differing_criteria, has_answer, is_outdated, may_answer, terms_of
from communes.deadlines import day_words, due
from communes.models import Cycle
from communes.policies import room_for
from documents.models import StoredFile
from documents.pictures import is_picture
from documents.services import Incoming
from evidence.inquiry_queries import is_with_commune, question_rows, sent_inquiry
from evidence.models import Inquiry, Question
from kernel.deadlines import CITY_ZONE, day_began, lies_ahead
from kernel.problems import Problem, required
from scoring.core import ELEMENTS, BreachKind
from scoring.models import SelfAssessment
from scoring.policies import points_problems


def assignment_problems(assessment: SelfAssessment, member: TeamMember, review: Review | None) -> Iterator[Problem]:
    """Why this member cannot get a dossier: team not founded, not sent, fully scored, own commune [R3, S8]."""
    registration = assessment.registration
    code = registration.commune.code
    yield from founding_problems(member.team)
    if assessment.state in SelfAssessment.NOT_IN:
        yield Problem("dossier_not_sent", where=code, clause="R2")
    if assessment.state == SelfAssessment.State.NOT_CONSIDERED:
        yield Problem("dossier_not_considered", where=code, clause="S4")
    if review is not None and review.state in (Review.State.COMPLETED, Review.State.RECONCILED):
        yield Problem("review_completed_already", where=code, clause="R3")
    if member.team.cycle_id != registration.cycle_id:
        yield Problem("member_of_another_year", where=code, clause="R3")
    if code in units_of(member.person):
        yield Problem("member_of_that_commune", where=code, clause="S8", params={"who": str(member.person)})
    elif code in member.person.recused:
        yield Problem("member_recused", where=code, clause="S8", params={"who": str(member.person)})


def reviewing_problems(review: Review) -> Iterator[Problem]:
    """Why the review's scores cannot change now: the team is not founded, or the review is complete [R3]."""
    yield from founding_problems(review.appraiser.team)
    if review.state == Review.State.NOT_CONSIDERED:
        yield Problem("dossier_not_considered", where="state", clause="S4")
        return
    if review.state not in (Review.State.ASSIGNED, Review.State.IN_PROGRESS):
        params = {"state": str(review.get_state_display())}
        yield Problem("review_locked", where="state", clause="R3", params=params)


def verdict_problems(
    score: ReviewScore, points: Decimal | None, comment: str, *, step: Decimal, where: str, not_applicable: bool
) -> Iterator[Problem]:
    """Why a verdict is refused: outside the range, off the step, or a difference without a justification [S1, S8].

    A claim can only be agreed to; giving points on a claimed criterion rejects the claim, with a justification [S9].
    """
    if not_applicable:
        if not score.claimed:
            yield Problem("exception_not_claimed", where=where, clause="S9")
        return
    yield from points_problems(points, max_points=score.max_points, step=step, kept=score.points, where=where)
    if score.claimed and points is not None and not comment.strip():
        yield Problem("rejection_without_comment", where=where, clause="S9")
    elif points is not None and points != score.self_points and not comment.strip():
        yield Problem("difference_without_comment", where=where, clause="S8")


def completion_problems(review: Review, *, now: datetime) -> Iterator[Problem]:
    """Why a review cannot be completed: its state, an open or unsent inquiry, a criterion without points [R3]."""
    yield from reviewing_problems(review)
    yield from out_problems(review, now=now)
    if review.assessment.inquiries.filter(state=Inquiry.State.COLLECTING).exists():
        yield Problem("letter_not_sent", where="inquiry", clause="R3")
    waiting = review.scores.filter(points=None).order_by("criterion__sort_key")
    for code in waiting.values_list("criterion__code", flat=True):
        yield Problem("criterion_not_reviewed", where=code, clause="R3")


def confirmation_problems(review: Review) -> Iterator[Problem]:
    """Why the lead cannot confirm or return: team not founded, review not complete, or already confirmed [R3]."""
    yield from founding_problems(review.appraiser.team)
    if review.state == Review.State.NOT_CONSIDERED:
        yield Problem("dossier_not_considered", where="state", clause="S4")
    elif review.state != Review.State.COMPLETED:
        params = {"state": str(review.get_state_display())}
        yield Problem("review_not_completed", where="state", clause="R3", params=params)


def out_problems(review: Review, *, now: datetime) -> Iterator[Problem]:
    """The inquiry that is with the commune: until it ends, the team cannot act on the dossier [R3]."""
    inquiry = sent_inquiry(review.assessment)
    if inquiry is not None and is_with_commune(inquiry, now=now):
        yield Problem("inquiry_out", where="inquiry", clause="R3", params=day_words(required(inquiry.before)))


def hearing_problems(review: Review, *, now: datetime) -> Iterator[Problem]:
    """Why the points cannot be final yet: the commune is being heard, was not heard, or waits for a reply [S8]."""
    yield from out_problems(review, now=now)
    inquiry = review.assessment.inquiries.filter(kind=Inquiry.Kind.EXPLANATION).first()
    if inquiry is None:
        if terms_of(review.assessment.registration.cycle).explanation_demanded and differing_criteria(review):
            yield Problem("commune_not_heard", where="explanation", clause="S8")
        return
    for code in unreplied(inquiry):
        yield Problem("explanation_unreplied", where=code, clause="S8")


def unreplied(inquiry: Inquiry) -> list[str]:
    """The codes of the criteria whose explanation has no reply."""
    return [row.criterion for row in question_rows(inquiry.assessment, inquiry=inquiry) if row.waits_for_reply]


def asking_problems(
    review: Review, inquiry: Inquiry | None, *, wanted: str, sent: int, terms: AppraisalTerms, where: str
) -> Iterator[Problem]:
    """Why no further question is possible: review complete, a letter with the commune, or no round left."""
    yield from reviewing_problems(review)
    if not wanted.strip():
        yield Problem("nothing_asked", where=where, clause="R3")
    if inquiry is not None and inquiry.state == Inquiry.State.SENT:
        yield Problem("inquiry_out", where=where, clause="R3", params=day_words(required(inquiry.before)))
    elif inquiry is None and sent >= terms.max_rounds:
        yield Problem("rounds_used_up", where=where, clause="R3", params={"count": terms.max_rounds})


def collecting_problems(inquiry: Inquiry) -> Iterator[Problem]:
    """Why a question cannot be withdrawn: its letter is sent."""
    if inquiry.state != Inquiry.State.COLLECTING:
        yield Problem("letter_sent_already", where="inquiry", clause="R3")


def letter_problems(review: Review, inquiry: Inquiry | None) -> Iterator[Problem]:
    """Why no letter can be sent: there are no questions, or the team is not founded [R3]."""
    yield from founding_problems(review.appraiser.team)
    if inquiry is None or not inquiry.questions.exists():
        yield Problem("nothing_collected", where="inquiry", clause="R3")


def window_problems(cycle: Cycle, before: date, *, now: datetime) -> Iterator[Problem]:
    """Why the commune's deadline cannot be this day: it has come, or the team must have reported by then [R3]."""
    if not lies_ahead(before, now=now):
        yield Problem("window_over_already", where="before", clause="R3")
    elif before > cycle.report_before:
        yield Problem("window_beyond_report", where="before", clause="R3", params=day_words(cycle.report_before))


def explaining_problems(review: Review, *, heard: bool, differing: int) -> Iterator[Problem]:
    """Why the provisional points cannot be sent to the commune: not complete, already done, or none differs."""
    yield from confirmation_problems(review)
    if heard:
        yield Problem("commune_heard_already", where="explanation", clause="S8")
    if not differing:
        yield Problem("nothing_to_explain", where="explanation", clause="S8")


def replying_problems(review: Review, question: Question, inquiry: Inquiry, *, reply: str) -> Iterator[Problem]:
    """Why an explanation cannot be answered now: it has not come, was answered, or the reply is empty [S8]."""
    yield from confirmation_problems(review)
    if inquiry.state not in (Inquiry.State.ANSWERED, Inquiry.State.LAPSED):
        yield Problem("explanation_awaited", where="explanation", clause="S8")
    if question.outcome:
        yield Problem("explanation_replied_already", where="reply", clause="S8")
    if not reply.strip():
        yield Problem("reply_missing", where="reply", clause="S8")


def minutes_problems(
    review: Review, minutes: Minutes, *, held_on: date, present: list[TeamMember], now: datetime
) -> Iterator[Problem]:
    """Why minutes cannot be written: review open, already signed, a date that does not fit, wrong people [R3, S8]."""
    yield from founding_problems(review.appraiser.team)
    if review.state == Review.State.NOT_CONSIDERED:
        yield Problem("dossier_not_considered", where="state", clause="S4")
    elif review.state not in (Review.State.COMPLETED, Review.State.RECONCILED):
        params = {"state": str(review.get_state_display())}
        yield Problem("minutes_too_early", where="state", clause="R3", params=params)
    if minutes.signed_id is not None and not is_outdated(minutes, review):
        yield Problem("minutes_signed_already", where="signed", clause="S8")
    if lies_ahead(held_on, now=now):
        yield Problem("minutes_in_the_future", where="held_on", clause="R3")
    elif held_on < timezone.localdate(review.assigned_at):
        params = {"day": f"{timezone.localdate(review.assigned_at):%d/%m/%Y}"}
        yield Problem("minutes_before_the_appraisal", where="held_on", clause="R3", params=params)
    code = review.assessment.registration.commune.code
    for member in present:
        if member.team_id != review.appraiser.team_id or code in barred_units(member.person):
            yield Problem("member_recused", where="present", clause="S8", params={"who": str(member.person)})


def meeting_problems(
    present: list[TeamMember], *, chair: TeamMember | None, begins_at: time | None, ends_at: time | None
) -> Iterator[Problem]:
    """Why the times of a meeting are refused: it ends before it begins, or its chair was absent [S8]."""
    if begins_at and ends_at and ends_at <= begins_at:
        yield Problem("minutes_end_too_early", where="ends_at", clause="S8")
    if chair is not None and chair not in present:
        yield Problem("chair_not_present", where="chair", clause="S8", params={"who": str(chair.person)})


def signing_problems(minutes: Minutes | None) -> Iterator[Problem]:
    """Why no signed copy can be uploaded: there are no minutes yet, or the team is not founded."""
    if minutes is not None:
        yield from founding_problems(minutes.review.appraiser.team)
    else:
        yield Problem("minutes_missing", where="minutes", clause="R3")


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
    if lies_ahead(decision_date, now=now):
        yield Problem("reversal_in_the_future", where="decision_date", clause="S4")
    elif decision_date < required(breach.settled_at).astimezone(CITY_ZONE).date():
        yield Problem("reversal_before_the_breach", where="decision_date", clause="S4")


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
    shown = dict(breach.elements.values_list("element", "document"))
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


def planning_visit_problems(
    review: Review, *, starts_at: datetime, members: list[TeamMember], criteria: list[str], now: datetime, kept=None
) -> Iterator[Problem]:
    """Why a visit cannot be planned so: too late, in the past, nobody or nothing named, a conflict [R3, S8].

    `kept` is the existing appointment, which may be in the past.
    """
    registration = review.assessment.registration
    yield from founding_problems(review.appraiser.team)
    if review.state == Review.State.NOT_CONSIDERED:
        yield Problem("dossier_not_considered", where="state", clause="S4")
    if review.state == Review.State.RECONCILED:
        yield Problem("visit_after_review", where="state", clause="R3")
    if starts_at != kept and starts_at < day_began(now):
        yield Problem("visit_in_the_past", where="starts_on", clause="R3")
    elif starts_at != kept and due(registration.cycle.report_before, now=starts_at).is_over:
        params = day_words(registration.cycle.report_before)
        yield Problem("visit_beyond_report", where="starts_on", clause="R3", params=params)
    if not members:
        yield Problem("visit_without_members", where="members", clause="R3")
    if not criteria:
        yield Problem("visit_without_criteria", where="criteria", clause="R3")
    code = registration.commune.code
    for member in members:
        if member.team_id != review.appraiser.team_id:
            yield Problem("member_of_another_year", where="members", clause="R3")
        elif code in barred_units(member.person):
            yield Problem("visitor_recused", where="members", clause="S8", params={"who": str(member.person)})


def unlisting_problems(visit: Visit, criteria: list[str]) -> Iterator[Problem]:
    """Why a criterion cannot be removed from the list: it has notes or photos [S8]."""
    dropped = visit.items.exclude(criterion__code__in=criteria).filter(
        ~Q(seen="") | ~Q(remark="") | Q(photos__isnull=False)
    )
    for code in dropped.order_by("criterion__sort_key").values_list("criterion__code", flat=True).distinct():
        yield Problem("visit_criterion_noted", where=code, clause="S8")


def visit_problems(visit: Visit) -> Iterator[Problem]:
    """Why a visit cannot be changed: it is done, or cancelled, or the team is not founded [R3]."""
    yield from founding_problems(visit.review.appraiser.team)
    if visit.review.state == Review.State.NOT_CONSIDERED:
        yield Problem("dossier_not_considered", where="state", clause="S4")
    elif visit.state != Visit.State.PLANNED:
        yield Problem("visit_locked", where="state", clause="R3", params={"state": str(visit.get_state_display())})


def finishing_visit_problems(visit: Visit, *, now: datetime) -> Iterator[Problem]:
    """Why a visit cannot be marked as done: locked, its day has not come, no findings; each missing remark [S8]."""
    yield from visit_problems(visit)
    if lies_ahead(timezone.localdate(visit.starts_at), now=now):
        yield Problem("visit_not_yet", where="state", clause="R3")
    items = list(visit.items.select_related("criterion"))
    if not any(item.seen for item in items):
        yield Problem("visit_nothing_seen", where="items", clause="S8")
    for item in items:
        if item.seen in (VisitItem.Seen.PARTLY, VisitItem.Seen.NO) and not item.remark.strip():
            yield Problem("visit_item_without_remark", where=item.criterion.code, clause="S8")


def visit_photo_problems(visit: Visit, file: StoredFile) -> Iterator[Problem]:
    """Why a file is refused as a photo of a visit: the visit is locked, or it is no picture."""
    yield from visit_problems(visit)
    if not is_picture(file.media_type):
        yield Problem("visit_photo_is_no_picture", where=file.name)
