"""The registry of a year: each document with its registry number, as rows for pages, workbooks and the archive."""

from dataclasses import dataclass
from typing import Any

from communes.models import Cycle
from records.documents import Way, YearDocument, registered_documents
from records.models import RegistryEntry

ARRIVED, LEFT = "Đến", "Đi"
_WAYS = {Way.IN: ARRIVED, Way.OUT: LEFT}


@dataclass(frozen=True, slots=True)
class RegistryRow:
    """A document with its entry in the registry, where there is one."""

    document: YearDocument
    entry: RegistryEntry | None

    @property
    def way(self) -> str:
        return _WAYS[self.document.way]


_FROM_UNITS = ("registration", "dossier", "answer")


def registry_rows(person: Any, cycle: Cycle, *, unit: str = "") -> list[RegistryRow]:
    """What arrived and left, each once; documents that arrived together stand under the first of them.

    With `unit` only what arrived from that unit.
    """
    known = entries_of(cycle)
    documents = registered_documents(person, cycle, unit=unit)
    return [RegistryRow(document, known.get(document.registry_key)) for document in documents]


def registry_row(person: Any, cycle: Cycle, key: str) -> RegistryRow | None:
    """The row of one document; None where the year has none with that key."""
    kind, _dash, rest = key.partition("-")
    unit = rest.partition("-")[0] if kind in _FROM_UNITS else ""
    rows = registry_rows(person, cycle, unit=unit)
    return next((row for row in rows if row.document.registry_key == key), None)


def entries_of(cycle: Cycle) -> dict[str, RegistryEntry]:
    """The year's entries by the documents' keys."""
    return {entry.document: entry for entry in RegistryEntry.objects.filter(cycle=cycle)}
