"""A service that refuses gives every reason at once."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.forms import BaseForm

from kernel.problems import Problem
from kernel.wording import lazy_words_for


class Refused(ValidationError):  # noqa: N818 (a refusal is an answer, not an error)
    """A service refuses to act. `problems` say why; forms show their messages, commands print their codes."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        super().__init__([ValidationError(lazy_words_for(problem), code=problem.code) for problem in self.problems])


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise `Refused` with all `problems`; return where there are none."""
    if reasons := list(problems):
        raise Refused(reasons)


def add_refusal(form: BaseForm, refusal: ValidationError, *, file_field: str = "") -> None:
    """Attach each reason to the form field it is about; problems of a file go to `file_field`."""
    if not isinstance(refusal, Refused):
        form.add_error(None, refusal.messages)
        return
    for problem, words in zip(refusal.problems, refusal.messages, strict=True):
        field = file_field if file_field and problem.code.startswith("file_") else problem.where
        form.add_error(field if field in form.fields else None, words)
