"""The one way in which an answer enters: from the open link, with a code, or from paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.services.throttles import spend
from kernel.deadlines import CITY_ZONE
from kernel.problems import Problem
from kernel.refusals import Refused, refuse_if
from surveys import limits, policies
from surveys.codes import digests_of
from surveys.counting import add_to_counts, options_of
from surveys.hints import answers_digest, hints_for
from surveys.models import Answer, NetworkCount, Response, ResponseHint, SpentForm, Survey, SurveyCode
from surveys.questions import AskedQuestion, Given, asked_in


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that was filled in on a phone: when it was opened, what makes it unique, and the key of its network.

    `opened_at` and `running` are moments of the real clock, also in a demonstration.
    """

    digest: str
    opened_at: datetime
    running: datetime
    network: str


def take_response(
    *,
    survey: Survey,
    given: Given,
    language: str,
    now: datetime,
    form: OpenForm | None = None,
    code: str = "",
    by: User | None = None,
) -> Response | None:
    """Store what one person answered; None where this form was sent before, so sending twice is harmless.

    A person answers through `form`, with a one-time code or without; `by` enters an answer from paper. The trail has no
    entry: the response is the record, and says who entered it from paper.

    Raises:
        Refused: the survey is not open, an answer is missing or does not fit, the code was used, the form is too quick
            or too old, or its network has sent too many.
    """
    refuse_if(policies.taking_problems(survey, now=now))
    if form is not None and not _is_new(survey, form, code):
        return None
    questions = asked_in(survey)
    given = {position: answer for position, answer in given.items() if answer not in ("", ())}
    refuse_if(policies.answering_problems(questions, given))
    with transaction.atomic():
        if form is not None and not _spent_now(form):
            return None
        hour = _hour_of(now)
        if code:
            _use_code(survey, code, hour)
        channel = Response.Channel.PAPER if by else Response.Channel.CODE if code else Response.Channel.OPEN_LINK
        facts = {"channel": channel, "received_at": hour, "language": language, "entered_by": by}
        response = Response.objects.create(survey=survey, answers_digest=answers_digest(given), **facts)
        Answer.objects.bulk_create(answers_of(response, questions, given))
        _mark(response, questions, given, form)
        add_to_counts(survey, channel=channel, received_at=hour, options=options_of(questions, given))
    return response


def _form_problems(form: OpenForm) -> Iterator[Problem]:
    age = form.running - form.opened_at
    if age < limits.MIN_WAIT:
        yield Problem("form_too_fast", where="form")
    elif age > limits.MAX_AGE:
        yield Problem("form_too_old", where="form")


def _is_new(survey: Survey, form: OpenForm, code: str) -> bool:
    """True where the form was not sent before, and is neither held off nor too quick or too old."""
    if SpentForm.objects.filter(digest=form.digest).exists():
        return False
    refuse_if(_form_problems(form))
    if not code:
        _refuse_busy_network(survey, form)
    return True


def _refuse_busy_network(survey: Survey, form: OpenForm) -> None:
    wait = spend(limits.network_uses(survey.slug, form.network), now=form.running)
    if wait:
        raise Refused([Problem("network_too_busy", where="form", params={"seconds": int(wait.total_seconds()) + 1})])


def _spent_now(form: OpenForm) -> bool:
    """True where this form was not sent before; of two at once, the second waits for the first.

    Forms are stored in the order of their responses, and so no nearer to the moment than those: by the hour.
    """
    opened_at = _hour_of(form.opened_at)
    return SpentForm.objects.get_or_create(digest=form.digest, defaults={"opened_at": opened_at})[1]


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _use_code(survey: Survey, code: str, hour: datetime) -> None:
    codes = SurveyCode.objects.filter(batch__survey=survey, digest__in=digests_of(survey.slug, code), used_at=None)
    if not codes.update(used_at=hour):
        raise Refused([Problem("code_not_usable", where="code")])


def _mark(response: Response, questions: Sequence[AskedQuestion], given: Given, form: OpenForm | None) -> None:
    seen = _counted(response.survey, form) if form is not None else 0
    hints = hints_for(response, questions, given, from_network=seen)
    ResponseHint.objects.bulk_create(ResponseHint(response=response, kind=kind) for kind in hints)


def answers_of(response: Response, questions: Sequence[AskedQuestion], given: Given) -> Iterator[Answer]:
    """The rows of a response: one for each value, choice and text."""
    for question in questions:
        answer = given.get(question.position)
        if isinstance(answer, tuple):
            chosen = (choice for choice in question.choices if choice.position in answer)
            yield from (Answer(response=response, question_id=question.pk, choice_id=one.pk) for one in chosen)
        elif isinstance(answer, str):
            yield Answer(response=response, question_id=question.pk, text=answer)
        elif answer is not None:
            yield Answer(response=response, question_id=question.pk, value=answer)


def _counted(survey: Survey, form: OpenForm) -> int:
    """The number of responses from this network today, with this one."""
    day = form.running.astimezone(CITY_ZONE).date()
    count, _new = NetworkCount.objects.get_or_create(survey=survey, day=day, digest=form.network)
    NetworkCount.objects.filter(pk=count.pk).update(responses=F("responses") + 1)
    return count.responses + 1
