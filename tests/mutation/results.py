"""The outcome of each mutant, stored on disk: an interrupted run continues where it stopped."""

import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path

from tests.mutation.operators import Mutant

KILLED, TIMEOUT = "killed", "timeout"
DEAD = (KILLED, TIMEOUT)


class Results:
    """Outcomes by the text of the mutated file, and which tests killed in which file: those are tried first."""

    def __init__(self, file: Path):
        self._file = file
        self._known: dict[str, str] = {}
        self.killers: dict[str, Counter[str]] = defaultdict(Counter)
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
            key, outcome, path, killer = json.loads(line)
            self._known[key] = outcome
            self.killers[path][killer] += 1

    def key(self, mutant: Mutant) -> str:
        return hashlib.sha256(f"{mutant.path}\n{mutant.text}".encode()).hexdigest()

    def get(self, mutant: Mutant) -> str | None:
        return self._known.get(self.key(mutant))

    def is_dead(self, mutant: Mutant) -> bool:
        return self.get(mutant) in DEAD

    def put(self, mutant: Mutant, outcome: str, killer: str = "") -> None:
        self._known[self.key(mutant)] = outcome
        self.killers[mutant.path][killer] += 1
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([self.key(mutant), outcome, mutant.path, killer]) + "\n")

    def forget_survivors(self) -> None:
        """New tests may exist that kill them."""
        self._known = {key: outcome for key, outcome in self._known.items() if outcome in DEAD}
