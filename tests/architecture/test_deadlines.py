"""Every deadline is computed in one place [R1-R3], and one clock gives the present time."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = (
    "kernel",
    "accounts",
    "audit",
    "documents",
    "notifications",
    "communes",
    "scoring",
    "surveys",
    "evidence",
    "appraisal",
)
CODE = [path for app in (*APPS, "papers", "results", "records", "friendly_gov") for path in (ROOT / app).rglob("*.py")]
TESTS = [path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts]
# Functions that turn a day into a deadline; `scoring.core` passes on the first as the decree's own rule.
RULES = {"deadline", "days_left", "last_day"}
AT_HOME = {"kernel/deadlines.py", "communes/deadlines.py", "scoring/core/__init__.py"}
CLOCKS = {"kernel/clock.py"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path, module: str) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    result = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == module]
    return {name.name for node in result for name in node.names}


def test_deadlines_are_computed_in_one_place():
    """R1, R2, R3: all other code uses `communes.deadlines`."""
    elsewhere = {
        named(path): sorted(result)
        for path in CODE
        if named(path) not in AT_HOME and (result := imported(path, "kernel.deadlines") & RULES)
    }

    assert elsewhere == {}


NOW = {"clock.now", "timezone.now", "datetime.now", "date.today", "timezone.localdate"}


def read_when_imported(tree: ast.AST) -> list[str]:
    """The clocks that a module reads before its tests run, when the clock is not fixed yet: bodies are left out."""
    if isinstance(tree, ast.FunctionDef | ast.Lambda):
        below = [*getattr(tree, "decorator_list", ()), *tree.args.defaults]
    else:
        below = list(ast.iter_child_nodes(tree))
    own = [ast.unparse(tree.func)] if isinstance(tree, ast.Call) and ast.unparse(tree.func) in NOW else []
    return own + [name for node in below for name in read_when_imported(node)]


def test_no_test_reads_the_clock_of_the_machine():
    """Its cases are collected before the clock is fixed, so they would move on with the days."""
    assert read_when_imported(ast.parse("@cases(clock.now())\ndef test(): clock.now()")) == ["clock.now"]

    tests = {path: read_when_imported(ast.parse(path.read_text(encoding="utf-8"))) for path in TESTS}

    assert {named(path): clocks for path, clocks in tests.items() if clocks} == {}


def test_the_portal_has_one_clock_which_tests_can_set():
    """Ruff's banned-api holds the rest; these read a clock only where they are given no moment."""
    hidden = {"timezone.localdate", "timezone.localtime", "time.localtime", "time.gmtime", "time.strftime"}

    def asks(tree) -> bool:
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        by_key = {ast.unparse(call.func) for call in calls}
        without_a_moment = {ast.unparse(call.func) for call in calls if not call.args and not call.keywords}
        clocks = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time"}
        return bool(by_key & clocks or without_a_moment & hidden)

    result = {named(path) for path in CODE if asks(ast.parse(path.read_text(encoding="utf-8")))}

    assert result - CLOCKS == set()
