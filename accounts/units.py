"""The units that a role may name, and the unit of an object. Higher layers provide the queries."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kernel.hooks import KeyedHook, SingleHook

EVERY = "*"


@dataclass(frozen=True, slots=True)
class UnitDirectory:
    """How units are read: `names` by official code, of the given codes or of all, in the order of names.

    `search` gives the codes of the units that match some words, and `titles` the names of the given codes in the active
    language, each as a query of one column.
    """

    names: Callable[[Collection[str] | None], dict[str, str]]
    search: Callable[[str], QuerySet]
    titles: Callable[[Collection[str]], QuerySet]


unit_directory = SingleHook[UnitDirectory]()
# The unit of an object by its model: its official code, or EVERY for a whole year of units.
unit_of_model = KeyedHook[type, Callable[[Any], str]]()


def units_meant_by(words: str) -> QuerySet:
    """The codes of the units that match these words, as a subquery."""
    return unit_directory.get().search(words)


def unit_titles(codes: Collection[str]) -> QuerySet:
    """The names of these units in the active language, as a subquery."""
    return unit_directory.get().titles(codes)


def unit_names(codes: Collection[str] | None = None) -> dict[str, str]:
    """Unit names by official code: of `codes` where given, of every unit otherwise; one query."""
    return unit_directory.get().names(codes)


class UnitWords(Mapping):
    """Official codes as the units' names in the active language, for facts that the trail stores as codes."""

    def __getitem__(self, code: str) -> str:
        return unit_names([code])[code]

    def __iter__(self) -> Iterator[str]:
        return iter(unit_names())

    def __len__(self) -> int:
        return len(unit_names())


def unit_of(target: object) -> str:
    """The official code of this object's unit; EVERY for a whole year, empty where it belongs to none."""
    read = unit_of_model.get(type(target))
    return read(target) if read else ""
