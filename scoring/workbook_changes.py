"""A workbook's rows as changes: what each would change, and what changed on the portal meanwhile.

Communes and the team share this: `words` is the explanation of a commune, or the comment of the team.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from documents.workbooks import plain_text
from kernel.problems import Problem

MAX_WORDS = 5000


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a sheet, and the letters of its columns by their keys."""

    sheet: str
    row: int
    letters: Mapping[str, str]

    def cell(self, key: str) -> str:
        """As spreadsheets write it: `Phường A!G12`."""
        return f"{self.sheet}!{self.letters.get(key, 'A')}{self.row}"


@dataclass(frozen=True, slots=True)
class Line:
    """What a row says about one criterion of one commune.

    `excepted` is None where the workbook has no column for it. `seen_version` is the version stored
    when the workbook was made, None where it is not recorded; `touched` says whether the row was changed since.
    `faults` are the cells that could not be read.
    """

    place: Place
    commune_code: str
    criterion_code: str
    points: Decimal | None
    words: str
    excepted: bool | None = None
    seen_version: int | None = None
    touched: bool = True
    faults: tuple[Problem, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.commune_code, self.criterion_code


@dataclass(frozen=True, slots=True)
class Stored:
    """The stored values of one criterion of one commune, and who entered them."""

    max_points: Decimal
    points: Decimal | None
    words: str
    excepted: bool
    version: int
    who: str = ""
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs from the stored values.

    In conflict: somebody changed the criterion after the workbook was made.
    """

    line: Line
    stored: Stored
    points: Decimal | None
    words: str
    excepted: bool

    @property
    def is_conflict(self) -> bool:
        return self.line.seen_version is not None and self.line.seen_version != self.stored.version

    @property
    def is_change(self) -> bool:
        before = self.stored.points, plain_text(self.stored.words), self.stored.excepted
        return (self.points, self.words, self.excepted) != before

    def conflicts(self) -> Iterator[Problem]:
        """The problem for a conflict where nobody could be asked which value to take."""
        if self.is_conflict:
            params = {"who": self.stored.who or "–", "when": self.stored.when, "points": self.stored.points}
            yield Problem("changed_meanwhile", where=self.line.place.cell("points"), params=params)


@dataclass(slots=True)
class Plan:
    """What a workbook would change; how many rows equal the portal's; how many unchanged rows are newer there."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    newer: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Change]:
        return [change for change in self.changes if change.is_conflict]


def plan_of(
    lines: Iterable[Line],
    stored: Mapping[tuple[str, str], Stored],
    *,
    communes: Collection[str],
    judge: Callable[[Change], Iterable[Problem]],
    unknown: str = "workbook_commune_unknown",
) -> Plan:
    """Compare every line with the stored values. `judge` gives the problems of a change; `communes` may be named."""
    plan, seen = Plan(), set()
    for line in lines:
        if line.commune_code not in communes:
            plan.problems.append(_problem(line, "commune_code", unknown, commune=line.commune_code))
        elif line.key not in stored:
            plan.problems.append(
                _problem(line, "criterion_code", "workbook_criterion_unknown", criterion=line.criterion_code)
            )
        elif line.key in seen:
            plan.problems.append(
                _problem(line, "criterion_code", "workbook_criterion_twice", criterion=line.criterion_code)
            )
        elif line.faults:
            seen.add(line.key)
            plan.problems += line.faults
        else:
            seen.add(line.key)
            _take(plan, _change(line, stored[line.key]), judge)
    return plan


def _take(plan: Plan, change: Change, judge: Callable[[Change], Iterable[Problem]]) -> None:
    if not change.is_change:
        plan.unchanged += 1
    elif not change.line.touched:
        plan.newer += 1
    else:
        plan.changes.append(change)
        if len(change.words) > MAX_WORDS:
            plan.problems.append(_problem(change.line, "words", "workbook_words_long", limit=MAX_WORDS))
        plan.problems += judge(change)


def _change(line: Line, stored: Stored) -> Change:
    """An exception has full points [S9]; a workbook without that column keeps an exception that is still allowed."""
    excepted = line.excepted
    if excepted is None:
        excepted = stored.excepted and line.points == stored.max_points and bool(line.words)
    return Change(line, stored, stored.max_points if excepted else line.points, line.words, excepted)


def _problem(line: Line, key: str, code: str, **params: object) -> Problem:
    return Problem(
        code, where=line.place.cell(key), clause="S1" if code == "workbook_criterion_unknown" else "", params=params
    )
