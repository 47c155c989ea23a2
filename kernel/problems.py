"""A reason why something is not allowed, as data: pure, independent of the language, comparable."""

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
    """One reason why something cannot be done now.

    `where` names the place to correct (a criterion code, a part of the dossier, a field);
    `clause` is the rule of the decree that demands it; `params` are the values for its message.
    """

    code: str
    where: str = ""
    clause: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def required(value: T | None) -> T:
    """Return `value`, which cannot be None at this point.

    Raises:
        TypeError: it is None.
    """
    if value is None:
        raise TypeError("a value is required")
    return value
