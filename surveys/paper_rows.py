"""Answers on paper as people type them, one paper a row: read into answers, or every reason why a cell cannot be."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kernel.problems import Problem
from kernel.text import clean_line
from surveys.models import Question
from surveys.questions import LONGEST_TEXT, AskedQuestion, Given

_SEVERAL = re.compile(r"[\s,;]+")
_NUMBER = re.compile(r"[0-9]{1,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TypedPaper:
    """One row as typed: the text by the position of its question, and the names of its cells in a workbook."""

    row: int
    texts: Mapping[int, str]
    cells: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for text in self.texts.values())

    def where(self, position: int) -> str:
        """The cell to correct."""
        return self.cells.get(position, f"{self.row}-{position}")


def read_papers(questions: Sequence[AskedQuestion], papers: Sequence[TypedPaper]) -> tuple[list[Given], list[Problem]]:
    """The answers of the papers that are not empty, and every problem of every cell.

    A question may stay unanswered on paper, also one that the form on the phone demands: people leave lines out.
    """
    read: list[Given] = []
    problems: list[Problem] = []
    for paper in papers:
        if paper.is_empty:
            continue
        texts = {one: clean_line(paper.texts.get(one.position, "")) for one in questions}
        read_texts = [(one, text, list(_problems(one, text, paper.where(one.position)))) for one, text in texts.items()]
        problems += [problem for _one, _text, faults in read_texts for problem in faults]
        read.append({one.position: _read(one, text) for one, text, faults in read_texts if text and not faults})
    return read, problems


def _read(question: AskedQuestion, text: str) -> int | tuple[int, ...] | str:
    if question.kind == Question.Kind.SHORT_TEXT:
        return text
    numbers = _numbers(text)
    return numbers[0] if question.kind == Question.Kind.LIKERT5 else tuple(sorted(set(numbers)))


def _numbers(text: str) -> list[int]:
    return [int(part) if _NUMBER.fullmatch(part) else 0 for part in _SEVERAL.split(text) if part]


def _problems(question: AskedQuestion, text: str, where: str) -> Iterator[Problem]:
    if question.kind == Question.Kind.SHORT_TEXT:
        if len(text) > LONGEST_TEXT:
            yield Problem("answer_too_long", where=where, params={"most": LONGEST_TEXT})
        return
    last = 5 if question.kind == Question.Kind.LIKERT5 else len(question.choices)
    numbers, typed = _numbers(text), {"typed": text[:40], "last": last}
    if text and (not numbers or any(not 1 <= number <= last for number in numbers)):
        yield Problem("paper_value_unknown", where=where, params=typed)
    elif len(numbers) > 1 and question.kind != Question.Kind.MULTIPLE_CHOICE:
        yield Problem("paper_several_values", where=where, params=typed)
