"""Compare two versions of the scoring table, criterion by criterion: moved points, changed texts [S7]."""

import difflib
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.problems import required
from scoring.models import Rubric
from scoring.queries import CriterionRow, criterion_rows

_WORDS = re.compile(r"\s*\S+\s*")


@dataclass(frozen=True, slots=True)
class TextChange:
    """One text of a row before and after; `pieces` are (kept, removed or added, text) in reading order."""

    label: str | Promise
    pieces: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A row of either version; its points are None where that version lacks the row."""

    code: str
    title: str
    depth: int
    is_leaf: bool
    before: Decimal | None
    after: Decimal | None
    texts: list[TextChange]

    @property
    def moved(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))

    @property
    def is_changed(self) -> bool:
        return self.before != self.after or bool(self.texts)


@dataclass(frozen=True, slots=True)
class Difference:
    """All rows of two versions and a summary; `policies` are set where the rules for exceptions differ [S9]."""

    rows: list[DifferenceRow]
    policies: tuple[str, str] | None = None

    @property
    def criteria_moved(self) -> int:
        return sum(row.is_leaf and row.before != row.after for row in self.rows)

    @property
    def points_moved(self) -> Decimal:
        """How many points moved between criteria: the larger of the points added and the points taken."""
        moves = [row.moved for row in self.rows if row.is_leaf]
        return max(sum((m for m in moves if m > 0), Decimal(0)), -sum((m for m in moves if m < 0), Decimal(0)))

    @property
    def texts_changed(self) -> int:
        return sum(bool(row.texts) for row in self.rows)

    @property
    def shown(self) -> list[DifferenceRow]:
        """All groups, and every other row that changed."""
        return [row for row in self.rows if row.depth == 0 or row.is_changed]


def difference(before: Rubric, after: Rubric) -> Difference:
    """From one version to another, in the order of the later one; rows that only the former has keep their place."""
    old = {row.code: row for row in criterion_rows(before)}
    new = {row.code: row for row in criterion_rows(after)}
    order = list(new)
    for place, code in enumerate(old):
        if code not in new:
            order.insert(min(place, len(order)), code)
    differ = before.not_applicable != after.not_applicable
    policies = (before.get_not_applicable_display(), after.get_not_applicable_display()) if differ else None
    return Difference([_row(old.get(code), new.get(code)) for code in order], policies)


def _row(old: CriterionRow | None, new: CriterionRow | None) -> DifferenceRow:
    known = required(new or old)
    return DifferenceRow(
        code=known.code,
        title=known.title,
        depth=known.depth,
        is_leaf=known.is_leaf,
        before=old.max_points if old else None,
        after=new.max_points if new else None,
        texts=_texts(old, new) if old and new else [],
    )


def _texts(old: CriterionRow, new: CriterionRow) -> list[TextChange]:
    pairs = (
        (_("Content (Vietnamese)"), old.title_vi, new.title_vi),
        (_("Content (English)"), old.title_en, new.title_en),
        (_("Evidence expected"), old.own_evidence, new.own_evidence),
        (_("Applies only when"), old.applies_when, new.applies_when),
        (_("Scoring hint"), old.scoring_hint, new.scoring_hint),
        (_("Partial steps"), steps_text(old.partial_steps), steps_text(new.partial_steps)),
    )
    return [TextChange(label, pieces(before, after)) for label, before, after in pairs if before != after]


def steps_text(percents) -> str:
    """0 %, 50 %, 100 %"""
    return ", ".join(f"{percent} %" for percent in percents)


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """Two texts word by word: the words in both ("kept"), only in the old ("removed"), only in the new ("added")."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    match = difflib.SequenceMatcher(a=[word.strip() for word in old], b=[word.strip() for word in new], autojunk=False)
    parts = []
    for kind, a, b, c, d in match.get_opcodes():
        if kind == "equal":
            parts.append(("kept", "".join(new[c:d])))
            continue
        if a < b:
            parts.append(("removed", "".join(old[a:b])))
        if c < d:
            parts.append(("added", "".join(new[c:d])))
    return [(kind, text if text[-1].isspace() else f"{text} ") for kind, text in parts[:-1]] + parts[-1:]
