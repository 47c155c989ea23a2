"""Reasons against entering answers on paper, and against hiding a name in a text."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from kernel.problems import Problem, required
from surveys.models import Answer, Survey
from surveys.policies import taking_problems

HIDDEN = "[…]"


def entering_problems(survey: Survey, count: int, *, key: str, collected_on: date, now: datetime) -> Iterator[Problem]:
    """Why answers on paper cannot be entered: they count only in the survey's own time, and no batch twice."""
    if closed := list(taking_problems(survey, now=now)):
        yield from closed
        return
    first, last = timezone.localdate(required(survey.opened_at)), timezone.localdate(now)
    if not first <= collected_on <= last:
        days = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        yield Problem("papers_of_another_day", where="collected_on", params=days)
    if not count:
        yield Problem("papers_none")
    former = survey.paper_batches.filter(key=key).select_related("entered_by").first()
    if former is not None:
        yield Problem("papers_entered_already", params={"who": str(former.entered_by), "count": former.size})


def hiding_problems(answer: Answer, *, shown: str) -> Iterator[Problem]:
    """Why a name cannot be hidden: what is left has only words of the answer in their order, and fewer of them."""
    before, after = answer.text.split(), shown.replace(HIDDEN, " ").split()
    rest = iter(before)
    if not answer.text:
        yield Problem("text_missing", where="shown")
    elif len(after) >= len(before) or not all(word in rest for word in after):
        yield Problem("text_changed", where="shown")
