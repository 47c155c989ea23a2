"""What is mutated, how, and by which tests."""

from dataclasses import dataclass
from pathlib import Path

from tests.mutation.operators import GUARDS, JUDGING, LOGIC, Operators

ROOT = Path(__file__).parents[2]

_DECREE = "tests/decree"
_WHO = "tests/permissions"
_TESTS = {
    "accounts": ("tests/accounts", _WHO),
    "appraisal": ("tests/appraisal", "tests/papers", _DECREE, _WHO),
    "communes": ("tests/communes", _DECREE, _WHO),
    "documents": ("tests/documents/test_files.py", "tests/evidence"),
    "evidence": ("tests/evidence", "tests/appraisal/test_inquiries.py", _DECREE, _WHO),
    "friendly_gov": ("tests/friendly_gov", _WHO),
    "notifications": ("tests/notifications", _WHO),
    "results": ("tests/results", _DECREE, _WHO),
    "scoring": ("tests/scoring", _DECREE, _WHO),
}
_CORE_TESTS = ("tests/scoring", _DECREE)


@dataclass(frozen=True)
class Target:
    """Some files, the operators that change them, and the folders and files of tests that may notice."""

    name: str
    files: tuple[Path, ...]
    operators: Operators
    tests: tuple[str, ...]


def _python(place: Path) -> tuple[Path, ...]:
    return tuple(sorted(place.rglob("*.py"))) if place.is_dir() else (place,)


def all_targets() -> dict[str, Target]:
    """Every target by its name: the core, then each app's rules and services."""
    found = {"scoring/core": Target("scoring/core", _python(ROOT / "scoring/core"), LOGIC, _CORE_TESTS)}
    for app, tests in _TESTS.items():
        kinds = {"policies": LOGIC, "phases": JUDGING, "rules": JUDGING, "services": GUARDS}
        for kind, operators in kinds.items():
            for place in (ROOT / app / f"{kind}.py", ROOT / app / kind):
                if place.exists():
                    name = str(place.relative_to(ROOT))
                    found[name] = Target(name, _python(place), operators, tests)
    return found
