"""A verb that is refused says why, with every reason at once."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from kernel.problems import Problem
from kernel.wording import lazy_words_for


class Refused(ValidationError):  # noqa: N818 (a refusal is an answer, not an error)
    """A service will not do it. `problems` says why; forms show its words, commands print its codes."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        super().__init__([ValidationError(lazy_words_for(problem), code=problem.code) for problem in self.problems])


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise `Refused` with all `problems`, or return where there is none."""
    if reasons := list(problems):
        raise Refused(reasons)


def tell_at_fields(form, refusal: ValidationError, *, file_field: str = "") -> None:
    """Each reason beside the field of the form that it is about; what a file cannot be at `file_field`."""
    if not isinstance(refusal, Refused):
        form.add_error(None, refusal.messages)
        return
    for problem, words in zip(refusal.problems, refusal.messages, strict=True):
        field = file_field if file_field and problem.code.startswith("file_") else problem.where
        form.add_error(field if field in form.fields else None, words)
