"""Hide a personal name in a free text."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from kernel.refusals import refuse_if
from kernel.text import clean_line
from surveys.models import Answer, RedactedText
from surveys.paper_policies import hiding_problems


@transaction.atomic
def hide_name(*, answer: Answer, shown: str, by: User, now: datetime) -> RedactedText:
    """Show this text with the name left out; the trail keeps who hid it, and not the name.

    Raises:
        Refused: it is no text, or `shown` says something else than the answer.
    """
    shown = clean_line(shown)
    answer = Answer.objects.select_for_update(of=("self",)).select_related("response__survey").get(pk=answer.pk)
    refuse_if(hiding_problems(answer, shown=shown))
    facts = {"shown": shown, "redacted_at": now, "redacted_by": by}
    redaction, _is_new = RedactedText.objects.update_or_create(answer=answer, defaults=facts)
    record("surveys.hide_name", by=by, now=now, on=answer.response.survey, question=answer.question_id)
    return redaction
