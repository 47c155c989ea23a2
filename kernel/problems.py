"""A reason why something cannot be done, as data: pure, language-free, comparable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as StrOrPromise
else:
    StrOrPromise = object

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why something cannot be done yet.

    `where` names the place to mend it (a criterion code, a dossier part, a field);
    `clause` the rule of the decree that demands it; `params` the facts its words need.
    """

    code: str
    where: str = ""
    clause: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def required(value: T | None) -> T:
    """What cannot be None where it is asked for.

    Raises:
        TypeError: it is None all the same.
    """
    if value is None:
        raise TypeError("a value is required")
    return value
