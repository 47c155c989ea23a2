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
    if found := list(problems):
        raise Refused(found)
