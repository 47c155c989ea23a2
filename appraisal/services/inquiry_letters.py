"""Ask the commune for supplements, send it the provisional points, and reply to its explanation [R3, S8]."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from appraisal import policies
from appraisal.models import Review
from appraisal.queries.inquiry_terms import differing_criteria, terms_of
from appraisal.services.locks import LockedDossier, lock_dossier
from appraisal.services.verdicts import change_points
from audit.services import record
from evidence import notices
from evidence.models import Inquiry, Question
from evidence.services import end_overdue
from kernel.problems import required
from kernel.refusals import refuse_if

_KINDS = Inquiry.Kind


@transaction.atomic
def ask_supplement(*, review: Review, criterion: str, wanted: str, by: User, now: datetime) -> Question:
    """Add a question on one criterion to the next letter. Asking again replaces the text.

    Raises:
        Refused: the text is empty; the review is complete; or the year's requests for supplements are used up.
        KeyError: the table has no such criterion.
    """
    dossier = lock_dossier(review.assessment_id)
    end_overdue(dossier, now=now)
    review, assessment, terms = required(dossier.review), dossier.assessment, terms_of(dossier.cycle)
    inquiry = dossier.inquiry(state=Inquiry.State.COLLECTING) or dossier.inquiry(state=Inquiry.State.SENT)
    letters = [one for one in dossier.inquiries if one.kind == _KINDS.SUPPLEMENT]
    sent = sum(one.state != Inquiry.State.COLLECTING for one in letters)
    refuse_if(policies.asking_problems(review, inquiry, wanted=wanted, sent=sent, terms=terms, where=criterion))
    if inquiry is None:
        inquiry = Inquiry.objects.create(assessment=assessment, kind=_KINDS.SUPPLEMENT, number=sent + 1)
    score = {score.criterion.code: score for score in assessment.scores.select_related("criterion")}[criterion]
    fields = {"wanted": wanted.strip(), "asked_by": by, "asked_at": now}
    question, _ = Question.objects.update_or_create(inquiry=inquiry, score=score, defaults=fields)
    dossier.save_review()
    record("appraisal.ask_supplement", by=by, now=now, on=review, criterion=criterion, wanted=wanted.strip())
    return question


@transaction.atomic
def withdraw_question(*, question: Question, review: Review, by: User, now: datetime) -> None:
    """Withdraw the question on one criterion while the letter is unsent. Repeating it changes nothing.

    Raises:
        Refused: the letter is sent.
    """
    dossier = lock_dossier(review.assessment_id)
    inquiry, criterion = dossier.inquiry(pk=question.inquiry_id), question.score.criterion.code
    if inquiry is None or not inquiry.questions.filter(pk=question.pk).exists():
        return
    refuse_if(policies.collecting_problems(inquiry))
    question.delete()
    if not inquiry.questions.exists():
        inquiry.delete()
    dossier.save_review()
    record("appraisal.withdraw_question", by=by, now=now, on=review, criterion=criterion)


@transaction.atomic
def send_supplement_request(*, review: Review, before: date, note: str, by: User, now: datetime) -> Inquiry:
    """Send the collected questions to the commune in one letter; its criteria are open until `before` begins [R3].

    Raises:
        Refused: there are no questions, or the day is past or after the report is due.
    """
    dossier = lock_dossier(review.assessment_id)
    review, inquiry, cycle = required(dossier.review), dossier.inquiry(state=Inquiry.State.COLLECTING), dossier.cycle
    refuse_if(policies.reviewing_problems(review))
    refuse_if([*policies.letter_problems(review, inquiry), *policies.window_problems(cycle, before, now=now)])
    inquiry = required(inquiry)
    inquiry.note = note.strip()
    dossier.assessment.request_supplement()
    _send(inquiry, dossier, before=before, by=by, now=now)
    record("appraisal.send_supplement_request", by=by, now=now, on=dossier.assessment, number=inquiry.number)
    return inquiry


@transaction.atomic
def open_explanation(*, review: Review, before: date, note: str, by: User, now: datetime) -> Inquiry:
    """Send the commune the provisional points and justifications, once, where they differ from its own [S8].

    Raises:
        Refused: the review is not complete, the commune was already heard, no point differs, or the day does not fit.
    """
    dossier = lock_dossier(review.assessment_id)
    review, assessment, cycle = required(dossier.review), dossier.assessment, dossier.cycle
    criteria, heard = differing_criteria(review), dossier.inquiry(kind=_KINDS.EXPLANATION) is not None
    problems = policies.explaining_problems(review, heard=heard, differing=len(criteria))
    refuse_if([*problems, *policies.window_problems(cycle, before, now=now)])
    inquiry = Inquiry.objects.create(
        assessment=assessment, kind=_KINDS.EXPLANATION, number=1, total=review.total, note=note.strip()
    )
    own = {score.criterion_id: score for score in assessment.scores.all()}
    fields = {"inquiry": inquiry, "asked_by": by, "asked_at": now}
    Question.objects.bulk_create(
        Question(score=own[score.criterion_id], wanted=score.comment, points=score.points, **fields)
        for score in criteria
    )
    assessment.request_explanation()
    _send(inquiry, dossier, before=before, by=by, now=now)
    record("appraisal.open_explanation", by=by, now=now, on=review, total=f"{review.total:.2f}")
    return inquiry


def _send(inquiry: Inquiry, dossier: LockedDossier, *, before: date, by: User, now: datetime) -> None:
    inquiry.send(by=by, at=now, before=before)
    inquiry.full_clean(exclude=["assessment", "sent_by"])
    inquiry.save()
    dossier.save_state()
    dossier.save_review()
    notices.inquiry_sent(inquiry, asked=inquiry.questions.count(), now=now)


@transaction.atomic
def reply_to_explanation(
    *, question: Question, review: Review, reply: str, points: Decimal | None, by: User, now: datetime
) -> Question:
    """Reply to one explanation: the points stay, or change to `points` with the reply as justification [S2, S8].

    Raises:
        Refused: the explanation is still with the commune, was answered before, the reply is empty, the review is
            confirmed, or the points are outside 0..max or off the step.
    """
    dossier = lock_dossier(review.assessment_id)
    review, inquiry = required(dossier.review), required(dossier.inquiry(pk=question.inquiry_id))
    question = Question.objects.select_related("score__criterion", "inquiry").get(pk=question.pk)
    refuse_if(policies.replying_problems(review, question, inquiry, reply=reply))
    criterion = question.score.criterion.code
    is_changed = change_points(review=review, criterion=criterion, points=points, comment=reply.strip(), by=by, now=now)
    question.outcome = Question.Outcome.CHANGED if is_changed else Question.Outcome.KEPT
    question.reply, question.replied_by, question.replied_at = reply.strip(), by, now
    question.save(update_fields=["outcome", "reply", "replied_by", "replied_at"])
    dossier.save_review()
    record("appraisal.reply_to_explanation", by=by, now=now, on=review, criterion=criterion, outcome=question.outcome)
    if not policies.unreplied(inquiry):
        notices.explanation_answered(inquiry, now=now)
    return question
