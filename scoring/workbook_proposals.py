"""The changes of an uploaded workbook, as a page shows and keeps them until the person confirms.

The parsed changes travel with the page, signed: nothing is stored, and the file need not be uploaded twice.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core import signing

from documents.numbers import points_text
from kernel.problems import Problem
from kernel.refusals import refuse_if
from kernel.wording import words_for
from scoring.workbook_changes import Change, Line, Place, Plan
from scoring.workbook_ratios import NOTHING, Figures, RatioChange, RatioLine, RatioPlan, digest_of, stored_figures

_SALT = "scoring.workbook"
_KEPT_SECONDS = 2 * 60 * 60
MAX_KEPT = 2_000_000  # a page sent back may weigh 2.5 MB (DATA_UPLOAD_MAX_MEMORY_SIZE)
_CELL = re.compile(r"^(?P<sheet>.+)!(?P<column>[A-Z]{1,3})(?P<row>\d+)$")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: the criterion, the stored and the new values; in a conflict, who changed it and when."""

    key: str
    commune: str
    code: str
    title: str
    points_before: str
    points_after: str
    words_before: str
    words_after: str
    is_conflict: bool
    takes_workbook: bool
    who: str
    when: datetime | None

    @property
    def moves_points(self) -> bool:
        return self.points_before != self.points_after


@dataclass(frozen=True, slots=True)
class CellProblem:
    """The problem of one cell: its criterion where it has one, its name in the spreadsheet, and how to correct it."""

    criterion: str
    sheet: str
    row: str
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that the page of an uploaded workbook shows."""

    rows: list[ChangeRow]
    unchanged: int
    newer: int
    cells: list[CellProblem]
    general: list[str]
    kept: str = ""

    @property
    def conflicts(self) -> int:
        return sum(row.is_conflict for row in self.rows)

    @property
    def names_criteria(self) -> bool:
        return any(cell.criterion for cell in self.cells)

    @property
    def is_refused(self) -> bool:
        return bool(self.cells or self.general)


def refused(problems: Iterable[Problem]) -> Proposal:
    """A workbook that cannot even be compared: every reason, with its cell where there is one."""
    cells, general = _sorted(problems, {})
    return Proposal([], 0, 0, cells, general)


def proposal_of(
    plan: Plan,
    *,
    titles: Mapping[str, str],
    communes: Mapping[str, str],
    about: str,
    exception: str,
    taken: frozenset[str] = frozenset(),
    ratios: RatioPlan | None = None,
    lines: Iterable[Line] = (),
) -> Proposal:
    """What the page shows of a plan, with the changes signed for the subject `about`.

    `titles` by the criterion's code, `communes` by the unit's; `exception` is the page's term for a criterion that does
    not apply; `taken` are the conflicts for which the person has already chosen the workbook; `ratios` what the figures
    of threshold rows would change; `lines` name the criteria of invalid cells.
    """
    ratios = ratios or RatioPlan()
    cells, general = _sorted([*plan.problems, *ratios.problems], _criteria_of(lines))
    rows = [_row(change, titles, communes, exception, taken) for change in plan.changes]
    rows += [_ratio_row(change, communes, taken) for change in ratios.changes]
    kept = "" if cells or general or not rows else _seal(plan.changes, ratios.changes, about)
    newer = plan.newer + ratios.newer
    if len(kept) > MAX_KEPT:
        return Proposal(rows, plan.unchanged, newer, cells, [words_for(Problem("workbook_changes_many"))])
    return Proposal(rows, plan.unchanged, newer, cells, general, kept)


def _criteria_of(lines: Iterable[Line]) -> dict[tuple[str, str], str]:
    """The criterion of each row of a sheet."""
    return {(line.place.sheet, str(line.place.row)): line.criterion_code for line in lines}


def _sorted(
    problems: Iterable[Problem], criteria: Mapping[tuple[str, str], str]
) -> tuple[list[CellProblem], list[str]]:
    cells, general = [], []
    for problem in problems:
        words, place = words_for(problem), _CELL.match(problem.where)
        if place:
            criterion = criteria.get((place["sheet"], place["row"]), "")
            cells.append(CellProblem(criterion, place["sheet"], place["row"], place["column"], words))
        elif words not in general:
            general.append(words)
    return cells, general


def _row(change: Change, titles, communes, exception: str, taken: frozenset[str]) -> ChangeRow:
    line, stored = change.line, change.stored
    key = f"{line.commune_code}/{line.criterion_code}"
    return ChangeRow(
        key=key,
        commune=communes.get(line.commune_code, line.commune_code),
        code=line.criterion_code,
        title=titles[line.criterion_code],
        points_before=exception if stored.excepted else points_text(stored.points),
        points_after=exception if change.excepted else points_text(change.points),
        words_before=stored.words.strip(),
        words_after=change.words,
        is_conflict=change.is_conflict,
        takes_workbook=key in taken,
        who=stored.who,
        when=stored.when,
    )


def _ratio_row(change: RatioChange, communes: Mapping[str, str], taken: frozenset[str]) -> ChangeRow:
    line = change.line
    return ChangeRow(
        key=line.key,
        commune=communes.get(line.commune_code, line.commune_code),
        code=change.criterion,
        title=change.stored.label,
        points_before="",
        points_after="",
        words_before=_figures_text(stored_figures(change.stored)),
        words_after=_figures_text(line.figures),
        is_conflict=change.is_conflict,
        takes_workbook=line.key in taken,
        who="",
        when=None,
    )


def _figures_text(figures: Figures) -> str:
    part, whole, source = figures
    return "" if figures == NOTHING else f"{part}/{whole} ({source})"


def _seal(changes: Iterable[Change], ratios: Iterable[RatioChange], about: str) -> str:
    """The changes, each with the version that the page shows: a later change before the confirmation is detected."""
    rows = []
    for change in changes:
        line, points = change.line, None if change.line.points is None else str(change.line.points)
        place = [line.place.sheet, line.place.row, dict(line.place.letters)]
        mark = [line.excepted, change.stored.version, change.is_conflict]
        rows.append([place, line.commune_code, line.criterion_code, points, line.words, *mark])
    figures = []
    for one in ratios:
        ratio, shown = one.line, digest_of(stored_figures(one.stored))
        place = [ratio.place.sheet, ratio.place.row, dict(ratio.place.letters)]
        figures.append([place, ratio.commune_code, ratio.ratio, list(ratio.figures), shown, one.is_conflict])
    return signing.dumps({"about": about, "rows": rows, "ratios": figures}, salt=_SALT, compress=True)


def unseal(kept: str, *, about: str, taken: Iterable[str]) -> tuple[list[Line], list[RatioLine]]:
    """What to enter, points and figures: all changes without conflict, and conflicts decided in favour of the workbook.

    Raises:
        Refused: the signed changes are too old, of another subject, or not signed here (`workbook_kept_too_long`).
    """
    try:
        proposal = signing.loads(kept, salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        proposal = {"about": "", "rows": [], "ratios": []}
    refuse_if([] if proposal["about"] == about else [Problem("workbook_kept_too_long")])
    chosen = set(taken)
    lines = [
        Line(Place(*place), commune, criterion, points and Decimal(points), words, excepted, version)
        for place, commune, criterion, points, words, excepted, version, conflict in proposal["rows"]
        if not conflict or f"{commune}/{criterion}" in chosen
    ]
    ratios = [
        RatioLine(Place(*place), commune, ratio, tuple(figures), shown)
        for place, commune, ratio, figures, shown, conflict in proposal.get("ratios", ())
        if not conflict or f"{commune}/{ratio}" in chosen
    ]
    return lines, ratios
