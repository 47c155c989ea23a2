"""The units a role may name. The floor above that knows them registers how they are read."""

from collections.abc import Callable

_SOURCES: list[Callable[[], dict[str, str]]] = []


def register_units(source: Callable[[], dict[str, str]]) -> None:
    """Make known how the units are read: official code to name, in the order people expect."""
    _SOURCES[:] = [source]


def unit_names() -> dict[str, str]:
    """Every unit's name by its official code; one query."""
    return _SOURCES[0]() if _SOURCES else {}
