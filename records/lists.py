"""The list of a year's registry: its filter and its columns, which are those of the workbook that is given back."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from documents.lists import ComputedListFilter, ListColumn, OneOfFilter, OnlyFilter, WordsFilter
from kernel.names import name_key
from kernel.text import search_key
from records.documents import Way
from records.registry import RegistryRow


class RegistryFilter(ComputedListFilter):
    """What arrived, what left, what has no registry number yet."""

    sorts = {
        "received": None,
        "kind": lambda row: name_key(row.document.kind),
        "author": lambda row: name_key(row.document.author),
        "dated": lambda row: row.document.dated,
        "number": lambda row: row.entry and (row.entry.number.zfill(40), row.entry.registered_on),
    }

    q = WordsFilter(label=_("Document contains"), method="by_words")
    way = OneOfFilter(label=_("Way"), choices=[(Way.IN, _("Arrived")), (Way.OUT, _("Left"))], method="by_way")
    missing = OnlyFilter(label=_("only without a registry number"), method="only_missing")

    def by_words(self, rows: list[RegistryRow], _name: str, words: str) -> list[RegistryRow]:
        """Each word is in its kind, author, abstract or one of its numbers."""
        asked = search_key(words).split()
        return [row for row in rows if all(word in _searched(row) for word in asked)]

    def by_way(self, rows: list[RegistryRow], _name: str, way: str) -> list[RegistryRow]:
        return [row for row in rows if row.document.way == way]

    def only_missing(self, rows: list[RegistryRow], _name: str, _value: bool) -> list[RegistryRow]:
        return [row for row in rows if row.entry is None]


def _searched(row: RegistryRow) -> str:
    document = row.document
    texts = (document.kind, document.author, document.abstract, document.number, row.entry.number if row.entry else "")
    return search_key(" ".join(texts))


# The import reads the first and the last three, by their titles or keys.
REGISTRY_COLUMNS: Sequence[ListColumn] = (
    ListColumn(_("Key"), "document", lambda row: row.document.registry_key, 26, page=False),
    ListColumn(_("Document"), "kind", lambda row: row.document.kind, 22, sort="kind"),
    ListColumn(_("Way"), "way", lambda row: row.way, 8),
    ListColumn(_("Author"), "author", lambda row: row.document.author, 34, sort="author"),
    ListColumn(_("Number and symbol"), "own_number", lambda row: row.document.number, 18, page=False),
    ListColumn(_("Date"), "dated", lambda row: row.document.dated, 12, sort="dated"),
    ListColumn(_("Abstract"), "abstract", lambda row: row.document.abstract, 50, page=False),
    ListColumn(_("Registry number"), "number", lambda row: row.entry and row.entry.number, 14, sort="number"),
    ListColumn(_("Registered on"), "registered_on", lambda row: row.entry and row.entry.registered_on, 14, page=False),
    ListColumn(_("Office whose registry it is"), "office", lambda row: row.entry and row.entry.office, 28, page=False),
)


def registry_list(query: Mapping[str, str], rows: Sequence[RegistryRow]) -> RegistryFilter:
    """The registry's rows, filtered and ordered as the URL says."""
    return RegistryFilter(query, rows)
