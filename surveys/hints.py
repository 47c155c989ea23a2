"""Patterns that should be looked at: they are shown with their counts, and the answers still count."""

import hashlib
import json
from collections.abc import Sequence

from surveys.models import Question, Response, ResponseHint
from surveys.questions import AskedQuestion, Given

# From which number on the next response of the same hour, or from the same network on one day, is marked.
BURST_FROM = 60
IDENTICAL_FROM = 5
NETWORK_FROM = 15
_SCALE_FROM = 4
Kind = ResponseHint.Kind


def answers_digest(given: Given) -> str:
    """Equal for equal answers."""
    content = json.dumps(sorted(given.items()), ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def hints_for(response: Response, questions: Sequence[AskedQuestion], given: Given, *, from_network: int) -> list[str]:
    """The patterns that this stored response completes; `from_network` counts the responses of its network today."""
    hints = []
    values = [
        given[each.position] for each in questions if each.kind == Question.Kind.LIKERT5 if each.position in given
    ]
    if len(values) >= _SCALE_FROM and len(set(values)) == 1:
        hints.append(Kind.STRAIGHT_LINE)
    same_hour = Response.objects.filter(survey=response.survey_id, received_at=response.received_at).order_by()
    if _more_than(same_hour.filter(answers_digest=response.answers_digest), IDENTICAL_FROM):
        hints.append(Kind.IDENTICAL)
    if response.channel != Response.Channel.PAPER and _more_than(same_hour, BURST_FROM):
        hints.append(Kind.BURST)
    if from_network > NETWORK_FROM:
        hints.append(Kind.ONE_NETWORK)
    return [kind.value for kind in hints]


def _more_than(responses, number: int) -> bool:
    """True where there are more; it reads no more rows than it must."""
    return responses.values("pk")[: number + 1].count() > number
