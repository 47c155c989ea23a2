"""The comparison as a table of data: CSV for programs, XLSX for people."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communes.models import Commune
from documents.tables import Column, csv_bytes, xlsx_bytes
from results.models import Outcome
from results.whatif.comparison import WhatIfRow


def _level(standing) -> str:
    return str(Outcome.Level(standing.level).label)


COLUMNS = (
    Column(gettext_lazy("Code"), "code", lambda row: row.unit.code, width=10),
    Column(gettext_lazy("Unit"), "name", lambda row: row.unit.name, width=30),
    Column(gettext_lazy("Kind"), "kind", lambda row: str(Commune.Kind(row.unit.kind).label).capitalize()),
    Column(gettext_lazy("Old total"), "old_total", lambda row: row.change.old.total),
    Column(gettext_lazy("New total"), "new_total", lambda row: row.change.new.total),
    Column(gettext_lazy("Difference"), "difference", lambda row: row.difference),
    Column(gettext_lazy("Old level"), "old_level", lambda row: _level(row.change.old), width=18),
    Column(gettext_lazy("New level"), "new_level", lambda row: _level(row.change.new), width=18),
    Column(gettext_lazy("Levels up or down"), "levels_moved", lambda row: row.levels_moved),
    Column(gettext_lazy("Old rank"), "old_rank", lambda row: row.change.old.rank, width=8),
    Column(gettext_lazy("New rank"), "new_rank", lambda row: row.change.new.rank, width=8),
    Column(gettext_lazy("Keeps its level, %"), "kept_percent", lambda row: row.kept, places=1),
)


def table(rows: list[WhatIfRow]) -> bytes:
    """The rows as CSV."""
    return csv_bytes(COLUMNS, rows, keys=True)


def workbook(rows: list[WhatIfRow]) -> bytes:
    """The rows as XLSX."""
    return xlsx_bytes(COLUMNS, rows, sheet=_("What-if"))
