"""Registry numbers out of a workbook: the one that the portal gives, filled in by the office."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.dateparse import parse_date
from openpyxl.utils.datetime import from_excel

from documents.workbooks import SentWorkbook, cell_text
from kernel.fields import BinaryFile
from kernel.problems import Problem
from kernel.refusals import refuse_if
from kernel.text import clean_line
from records.lists import REGISTRY_COLUMNS

_NEEDED = ("document", "number", "registered_on", "office")
_KEYS = {str(column.key) for column in REGISTRY_COLUMNS}


@dataclass(frozen=True, slots=True)
class RegistryLine:
    """A filled row: the document, its registry number, the day and the office; `row` is its row in the workbook."""

    document: str
    number: str
    registered_on: date
    office: str
    row: int


def read_registry(file: BinaryFile, documents: Sequence[str]) -> list[RegistryLine]:
    """The rows with a number, in order.

    Raises:
        Refused: it is no workbook, lacks a column, or a row cannot be read; every reason at once.
    """
    book = SentWorkbook(file)
    lines: list[RegistryLine] = []
    problems: list[Problem] = []
    known, seen = set(documents), set[str]()
    rows = book.rows(book.sheets[0]) if book.sheets else iter(())
    places = _head(rows)
    refuse_if(Problem("registry_column_missing", where=name) for name in _NEEDED if name not in places)
    for row, cells in rows:
        values = {name: cells[place] if place < len(cells) else None for name, place in places.items()}
        document, number = cell_text(values["document"]).strip(), clean_line(cell_text(values["number"]))
        if not document or not number:
            continue
        day, office = _day(values["registered_on"]), clean_line(cell_text(values["office"]))
        problems += _row_problems(row, document, number, day, office, known, seen)
        seen.add(document)
        if day is not None:
            lines.append(RegistryLine(document, number, day, office, row))
    refuse_if(problems or ([] if lines else [Problem("registry_nothing_filled")]))
    return lines


def _row_problems(
    row: int, document: str, number: str, day: date | None, office: str, known: set[str], seen: set[str]
) -> Iterator[Problem]:
    place: Mapping[str, object] = {"row": row}
    if document not in known:
        yield Problem("registry_document_unknown", where=document, params=place)
    if document in seen:
        yield Problem("registry_document_twice", where=document, params=place)
    if day is None:
        yield Problem("registry_day_malformed", where=document, params=place)
    if not office:
        yield Problem("registry_office_missing", where=document, params=place)
    if len(number) > 40 or len(office) > 120:
        yield Problem("registry_words_long", where=document, params=place)


def _head(rows: Iterator[tuple[int, tuple]]) -> dict[str, int]:
    """The place of each column, by its title in either language, or by its key."""
    for _number, cells in rows:
        titles = [cell_text(cell).strip() for cell in cells]
        places = {name: place for place, title in enumerate(titles) if (name := _name_of(title))}
        if places:
            return places
    return {}


def _name_of(title: str) -> str:
    if title in _KEYS:
        return title
    return next((column.key for column in REGISTRY_COLUMNS if title and title == str(column.title)), "")


def _day(value: object) -> date | None:
    """A day as a spreadsheet or a person writes it: a date cell, 15/03/2026, 2026-03-15."""
    if isinstance(value, (int, float)) and 30_000 < value < 80_000:
        value = from_excel(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = cell_text(value).strip()[:10]
    try:
        return date(*map(int, reversed(text.split("/")))) if "/" in text else parse_date(text)
    except (TypeError, ValueError):
        return None
