"""Answer the team's questions; the end of an inquiry returns the dossier to the team [R3, S8]."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record, record_once
from communes.deadlines import due
from evidence import notices
from evidence.inquiry_queries import QuestionRow, is_with_commune, question_rows
from evidence.models import Inquiry, Question
from evidence.policies import answering_problems, sending_back_problems
from evidence.services.locks import LockedDossier, lock_dossier
from kernel.problems import required
from kernel.refusals import refuse_if


@transaction.atomic
def write_answer(*, question: Question, answer: str, by: User, now: datetime) -> Question:
    """Save the commune's answer on one criterion.

    The team gets it with the whole answer, or when the time is over.

    Raises:
        Refused: the inquiry is not, or no longer, with the commune.
        ValidationError: the answer is too long.
    """
    dossier = lock_dossier(question.inquiry.assessment_id)
    inquiry = required(dossier.inquiry(pk=question.inquiry_id))
    refuse_if(answering_problems(inquiry, now=now))
    question = Question.objects.select_related("score__criterion", "inquiry").get(pk=question.pk)
    if question.answer == answer.strip():
        return question
    question.answer, question.answered_by, question.answered_at = answer.strip(), by, now
    question.clean_fields(exclude=["inquiry", "score", "asked_by", "answered_by", "replied_by"])
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    dossier.save()
    criterion, label = question.score.criterion.code, str(inquiry.assessment)
    record_once("evidence.write_answer", by=by, now=now, on=inquiry, label=label, same="criterion", criterion=criterion)
    return question


@transaction.atomic
def send_answers(*, inquiry: Inquiry, by: User, now: datetime, knowingly: bool = False) -> Inquiry:
    """Return the dossier to the team with all answers. `knowingly` confirms that missing answers are intended.

    Raises:
        Refused: the inquiry is not with the commune; or supplements are missing without that confirmation.
    """
    dossier = lock_dossier(inquiry.assessment_id)
    inquiry = required(dossier.inquiry(pk=inquiry.pk))
    rows = question_rows(dossier.assessment, inquiry=inquiry, prepared_too=True)
    refuse_if([*answering_problems(inquiry, now=now), *sending_back_problems(inquiry, rows, knowingly=knowingly)])
    inquiry.answer(by=by, at=now)
    _hand_back(dossier, inquiry, rows, by=by, now=now)
    return inquiry


@transaction.atomic
def end_inquiry(*, inquiry: Inquiry, now: datetime) -> bool:
    """End an inquiry whose time is over; what was typed by then counts. False where there was nothing to end."""
    return end_overdue(lock_dossier(inquiry.assessment_id), now=now)


def end_overdue(dossier: LockedDossier, *, now: datetime) -> bool:
    """End the overdue letter of a locked dossier, so that the next decision sees the right state.

    False where there is none.
    """
    inquiry = dossier.inquiry(state=Inquiry.State.SENT)
    if inquiry is None or is_with_commune(inquiry, now=now):
        return False
    rows = question_rows(dossier.assessment, inquiry=inquiry, prepared_too=True)
    inquiry.lapse(at=due(required(inquiry.before), now=now).closes_at)
    _hand_back(dossier, inquiry, rows, by=None, now=now)
    return True


def end_inquiries(*, now: datetime) -> int:
    """End every overdue inquiry; returns how many. Safe to run at any time."""
    out = Inquiry.objects.filter(state=Inquiry.State.SENT, assessment__registration__isnull=False)
    out = out.select_related("assessment")
    return sum(end_inquiry(inquiry=inquiry, now=now) for inquiry in out)


def _hand_back(
    dossier: LockedDossier, inquiry: Inquiry, rows: Sequence[QuestionRow], *, by: User | None, now: datetime
) -> None:
    inquiry.save()
    dossier.assessment.take_back()
    dossier.save("state")
    answered, asked = sum(row.is_answered for row in rows), len(rows)
    verb = "send_answers" if by else "end_inquiry"
    facts: dict[str, Any] = {"kind": inquiry.kind, "number": inquiry.number, "answered": answered, "asked": asked}
    record(f"evidence.{verb}", by=by, now=now, on=dossier.assessment, **facts)
    notices.inquiry_ended(inquiry, answered=answered, asked=asked, now=now)
