"""The portal's own readings: every mark on a page has its line in the guide, every line its mark or its reason.

The guide is what the department confirms; the mark says "theo quy định của cổng" where a reading takes effect.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs/huong-dan/quy-dinh-cua-cong.md"
INCLUDE = re.compile(r'{% include "includes/_own_rule\.html"([^%]*)%}')
READING = re.compile(r'with reading="([a-z0-9-]+)" $')

# Readings that no page marks: they govern a moment, a name or a figure in many places, or are told in a refusal.
UNMARKED = {
    *("before", "later-conclusion", "minutes", "names", "not-due", "reasons", "revocation"),
    *("papers-days", "table-name", "visits"),
}


def marks() -> dict[str, list[str]]:
    """What follows each mark, by template."""
    result = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if named := INCLUDE.findall(path.read_text(encoding="utf-8")):
            result[path.name] = named
    return result


def guided() -> list[str]:
    return re.findall(r'^\| <a id="([a-z0-9-]+)"></a>', GUIDE.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_mark_names_its_reading():
    assert {name: named for name, tolds in marks().items() for named in tolds if not READING.search(named)} == {}


def test_the_guide_lists_every_marked_reading_once_and_no_other_but_those_shown_elsewhere():
    marked = {READING.search(named)[1] for tolds in marks().values() for named in tolds}

    assert len(guided()) == len(set(guided()))
    assert set(guided()) == marked | UNMARKED
    assert marked & UNMARKED == set()


def test_every_line_of_the_guide_is_whole_and_names_no_rule_of_ours():
    lines = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| <a")]

    assert [line for line in lines if len([cell for cell in line.strip("|").split("|") if cell.strip()]) != 3] == []
    assert [line for line in lines if re.search(r"\[[A-Z]+\d+\]|\bA\d+\b", line)] == []
