"""A reason why something cannot be done, as data: pure, language-free, comparable."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why something cannot be done yet.

    `where` names the place to mend it (a criterion code, a dossier part, a field);
    `clause` the rule of the decree that demands it; `params` the facts its words need.
    """

    code: str
    where: str = ""
    clause: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
