"""Which cells of a two-way table with totals are hidden, so that nothing is shown of fewer than ten people.

A table with its totals is a network: each row and each column is a node, each cell an edge from its row to its column,
each total an edge back; at every node what goes in is what goes out. All that can be computed from the visible cells
about the hidden ones are the sums over cuts of this network. Where every hidden edge of a cut has one direction, the
cut reveals the answers of those cells together. So a set of hidden cells is safe when each such cut has at least ten
answers (decision 67).
"""

from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from typing import Final

MINIMUM = 10
TOTAL: Final = None
Key = tuple[Hashable | None, Hashable | None]
_Node = tuple[str, Hashable | None]
_Edges = dict[Key, tuple[_Node, _Node]]


def hidden_cells(counts: Mapping[Key, int], *, minimum: int = MINIMUM) -> frozenset[Key]:
    """The keys that are hidden, of the cells (row, column) and of the totals, which have TOTAL in place of either.

    Hidden are all cells and totals of 1 to `minimum` - 1 answers, and the further ones without which a difference of
    what is shown would reveal fewer than `minimum` answers. Cells without answers are shown: they are about nobody.
    """
    whole = with_totals(counts)
    edges = {key: _edge(key) for key, count in whole.items() if count}
    hidden = {key for key in edges if whole[key] < minimum}
    checked: set[Key] = set()
    while (cut := _revealing_cut(edges, whole, hidden, minimum, checked)) is not None:
        crossing = (key for key, (start, end) in edges.items() if key not in hidden and (start in cut) != (end in cut))
        hidden.add(min(crossing, key=lambda key: (TOTAL in key, whole[key])))
        checked.clear()
    return frozenset(hidden)


def with_totals(counts: Mapping[Key, int]) -> dict[Key, int]:
    """The cells with the totals of each row, each column and of all."""
    whole = dict(counts)
    for (row, column), count in counts.items():
        for key in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            whole[key] = whole.get(key, 0) + count
    return whole


def _edge(key: Key) -> tuple[_Node, _Node]:
    """A cell leads from its row to its column, the total of a row or a column the other way."""
    row, column = key
    ends = ("row", row), ("column", column)
    return ends if (row is TOTAL) == (column is TOTAL) else ends[::-1]


def _revealing_cut(
    edges: _Edges, counts: Mapping[Key, int], hidden: set[Key], minimum: int, checked: set[Key]
) -> set[_Node] | None:
    """The nodes on one side of a cut that reveals fewer than `minimum` answers, or None.

    Only hidden cells under the minimum can belong to such a cut; `checked` are those known to belong to none.
    """
    for key in hidden:
        if counts[key] < minimum and key not in checked:
            start, end = edges[key]
            cut = _smallest_cut(_Flow(edges, counts, hidden), start, end, minimum)
            if cut is not None:
                return cut
            checked.add(key)
    return None


class _Flow:
    """What can still flow along each hidden edge: its answers forward; backward without bound.

    A cut of finite capacity therefore has no hidden edge that leads back: it has one direction.
    """

    def __init__(self, edges: _Edges, counts: Mapping[Key, int], hidden: set[Key]) -> None:
        self.forward = {key: counts[key] for key in hidden}
        self.leaving: dict[_Node, list[tuple[_Node, Key, bool]]] = {}
        for key in hidden:
            start, end = edges[key]
            self.leaving.setdefault(start, []).append((end, key, True))
            self.leaving.setdefault(end, []).append((start, key, False))

    def open_from(self, node: _Node) -> Iterator[tuple[_Node, Key, bool]]:
        """The steps from a node that still have room."""
        return ((other, key, ahead) for other, key, ahead in self.leaving[node] if not ahead or self.forward[key])


def _smallest_cut(flow: _Flow, start: _Node, end: _Node, minimum: int) -> set[_Node] | None:
    """The side of `start` in the cut of one direction between the two that has the fewest answers.

    None where it has `minimum` or more.
    """
    sent = 0
    while True:
        came_by: dict[_Node, tuple[_Node, Key, bool] | None] = {start: None}
        waiting = deque([start])
        while waiting and end not in came_by:
            node = waiting.popleft()
            for other, key, ahead in flow.open_from(node):
                if other not in came_by:
                    came_by[other] = (node, key, ahead)
                    waiting.append(other)
        if end not in came_by:
            return set(came_by)
        sent += _send(flow, came_by, end, minimum)
        if sent >= minimum:
            return None


def _send(flow: _Flow, came_by: Mapping[_Node, tuple[_Node, Key, bool] | None], end: _Node, limit: int) -> int:
    """Send as much as the path to `end` lets through, at most `limit`; returns how much."""
    path = []
    node = end
    while (step := came_by[node]) is not None:
        node, key, ahead = step
        path.append((key, ahead))
    amount = min([limit, *(flow.forward[key] for key, ahead in path if ahead)])
    for key, ahead in path:
        flow.forward[key] += -amount if ahead else amount
    return amount
