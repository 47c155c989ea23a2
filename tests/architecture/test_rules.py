"""Each rule of the decree has its code, its module of tests and its line in the handbook; no tag names another."""

import ast
import re
from pathlib import Path

import pytest

from friendly_gov.rule_index import NAMES, RULES, code_places, decree_module, other_tests, rules_named
from tests.architecture.test_layers import OWN_CODE, ROOT, TEMPLATES, TREES, named

CLAUSE = re.compile(r"(QT|NT|TC|Đ)\d")
DECREE = sorted((ROOT / "tests" / "decree").glob("test_*.py"))


def test_the_rules_are_those_of_the_decree():
    wanted = [*(f"R{n}" for n in range(1, 6)), "dossier", *(f"S{n}" for n in range(1, 10))]

    assert list(NAMES) == wanted
    assert [rule.name for rule in RULES if not (rule.clause and rule.says)] == []


def test_every_rule_is_held_by_code():
    places = code_places()

    assert [name for name in NAMES if not places[name]] == []


@pytest.mark.parametrize("rule", NAMES)
def test_every_rule_has_its_module_of_tests_which_names_it_first(rule):
    module = decree_module(rule)

    assert module is not None
    assert (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").startswith(f"[{rule}] ")


def test_every_module_of_the_decree_belongs_to_a_rule():
    """Others are named after the rule or the settled reading that they test, and begin with the rules they read."""
    readings = [path for path in DECREE if re.match(r"test_[ars]\d+_", path.name)]
    begins = [(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")[:1] for path in readings]

    assert sorted({*filter(None, map(decree_module, NAMES)), *readings}) == DECREE
    assert set(begins) <= {"["}


def test_no_tag_names_a_rule_that_the_decree_lacks():
    sources: list[Path] = [*OWN_CODE, *TEMPLATES, *DECREE]
    tagged = {(named(path), rule) for path in sources for rule in rules_named(path.read_text(encoding="utf-8"))}
    tagged |= {(place, rule) for rule, files in other_tests().items() for place in files}

    assert sorted((place, rule) for place, rule in tagged if rule not in NAMES) == []


def test_no_problem_cites_a_clause_that_the_decree_lacks():
    cited = {
        (named(path), keyword.value.value)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "clause" and isinstance(keyword.value, ast.Constant) and keyword.value.value
    }

    unknown = [(p, c) for p, c in cited if not CLAUSE.match(c) and not set(rules_named(f"[{c}]")) & set(NAMES)]
    assert sorted(unknown) == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("[S3]", ["S3"]),
        ("levels [S3, S4] and then [S3]", ["S3", "S4"]),
        ("[R1-R3]", ["R1", "R2", "R3"]),
        ("[S4 a, b]", ["S4"]),
        ("[R3, S5, QT4]", ["R3", "S5"]),
        ("[dossier 1-3]", ["dossier"]),
        ("[S12]", ["S12"]),
        ("rows[S], list[Decimal], [QT4], S3", []),
    ],
)
def test_tags_are_read(text, rules):
    assert rules_named(text) == rules
