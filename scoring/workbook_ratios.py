"""The figures of threshold rows in a unit's workbook: a sheet of their own, its rows as changes [A21, A25, A26]."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kernel.problems import Problem
from scoring.policies import figure_problems
from scoring.thresholds import RatioRow, ThresholdRow
from scoring.workbook_changes import Place

COLUMNS = ("ratio", "numerator", "denominator", "source", "ratio_commune")
STAMPED = "ratio:"
_CELLS = {"part": "numerator", "whole": "denominator", "source": "source"}
Figures = tuple[int | None, int | None, str]
NOTHING: Figures = (None, None, "")


@dataclass(frozen=True, slots=True)
class RatioLine:
    """What a row says about one ratio of one commune.

    `seen` is the digest of the stored values when the workbook was made, None where it is not recorded; `touched`
    whether the row was changed since. `faults` are the cells that could not be read.
    """

    place: Place
    commune_code: str
    ratio: str
    figures: Figures
    seen: str | None = None
    touched: bool = True
    faults: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.commune_code}/{self.ratio}"


@dataclass(frozen=True, slots=True)
class RatioChange:
    """A ratio that differs from what is stored; in conflict: somebody changed it after the workbook was made."""

    line: RatioLine
    criterion: str
    stored: RatioRow

    @property
    def is_conflict(self) -> bool:
        return self.line.seen is not None and self.line.seen != digest_of(stored_figures(self.stored))


@dataclass(slots=True)
class RatioPlan:
    """What the sheet would change; `newer` are unchanged rows whose figures are newer on the portal."""

    changes: list[RatioChange] = field(default_factory=list)
    newer: int = 0
    problems: list[Problem] = field(default_factory=list)

    def criteria(self) -> dict[tuple[str, str], dict[str, Figures]]:
        """The changed figures by unit and criterion."""
        by_criterion: dict[tuple[str, str], dict[str, Figures]] = {}
        for change in self.changes:
            figures = by_criterion.setdefault((change.line.commune_code, change.criterion), {})
            figures[change.line.ratio] = change.line.figures
        return by_criterion


def stored_figures(row: RatioRow) -> Figures:
    return row.part, row.whole, row.source


def digest_of(figures: Figures) -> str:
    return hashlib.sha256("|".join(map(str, figures)).encode()).hexdigest()[:16]


def ratio_stamps(commune: str, thresholds: Mapping[str, ThresholdRow]) -> Iterator[list[str]]:
    """The hidden sheet's record of each ratio."""
    for row in thresholds.values():
        for ratio in row.ratios:
            yield [commune, f"{STAMPED}{ratio.key}", "", digest_of(stored_figures(ratio)), "", ""]


def plan_ratios(
    lines: Iterable[RatioLine], thresholds: Mapping[str, Mapping[str, ThresholdRow]], *, communes: Collection[str]
) -> RatioPlan:
    """Compare every line with the stored values, by the unit's code."""
    plan, seen = RatioPlan(), set()
    for line in lines:
        known = {one.key: (row, one) for row in thresholds.get(line.commune_code, {}).values() for one in row.ratios}
        if line.commune_code not in communes:
            params = {"commune": line.commune_code}
            plan.problems.append(Problem("workbook_commune_unknown", line.place.cell("ratio_commune"), params=params))
        elif line.ratio not in known or line.key in seen:
            params = {"criterion": line.ratio}
            code = "workbook_criterion_twice" if line.key in seen else "workbook_criterion_unknown"
            plan.problems.append(Problem(code, line.place.cell("ratio"), params=params))
        else:
            seen.add(line.key)
            _take(plan, line, *known[line.ratio])
    return plan


def _take(plan: RatioPlan, line: RatioLine, row: ThresholdRow, stored: RatioRow) -> None:
    if line.faults:
        plan.problems += line.faults
    elif line.figures == stored_figures(stored):
        return
    elif not line.touched:
        plan.newer += 1
    else:
        plan.changes.append(RatioChange(line, row.code, stored))
        plan.problems += _at_cells(line, figure_problems(row.code, {line.ratio: line.figures}))


def _at_cells(line: RatioLine, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Attach each problem to its cell."""
    for problem in problems:
        name = problem.where.removeprefix(f"{line.ratio}_")
        yield replace(problem, where=line.place.cell(_CELLS.get(name, "ratio")))


def conflicts(plan: RatioPlan) -> Iterator[Problem]:
    """The problem for a conflict where nobody could be asked which figures to take."""
    for change in plan.changes:
        if change.is_conflict:
            yield Problem("ratios_changed_meanwhile", where=change.line.place.cell("numerator"))
