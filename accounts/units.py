"""The units a role may name, and of which one a thing is. The layers above that know register how they are read."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

Source = Callable[[Collection[str] | None], dict[str, str]]
Search = Callable[[str], QuerySet]
_SOURCES: list[Source] = []
_SEARCHES: list[Search] = []
EVERY = "*"
_UNIT_OF: dict[type, Callable[[Any], str]] = {}


def register_units(source: Source, search: Search) -> None:
    """Make known how units are read: official code to name, of the codes asked for or of all in the order of names.

    `search` gives the codes of the units that some words mean, as a query.
    """
    _SOURCES[:], _SEARCHES[:] = [source], [search]


def units_meant_by(words: str) -> QuerySet:
    """The codes of the units that these words mean, as a part of another query."""
    return _SEARCHES[0](words)


def unit_names(codes: Collection[str] | None = None) -> dict[str, str]:
    """Unit names by official code: of `codes` alone where given, of every unit otherwise; one query."""
    return _SOURCES[0](codes) if _SOURCES else {}


class UnitWords(Mapping):
    """Official codes as the units' names in the language now active, for what the trail keeps as a code."""

    def __getitem__(self, code: str) -> str:
        return unit_names([code])[code]

    def __iter__(self) -> Iterator[str]:
        return iter(unit_names())

    def __len__(self) -> int:
        return len(unit_names())


def register_unit_of(model: type, read: Callable[[Any], str]) -> None:
    """Make known of which unit a thing of this kind is: its official code, or EVERY for a whole year of units."""
    _UNIT_OF[model] = read


def unit_of(target: object) -> str:
    """The official code of the unit that this belongs to; EVERY for a whole year, empty for what belongs to none."""
    read = _UNIT_OF.get(type(target))
    return read(target) if read else ""
