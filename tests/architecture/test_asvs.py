"""docs/security/asvs/ has every requirement of ASVS 5.0 of levels 1 and 2 once, with evidence that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "docs" / "security" / "asvs"
# The level of each requirement, section by section: "1.1:22" are V1.1.1 and V1.1.2, both of level 2.
_LEVELS = """
1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23 3.1:3
3.2:113 3.3:12223 3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333 4.3:22 4.4:1222
5.1:2 5.2:112333 5.3:113 5.4:222 6.1:122 6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333
6.6:2223 6.7:33 6.8:2222 7.1:222 7.2:1111 7.3:22 7.4:11222 7.5:223 7.6:22 8.1:1233 8.2:1123 8.3:133
8.4:23 9.1:111 9.2:1222 10.1:22 10.2:223 10.3:22223 10.4:1111122222233333 10.5:22222 10.6:22
10.7:222 11.1:2233 11.2:22233 11.3:11233 11.4:1222 11.5:23 11.6:23 11.7:33 12.1:12233 12.2:11
12.3:22223 13.1:2333 13.2:222223 13.3:2233 13.4:1222233 14.1:22 14.2:12223333 14.3:122 15.1:12233
15.2:12233 15.3:1222222 15.4:3333 16.1:2 16.2:22222 16.3:2222 16.4:222 16.5:2223 17.1:23
17.2:22223333 17.3:22
"""
_ROW = re.compile(r"^\| V([\d.]+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_PATH = re.compile(r"`([\w./@-]+/[\w./@-]+|[\w-]+\.(?:md|lock|json))`")
_DECISION = re.compile(r"\bdecisions? ((?:\d+(?:, )?)+)")
STATES = ("done", "not applicable", "operator", "open")


def demanded() -> dict[str, str]:
    """The level of each number of levels 1 and 2."""
    sections = (section.split(":") for section in _LEVELS.split())
    every = {f"{name}.{place}": level for name, levels in sections for place, level in enumerate(levels, start=1)}
    return {number: level for number, level in every.items() if level != "3"}


def rows() -> list[tuple[str, str, str, str, str]]:
    return [row for page in sorted(BOOK.glob("v*.md")) for row in _ROW.findall(page.read_text())]


def test_every_number_of_both_levels_stands_there_once():
    wanted = demanded()
    assert (len(wanted), list(wanted.values()).count("1")) == (253, 70)

    assert [(number, level) for number, level, *_ in rows()] == list(wanted.items())


def test_each_says_how_it_stands():
    unclear = [number for number, _, _, state, why in rows() if state not in STATES or len(why) < 5]
    assert unclear == []


def evidence_of(why: str) -> tuple[list[str], list[str]]:
    """The paths and the decisions that a cell names."""
    return _PATH.findall(why), [number for result in _DECISION.findall(why) for number in re.findall(r"\d+", result)]


def test_what_is_named_as_evidence_exists_and_what_is_done_has_some():
    missing, unproved = [], []
    for number, _, _, state, why in rows():
        paths, decisions = evidence_of(why)
        missing += [f"{number}: {path}" for path in paths if not (ROOT / path).exists()]
        kept = ROOT / "docs" / "decisions"
        missing += [f"{number}: decision {one}" for one in decisions if not list(kept.glob(f"{int(one):04}-*.md"))]
        if state == "done" and not paths and not decisions:
            unproved.append(number)
    assert (missing, unproved) == ([], [])


def test_the_index_counts_what_the_pages_say():
    pages = sorted(BOOK.glob("v*.md"))
    counts = []
    for page in pages:
        states = [row[3] for row in _ROW.findall(page.read_text())]
        title = page.read_text().partition("\n")[0].removeprefix("# ")
        figures = " | ".join(str(states.count(state)) for state in STATES)
        counts.append(f"| [{title}](asvs/{page.name}) | {figures} |")

    index = (BOOK.parent / "asvs.md").read_text()
    assert [line for line in index.splitlines() if line.startswith("| [V")] == counts
