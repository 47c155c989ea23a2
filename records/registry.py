"""The registry of a year: each document with its registry number, as rows for pages, workbooks and the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from communes.models import Cycle
from documents.tables import Column
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


# The keys are those that the import reads: the first and the last three.
COLUMNS: Sequence[Column] = (
    Column(_("Key"), "document", lambda row: row.document.registry_key, 26),
    Column(_("Way"), "way", lambda row: row.way, 8),
    Column(_("Kind"), "kind", lambda row: row.document.kind, 22),
    Column(_("Author"), "author", lambda row: row.document.author, 34),
    Column(_("Number and symbol"), "own_number", lambda row: row.document.number, 18),
    Column(_("Date"), "dated", lambda row: row.document.dated, 12),
    Column(_("Abstract"), "abstract", lambda row: row.document.abstract, 50),
    Column(_("Registry number"), "number", lambda row: row.entry.number if row.entry else "", 14),
    Column(_("Registered on"), "registered_on", lambda row: row.entry.registered_on if row.entry else None, 14),
    Column(_("Office whose registry it is"), "office", lambda row: row.entry.office if row.entry else "", 28),
)


def registry_rows(person: Any, cycle: Cycle) -> list[RegistryRow]:
    """What arrived and left, each once; documents that arrived together stand under the first of them."""
    known = entries_of(cycle)
    first = {document.registry_key: document for document in reversed(registered_documents(person, cycle))}
    return [RegistryRow(document, known.get(key)) for key, document in reversed(first.items())]


def registry_row(person: Any, cycle: Cycle, key: str) -> RegistryRow | None:
    """The row of one document; None where the year has none with that key."""
    return next((row for row in registry_rows(person, cycle) if row.document.registry_key == key), None)


def entries_of(cycle: Cycle) -> dict[str, RegistryEntry]:
    """The year's entries by the documents' keys."""
    return {entry.document: entry for entry in RegistryEntry.objects.filter(cycle=cycle)}
