"""The ranking as a table of data: for leaders, for the command line, and as open data."""

from decimal import Decimal
from functools import partial

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.models import Commune
from documents.numbers import data_text
from documents.tables import CSV_TYPE, JSON_TYPE, XLSX_TYPE, Column, csv_bytes, json_bytes, xlsx_bytes
from results.models import Outcome, Recognition
from results.populations import commended_rows
from results.queries import GROUPS, RankingRow
from results.ratio_columns import ratio_columns, thresholds_by_registration
from results.wording import REASONS, STANDING_WORDS


def level_number(row) -> int | None:
    """0 to 4; None while the appraisal is not finished, and after a revocation [S5]."""
    return None if row.level is None else int(row.level)


def _group(code):
    def points(row):
        return Decimal(row.group_totals[code]) if code in row.group_totals else None

    return points


_group_title = lazy(lambda code: gettext("Group %(code)s") % {"code": code}, str)


def _kind_label(row):
    return str(Commune.Kind(row.kind).label).capitalize()


def _level_label(row):
    return "" if row.level is None else str(Outcome.Level(row.level).label)


def _reason_words(row):
    return str(REASONS[row.reason] if row.level else STANDING_WORDS[row.standing])


def _recognition_label(row):
    return str(Recognition.State(row.recognition).label) if row.recognition else ""


def _open_breach_label(row):
    return gettext("yes") if row.open_breach else ""


def _commendation_label(row):
    return gettext("for commendation") if commended_rows([row]) else ""


def _group_total(code: str, row: RankingRow) -> object:
    return row.group_totals.get(code)


# Columns for programs: the fields of design.md, then the groups.
DATA_COLUMNS = (
    Column(_("Code"), "code", lambda row: row.code),
    Column(_("Unit"), "name", lambda row: row.name, width=28),
    Column(_("Kind"), "kind", lambda row: row.kind),
    Column(_("Registered"), "registered", lambda row: row.registered),
    Column(_("Dossier sent"), "submitted", lambda row: row.submitted),
    Column(_("Self-assessed"), "self_total", lambda row: data_text(row.self_total)),
    Column(_("Appraised"), "appraised_total", lambda row: data_text(row.appraised_total)),
    Column(_("Level"), "level", level_number),
    Column(_("Reason"), "reason", lambda row: row.reason),
    Column(_("Rank"), "rank", lambda row: row.rank),
    Column(_("Recognition"), "recognition", lambda row: row.recognition or None),
    Column(_("Breach not decided on"), "open_breach", lambda row: row.open_breach),
    Column(_("Commendation"), "commended", lambda row: bool(commended_rows([row]))),
    *(Column(code, f"group_{code}", partial(_group_total, code)) for code in GROUPS),
    Column(_("Claimed not to apply"), "claimed_count", lambda row: row.claimed_count),
    Column(_("Do not apply"), "excepted_count", lambda row: row.excepted_count),
    Column(_("Points by exception"), "excepted_points", lambda row: data_text(row.excepted_points)),
)

# Columns for people, in a spreadsheet.
SHEET_COLUMNS = (
    Column(_("Rank"), "rank", lambda row: row.rank, width=8),
    Column(_("Code"), "code", lambda row: row.code, width=10),
    Column(_("Unit"), "name", lambda row: row.name, width=30),
    Column(_("Kind"), "kind", _kind_label),
    Column(_("Self-assessed"), "self_total", lambda row: row.self_total),
    Column(_("Appraised"), "appraised_total", lambda row: row.appraised_total),
    Column(_("Difference"), "difference", lambda row: row.difference),
    Column(_("Level"), "level", _level_label, width=18),
    Column(_("Reason"), "reason", _reason_words, width=24),
    Column(_("Recognition"), "recognition", _recognition_label, width=18),
    Column(_("Breach not decided on"), "open_breach", _open_breach_label, width=18),
    Column(_("Commendation"), "commended", _commendation_label, width=18),
    *(Column(_group_title(code), f"group_{code}", _group(code)) for code in GROUPS),
    Column(_("Claimed not to apply"), "claimed_count", lambda row: row.claimed_count),
    Column(_("Do not apply"), "excepted_count", lambda row: row.excepted_count),
    Column(_("Points by exception"), "excepted_points", lambda row: row.excepted_points),
)

FORMATS = ("json", "csv", "xlsx")
TYPES = {"json": JSON_TYPE, "csv": CSV_TYPE, "xlsx": XLSX_TYPE}


def exported(rows, form: str) -> bytes:
    """The rows as `form`: json and csv for programs, xlsx for people.

    The figures of threshold rows are the last columns.

    Raises:
        KeyError: the form is none of `FORMATS`.
    """
    ratios = tuple(ratio_columns(thresholds_by_registration(rows), in_words=form == "xlsx"))
    write = {
        "json": lambda: json_bytes((*DATA_COLUMNS, *ratios), rows),
        "csv": lambda: csv_bytes((*DATA_COLUMNS, *ratios), rows, keys=True),
        "xlsx": lambda: xlsx_bytes((*SHEET_COLUMNS, *ratios), rows, sheet=str(_("Ranking"))),
    }
    return write[form]()
