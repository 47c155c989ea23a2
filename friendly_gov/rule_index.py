"""Which code and which tests implement each rule of the decree, read from the tags in the source.

A tag is a rule's name in brackets, in a docstring or a comment: [S3], [R1, R2], [R1-R3], [dossier 4]. Clauses of the
decision (QT4, NT1, Đ2) may stand beside rules in a tag.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from scoring.core import LOWER_BOUNDS, QUALIFIED_FROM

Scope = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
ROOT = Path(settings.BASE_DIR)
APPS = (
    "kernel", "documents", "audit", "notifications", "accounts", "communes", "scoring", "surveys", "evidence",
    "appraisal", "results", "friendly_gov",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the decree: its name in tags, the clause it comes from, and a short summary."""

    name: str
    clause: str
    says: str


_BOUNDS = " and ".join(", ".join(str(bound) for bound, _level in LOWER_BOUNDS).rsplit(", ", 1))

RULES = (
    Rule("R1", "Đ3.2a; QT step 1", "A commune registers with its plan before 15/02; more time for one, with a reason."),
    Rule("R2", "Đ3.2b; QT step 2", "It scores itself and sends its dossier through the department before 01/12."),
    Rule("R3", "Đ3.1b; QT step 3", "The team, set up by the city, appraises every dossier and reports before 31/12."),
    Rule("R4", "NT1", "Once a year, in December, and only for units that registered for that year."),
    Rule("R5", "QT step 4", "Units recognised at Level 4 are commended."),
    Rule("dossier", "QT step 2", "Letter, report, self-scoring table, and evidence: each criterion a set of its own."),
    Rule("S1", "table; NT2", "A content earns 0 to its maximum, exactly; rows are sums; the four groups come to 100."),
    Rule("S2", "NT2", "What is done in part earns part of the points."),
    Rule(
        "S3", "QT II.1", f"Levels from {_BOUNDS}; under {QUALIFIED_FROM} or not registered: not qualified; no rounding."
    ),
    Rule("S4", "NT3", "A unit in breach in the year is not considered and not qualified, whatever its points."),
    Rule("S5", "NT3", "A breach found after recognition revokes it by decision; the record keeps both."),
    Rule("S6", "NT4", "Units at Levels 1 to 3 plan for the next level."),
    Rule("S7", "NT5", "Points may move; never above 100, never a new criterion; a year keeps its table."),
    Rule("S8", "NT2", "Scoring is public, democratic, transparent."),
    Rule("S9", "(gap; the portal's rule)", "What does not apply may be claimed; the team judges; both are on record."),
)
NAMES = tuple(rule.name for rule in RULES)

_PART = r"(?:[RS]\d+(?:\s*-\s*[RS]\d+)?(?: [a-z])?|dossier(?: \d(?:-\d)?)?|(?:QT|NT|TC|Đ)\d\S*?|[a-z])"
_TAG = re.compile(rf"\[({_PART}(?:, {_PART})*)\]")
_SPAN = re.compile(r"([RS])(\d+)\s*-\s*\1(\d+)")


def rules_named(text: str) -> list[str]:
    """The rules that the tags of a text name, spans expanded, in order and without duplicates; known or not."""
    named: dict[str, None] = {}
    for tag in _TAG.findall(text):
        for part in tag.split(", "):
            if span := _SPAN.match(part):
                kind, first, last = span.groups()
                named |= dict.fromkeys(f"{kind}{number}" for number in range(int(first), int(last) + 1))
            elif re.match(r"[RS]\d|dossier", part):
                named[part.partition(" ")[0]] = None
    return list(named)


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a rule is named: a file and the qualified name in it, "" for the module itself."""

    path: str
    name: str


def places_in(path: Path) -> Iterator[tuple[str, Place]]:
    """Each rule named in the docstrings and comments of a Python file, with its place."""
    source = path.read_text(encoding="utf-8")
    where = str(path.relative_to(ROOT))
    scopes = list(_scopes(ast.parse(source)))
    for node, name in scopes:
        for rule in rules_named(ast.get_docstring(node) or ""):
            yield rule, Place(where, name)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            for rule in rules_named(token.string):
                yield rule, Place(where, _innermost(scopes, token.start[0]))


def _scopes(tree: ast.AST, outer: str = "") -> Iterator[tuple[Scope, str]]:
    """The module, its classes and functions with their qualified names, outer before inner."""
    if isinstance(tree, ast.Module):
        yield tree, ""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{outer}.{node.name}" if outer else node.name
            yield node, name
            yield from _scopes(node, name)


def _innermost(scopes: list[tuple[Scope, str]], line: int) -> str:
    return [
        name for node, name in scopes if isinstance(node, ast.Module) or node.lineno <= line <= (node.end_lineno or 0)
    ][-1]


def code_places() -> dict[str, list[Place]]:
    """Every rule that the apps' code names, with its places in order; migrations only repeat models, so are skipped."""
    by_rule: dict[str, dict[Place, None]] = {name: {} for name in NAMES}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and path.name != "rule_index.py":
                for rule, place in places_in(path):
                    by_rule.setdefault(rule, {})[place] = None
    return {rule: list(places) for rule, places in by_rule.items()}


def decree_module(rule: str) -> Path | None:
    """The test module of this rule, where there is one."""
    folder = ROOT / "tests" / "decree"
    return next(iter(sorted(folder.glob(f"test_{rule.lower()}_*.py"))), None) or next(
        iter(folder.glob(f"test_{rule.lower()}.py")), None
    )


def sentences_of(path: Path) -> list[str]:
    """The test names of a module as sentences."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return [name.removeprefix("test_").replace("_", " ") for name in names]


def other_tests() -> dict[str, list[str]]:
    """The other test files that name each rule."""
    by_rule: dict[str, dict[str, None]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if path.parent.name != "decree":
            for rule, place in places_in(path):
                by_rule.setdefault(rule, {})[place.path] = None
    return {rule: list(paths) for rule, paths in by_rule.items()}


def rule_table() -> str:
    """All rules in one table, then each rule with its code and its tests."""
    code, others = code_places(), other_tests()
    head = "| rule | clause | says | code | tests |\n|---|---|---|---|---|"
    rows = [
        f"| [{rule.name}](#{rule.name.lower()}) | {rule.clause} | {rule.says} | {_apps(code[rule.name])} | "
        f"{_linked(decree_module(rule.name))} |"
        for rule in RULES
    ]
    return "\n".join([head, *rows, "", "\n\n".join(_chapter(rule, code, others) for rule in RULES)])


def _chapter(rule: Rule, code: dict[str, list[Place]], others: dict[str, list[str]]) -> str:
    files: dict[str, list[str]] = {}
    for place in code[rule.name]:
        files.setdefault(place.path, []).append(f"`{place.name}`" if place.name else "the module")
    lines = [f"### {rule.name}", "", rule.says, "", "Code:", ""]
    lines += [f"- `{path}`: {', '.join(names)}" for path, names in files.items()]
    module = decree_module(rule.name)
    if module is not None:
        lines += ["", f"Tests, {_linked(module)}:", "", *(f"- {sentence}" for sentence in sentences_of(module))]
    if others.get(rule.name):
        lines += ["", "Also: " + ", ".join(f"`{path}`" for path in others[rule.name])]
    return "\n".join(lines)


def _apps(places: list[Place]) -> str:
    return ", ".join(dict.fromkeys(place.path.partition("/")[0] for place in places))


def _linked(path: Path | None) -> str:
    return "" if path is None else f"[{path.name}](../{path.relative_to(ROOT)})"
