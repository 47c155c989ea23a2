"""A service that refuses gives every reason at once."""

from collections.abc import Iterable, Iterator, Mapping

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.utils.text import capfirst

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


def add_refusal(
    form: BaseForm, refusal: ValidationError, *, file_field: str = "", fields: Mapping[str, str] | None = None
) -> None:
    """Attach each reason to the form field it is about; one that is about no field concerns the whole form.

    A problem's `where` is the field, or `fields` names it for the problem's code or its `where`; problems of a file
    go to `file_field`.
    """
    known = fields or {}
    for code, where, words in _reasons(refusal):
        field = file_field if code.startswith("file_") else known.get(code) or known.get(where) or where
        if field in form.fields:  # At its field a reason need not begin with its place.
            form.add_error(field, ValidationError(capfirst(words.removeprefix(f"{where}: ")), code=code))
        else:
            form.add_error(None, ValidationError(words, code=code))


def _reasons(refusal: ValidationError) -> Iterator[tuple[str, str, str]]:
    """Code, `where` and words of each reason; a model's own validation gives the field."""
    if isinstance(refusal, Refused):
        for problem, words in zip(refusal.problems, refusal.messages, strict=True):
            yield problem.code, problem.where, words
        return
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    for field, messages in by_field.items():
        for words in messages:
            yield "", field, words
