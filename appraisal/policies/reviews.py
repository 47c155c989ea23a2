"""When a review may change state: every reason against it with its clause."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from accounts.queries import barred_units, units_of
from appraisal.founding_decision import founding_problems
from appraisal.models import AppraisalTerms, Minutes, Review, ReviewScore, TeamMember
from appraisal.queries import differing_criteria, is_outdated, terms_of
from communes.deadlines import day_words
from communes.models import Cycle
from evidence.inquiry_queries import is_with_commune, question_rows, sent_inquiry
from evidence.models import Inquiry, Question
from kernel.deadlines import lies_ahead
from kernel.problems import Problem, required
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


def completion_problems(review: Review, *, now: datetime, unscored: Sequence[str] | None = None) -> Iterator[Problem]:
    """Why a review cannot be completed: its state, an open or unsent inquiry, a criterion without points [R3].

    `unscored` are the criteria without points, where they are known already.
    """
    yield from reviewing_problems(review)
    yield from out_problems(review, now=now)
    if review.assessment.inquiries.filter(state=Inquiry.State.COLLECTING).exists():
        yield Problem("letter_not_sent", where="inquiry", clause="R3")
    for code in _unscored(review) if unscored is None else unscored:
        yield Problem("criterion_not_reviewed", where=code, clause="R3")


def _unscored(review: Review) -> Iterable[str]:
    waiting = review.scores.filter(points=None).order_by("criterion__sort_key")
    return waiting.values_list("criterion__code", flat=True)


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


def hearing_problems(review: Review, *, now: datetime, differs: bool | None = None) -> Iterator[Problem]:
    """Why the points cannot be final yet: the commune may still explain, was not asked, or waits for a reply [S8].

    `differs`: whether any criterion is of `differing_criteria`, where it is known already.
    """
    yield from out_problems(review, now=now)
    inquiry = review.assessment.inquiries.filter(kind=Inquiry.Kind.EXPLANATION).first()
    if inquiry is None:
        differs = bool(differing_criteria(review)) if differs is None else differs
        if differs and terms_of(review.assessment.registration.cycle).explanation_demanded:
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
