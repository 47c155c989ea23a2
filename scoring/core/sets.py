"""The sets of evidence: each criterion with an evidence cell is a set of its own [dossier 4]."""

from collections.abc import Iterable


def evidence_sets(rows: Iterable[tuple[str, bool]]) -> dict[str, str]:
    """The set of every row of a table, by code; "" above the sets. `rows` are (code, has a cell), in order.

    A set is the first row below its group that has an evidence cell, with all rows under it; where each row under it
    has its own cell, those rows are the sets instead (II.7.1 and II.7.2). A leaf that is covered only by its group's
    cell is a set of its own (II.2).
    """
    cells = dict(rows)
    children: dict[str, list[str]] = {code: [] for code in cells}
    for code in cells:
        parent = code.rpartition(".")[0]
        if parent in children:
            children[parent].append(code)
    sets: dict[str, str] = {}
    for code in cells:
        above = sets.get(code.rpartition(".")[0], "")
        sets[code] = above or (code if _is_set(code, cells, children[code]) else "")
    return sets


def _is_set(code: str, cells: dict[str, bool], below: list[str]) -> bool:
    if "." not in code:
        return False
    if not below:
        return True
    return cells[code] and not all(cells[child] for child in below)
