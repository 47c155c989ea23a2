"""Counts of answers: added in the transaction of the response, and computed again from the answers (decision 68)."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from surveys.models import Answer, AnswerCount, Question, Response, Survey
from surveys.questions import AskedQuestion, Given

# Which option of a question how many gave: (position of the question, option).
Options = Mapping[tuple[int, int], int]
CountKey = tuple[str, date, int, int]


def options_of(questions: Iterable[AskedQuestion], given: Given) -> Options:
    """What one response adds to the counts."""
    options = {(0, 0): 1}
    for question in questions:
        answer = given.get(question.position)
        if isinstance(answer, tuple):
            options |= {(question.position, choice): 1 for choice in answer}
            if answer and question.kind == Question.Kind.MULTIPLE_CHOICE:
                options[question.position, 0] = 1
        elif answer not in (None, ""):
            options[question.position, answer if isinstance(answer, int) else 0] = 1
    return options


def add_to_counts(survey: Survey, *, channel: str, received_at: datetime, options: Options) -> None:
    """Add responses to the counts: one statement, and the last of its transaction, for it locks the rows it adds to.

    Rows are written in the order of their key, so that two transactions never wait for each other.
    """
    shard = secrets.randbelow(AnswerCount.SHARDS)
    month = connection.ops.adapt_datefield_value(month_of(received_at))
    rows = [
        (survey.pk, channel, month, number, option, shard, count)
        for (number, option), count in sorted(options.items())
        if count
    ]
    with connection.cursor() as cursor:
        cursor.execute(_upsert(len(rows)), [value for row in rows for value in row])


def _upsert(rows: int) -> str:
    """The statement that adds to existing counts and begins the others; Django's own can only replace them."""
    quoted = connection.ops.quote_name
    table, added = quoted(AnswerCount._meta.db_table), quoted("responses")
    key = ", ".join(map(quoted, AnswerCount.KEY))
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * rows)
    return (
        f"INSERT INTO {table} ({key}, {added}) VALUES {values}"  # noqa: S608 (names of the model)
        f" ON CONFLICT ({key}) DO UPDATE SET {added} = {table}.{added} + excluded.{added}"
    )


def month_of(moment: datetime) -> date:
    """The first day of the month in which an answer was received, where the commune is."""
    return timezone.localtime(moment).date().replace(day=1)


def kept_counts(survey: Survey) -> Counter[CountKey]:
    """The counts as they are kept."""
    counts: Counter[CountKey] = Counter()
    fields = ("channel", "month", "question_number", "option", "responses")
    for channel, month, number, option, responses in survey.counts.values_list(*fields):
        counts[channel, month, number, option] += responses
    return +counts


def recounted(survey: Survey) -> Counter[CountKey]:
    """The counts as the answers say."""
    counts: Counter[CountKey] = Counter()
    responses = Response.objects.filter(survey=survey).annotate(month=TruncMonth("received_at")).order_by()
    for row in responses.values("channel", "month").annotate(number=Count("pk")):
        counts[row["channel"], row["month"].date(), 0, 0] = row["number"]
    answers = Answer.objects.filter(response__survey=survey).order_by()
    answers = answers.annotate(
        month=TruncMonth("response__received_at"), option=Coalesce("choice__position", "value", 0)
    )
    group = ("response__channel", "month", "question__position")
    for row in answers.values(*group, "option").annotate(number=Count("pk")):
        counts[*_group(row), row["option"]] = row["number"]
    several = answers.filter(question__kind=Question.Kind.MULTIPLE_CHOICE)
    for row in several.values(*group).annotate(number=Count("response", distinct=True)):
        counts[*_group(row), 0] = row["number"]
    return counts


def _group(row: dict[str, Any]) -> tuple[str, date, int]:
    return row["response__channel"], row["month"].date(), row["question__position"]
