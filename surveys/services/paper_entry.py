"""Answers on paper, entered together by a person of the commune."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction

from accounts.models import User
from audit.services import record
from kernel.deadlines import CITY_ZONE
from kernel.refusals import refuse_if
from surveys.counting import add_to_counts, options_of
from surveys.hints import answers_digest, hints_for
from surveys.models import Answer, PaperBatch, Response, ResponseHint, Survey
from surveys.paper_policies import entering_problems
from surveys.paper_rows import TypedPaper, read_papers
from surveys.questions import AskedQuestion, Given, asked
from surveys.services.responses import answers_of


@transaction.atomic
def enter_papers(
    *,
    survey: Survey,
    papers: Sequence[TypedPaper],
    source: str,
    key: str,
    collected_on: date,
    by: User,
    now: datetime,
) -> PaperBatch:
    """Enter the answers of many papers, all or none; who entered them stays with each response.

    `key` identifies the form or the workbook, which is entered once.

    Raises:
        Refused: every cell that cannot be read; the survey is not open; the day is outside it; nothing was typed; this
            form or workbook was entered already.
    """
    survey = Survey.objects.select_for_update(of=("self",), no_key=True).select_related("cycle").get(pk=survey.pk)
    questions = asked(survey.version)
    read, problems = read_papers(questions, papers)
    refuse_if([*problems, *entering_problems(survey, len(read), key=key, collected_on=collected_on, now=now)])
    received_at = datetime.combine(collected_on, time(), tzinfo=CITY_ZONE)
    _store(survey, questions, read, received_at=received_at, by=by)
    facts = {"source": source, "key": key, "size": len(read)}
    batch = PaperBatch.objects.create(survey=survey, entered_at=now, entered_by=by, **facts)
    record("surveys.enter_papers", by=by, now=now, on=survey, count=len(read), source=source)
    options: Counter[tuple[int, int]] = Counter()
    for given in read:
        options.update(options_of(questions, given))
    add_to_counts(survey, channel=Response.Channel.PAPER, received_at=received_at, options=options)
    return batch


def _store(
    survey: Survey, questions: Sequence[AskedQuestion], read: Sequence[Given], *, received_at: datetime, by: User
) -> None:
    """The responses with their answers, and the hints about them once all are there."""
    facts = {"survey": survey, "channel": Response.Channel.PAPER, "received_at": received_at, "entered_by": by}
    rows = [Response(**facts, answers_digest=answers_digest(given)) for given in read]
    stored = list(zip(Response.objects.bulk_create(rows), read, strict=True))
    answers = [answer for response, given in stored for answer in answers_of(response, questions, given)]
    Answer.objects.bulk_create(answers, batch_size=1000)
    hints = [
        ResponseHint(response=response, kind=kind)
        for response, given in stored
        for kind in hints_for(response, questions, given, from_network=0)
    ]
    ResponseHint.objects.bulk_create(hints)
