"""The context for showing the questions on one criterion."""

import rules

from appraisal import policies
from appraisal.forms import QuestionForm
from appraisal.models import Review
from evidence.inquiry_queries import question_rows
from evidence.models import Inquiry


def context(
    user, review: Review, criterion: str, *, form: QuestionForm | None = None, has_questions: bool = True
) -> dict:
    """The sent questions, the unsent one, and a form for one where this person may ask.

    `has_questions` is False where the caller knows that nothing was asked on this criterion.
    """
    rows = question_rows(review.assessment, criterion=criterion) if has_questions else []
    current = next((row for row in rows if row.state == Inquiry.State.COLLECTING), None)
    may_ask = rules.has_perm("appraisal.put_question", user, review)
    return {
        "criterion_code": criterion,
        "criterion_key": criterion.replace(".", "-"),
        "questions": [row for row in rows if row.sent_at],
        "current": current,
        "may_ask": may_ask and not any(policies.reviewing_problems(review)),
        "question_form": form or QuestionForm(initial={"wanted": current.wanted if current else ""}),
    }
