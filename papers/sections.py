"""Edited sections follow the data: unedited lines are drafted again, edited ones are marked where data changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from papers.kinds import Section


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section in its present state. `moved` pairs former and present lines of the data behind edited lines."""

    key: str
    title: str
    text: str
    is_edited: bool = False
    moved: tuple[tuple[str, str], ...] = ()


def section_texts(drafted: tuple[Section, ...], edited: Mapping[str, Mapping[str, str]]) -> list[SectionText]:
    """The sections with the typed text; their unedited lines follow the present data."""
    return [_text(section, edited.get(section.key)) for section in drafted]


def _text(section: Section, edited: Mapping[str, str] | None) -> SectionText:
    if edited is None:
        return SectionText(section.key, section.title, section.text)
    text, touched = _followed(edited["text"], edited["basis"], section.text)
    return SectionText(section.key, section.title, text, is_edited=True, moved=touched)


def _followed(typed: str, basis: str, now: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """`typed` with its unedited lines drafted again; and changed lines of the data as pairs."""
    if basis == now:
        return typed, ()
    lines, before, after = typed.splitlines(), basis.splitlines(), now.splitlines()
    present = _present(before, after)
    result: list[str] = []
    moved: list[tuple[str, str]] = []
    for verb, start, end, own_start, own_end in SequenceMatcher(None, before, lines, autojunk=False).get_opcodes():
        if verb == "equal":
            result += [line for place in range(start, end) for line in present[place]]
            continue
        result += lines[own_start:own_end]
        pairs = [(before[place], "\n".join(present[place])) for place in range(start, end)]
        moved += [(former, current) for former, current in pairs if former != current]
    return "\n".join(result), tuple(moved)


def _present(before: list[str], after: list[str]) -> list[list[str]]:
    """The lines of the present draft for each line of the former one: itself, other words, several lines, or none."""
    present: list[list[str]] = [[] for _ in before]
    for verb, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "insert":
            if present:
                present[max(start - 1, 0)] += after[new_start:new_end]
            continue
        for place in range(start, end):
            new = new_start + place - start
            present[place] += after[new : new + 1] if new < new_end else []
        if end > start:
            present[end - 1] += after[new_start + end - start : new_end]
    return present
