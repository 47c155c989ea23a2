"""The files to mutate, the operators, and the tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.named import NAMED
from tests.mutation.operators import GUARDS, JUDGING, LOGIC, Mutant, Operators, mutants_of, named_mutants

ROOT = Path(__file__).parents[2]

_DECREE = "tests/decree"
_WHO = "tests/permissions"
_TESTS = {
    "accounts": ("tests/accounts", _WHO),
    "appraisal": ("tests/appraisal", "tests/papers", _DECREE, _WHO),
    "communes": ("tests/communes", "tests/friendly_gov/test_quota.py", _DECREE, _WHO),
    "documents": ("tests/documents/test_files.py", "tests/evidence"),
    "evidence": ("tests/evidence", "tests/appraisal/test_inquiries.py", _DECREE, _WHO),
    "friendly_gov": ("tests/friendly_gov", _WHO),
    "notifications": ("tests/notifications", _WHO),
    "papers": ("tests/papers", _WHO),
    "records": ("tests/records", _WHO),
    "results": ("tests/results", _DECREE, _WHO),
    "scoring": ("tests/scoring", _DECREE, _WHO),
    "surveys": ("tests/surveys", _WHO),
    "tokens": ("tests/tokens", _WHO),
    "webhooks": ("tests/webhooks", _WHO),
}
_KINDS = {"policies": LOGIC, "phases": JUDGING, "rules": JUDGING, "services": GUARDS}
_CORE_TESTS = (
    *(f"tests/scoring/test_{name}.py" for name in ("core", "core_applicability", "core_rubric", "core_whatif")),
    "tests/scoring/test_decree.py",
    _DECREE,
)
_NAMED_TESTS = ("tests/appraisal", "tests/evidence", "tests/papers", _DECREE, _WHO)


@dataclass(frozen=True)
class Target:
    """Some files, the operators that change them, and the test folders and files that may fail."""

    name: str
    files: tuple[Path, ...]
    operators: Operators
    tests: tuple[str, ...]

    def mutants(self, path: str, text: str) -> Iterator[Mutant]:
        """The changes of one of its files; a target without operators has the named ones."""
        return mutants_of(path, text, self.operators) if self.operators else named_mutants(path, text, NAMED)


def _python(place: Path) -> tuple[Path, ...]:
    return tuple(sorted(place.rglob("*.py"))) if place.is_dir() else (place,)


def all_targets() -> dict[str, Target]:
    """Every target by its name: the core, what is named, then each app's rules and services."""
    result = {"scoring/core": Target("scoring/core", _python(ROOT / "scoring/core"), LOGIC, _CORE_TESTS)}
    files = tuple(ROOT / path for path in sorted({path for path, _was, _becomes in NAMED}))
    result["named"] = Target("named", files, (), _NAMED_TESTS)
    for app, tests in _TESTS.items():
        for kind, operators in _KINDS.items():
            for place in _places(ROOT / app, kind):
                name = str(place.relative_to(ROOT))
                result[name] = Target(name, _python(place), operators, tests)
    return result


def _places(app: Path, kind: str) -> list[Path]:
    """Modules and packages of this kind in an app and in the packages inside it; other names have services too."""
    places = {*app.glob(f"**/{kind}.py"), *app.glob(f"**/{kind}")}
    if kind == "services":
        places |= {*app.glob("*_services.py"), *app.glob("reversals.py")}
    return sorted(places)
