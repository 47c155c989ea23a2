"""The state of a form that somebody fills in: it travels in the form itself, signed (decision 0065).

Nothing is kept on the server or in the browser until the answers are sent.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.core import signing

from kernel.htmx import whole_number
from kernel.problems import Problem
from kernel.text import clean_line
from surveys.models import Question
from surveys.policies import answer_problems
from surveys.questions import AskedQuestion

Answer = int | tuple[int, ...] | str
_SALT = "surveys.answer_forms"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as far as it is filled in: its random key, when it was opened, the language, the code, the answers."""

    key: str
    opened_at: datetime
    language: str
    code: str = ""
    given: Mapping[int, Answer] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What is stored so that the form is taken once."""
        return hashlib.sha256(self.key.encode()).hexdigest()

    def signed(self, slug: str) -> str:
        """The value of the hidden field."""
        given = {str(position): list(one) if isinstance(one, tuple) else one for position, one in self.given.items()}
        facts = [self.key, int(self.opened_at.timestamp()), self.language, self.code, given]
        return signing.Signer(salt=f"{_SALT}.{slug}").sign_object(facts, compress=True)

    def with_answer(self, position: int, answer: Answer) -> "FilledForm":
        """The form with one more answer, or with another one."""
        return replace(self, given={**self.given, position: answer})


def new_form(language: str, code: str, *, running: datetime) -> FilledForm:
    """An empty form."""
    return FilledForm(secrets.token_urlsafe(12), running, language, clean_line(code))


def read_form(value: str, slug: str) -> FilledForm | None:
    """The form of a hidden field; None where the portal did not make it for this survey."""
    try:
        key, opened_at, language, code, given = signing.Signer(salt=f"{_SALT}.{slug}").unsign_object(value)
    except (signing.BadSignature, ValueError):
        return None
    answers = {int(position): tuple(one) if isinstance(one, list) else one for position, one in given.items()}
    return FilledForm(key, datetime.fromtimestamp(opened_at, UTC), language, code, answers)


def typed_answer(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    """The answer in the fields of a question; what is no number stays a text, which the policy refuses."""
    if question.kind == Question.Kind.SHORT_TEXT:
        return " ".join(typed).strip()
    numbers = [number for one in typed if (number := whole_number(one)) is not None]
    if len(numbers) < len(typed):
        return "?"
    if question.kind == Question.Kind.LIKERT5:
        return numbers[0] if numbers else ""
    return tuple(dict.fromkeys(numbers))


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the person is after a page was sent: the form, the place of the question to show, what is wrong there.

    `place` is the number of questions where all are answered.
    """

    form: FilledForm
    place: int
    problems: tuple[Problem, ...] = ()
    typed: Answer = ""

    def kept_at(self, question: AskedQuestion) -> Answer:
        """What the page shows as answered: what was just typed, else what the form has; never of another kind."""
        kept = self.typed or self.form.given.get(question.position, "")
        if question.kind in Question.WITH_CHOICES and not isinstance(kept, tuple):
            return ()
        return kept


def turn(form: FilledForm, questions: Sequence[AskedQuestion], place: int, typed: Sequence[str], *, back: bool) -> Turn:
    """The next page after `typed` was sent at a question; going back keeps what is already answered well."""
    question = questions[place]
    answer = typed_answer(question, typed)
    problems = tuple(answer_problems(question, answer))
    if not problems:
        form = form.with_answer(question.position, answer)
    if back:
        return Turn(form, max(0, place - 1))
    return Turn(form, place, problems, answer) if problems else Turn(form, place + 1)
