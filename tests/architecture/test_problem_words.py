"""The placeholders in a problem's message are among its facts: after renaming a fact the message could not be built."""

import ast
from collections.abc import Iterator

from kernel.problems import Problem
from kernel.wording import words_for
from tests.architecture.test_layers import TREES, named


def _keys(node: ast.expr | None, scope: ast.AST) -> set[str] | None:
    """The names in a literal of facts, or in a variable of the same function; None where they are not literal."""
    if isinstance(node, ast.Name):
        values = [
            result.value
            for result in ast.walk(scope)
            if isinstance(result, ast.Assign) and ast.unparse(result.targets[0]) == node.id
        ]
        return _keys(values[0], scope) if len(values) == 1 else None
    if node is None:
        return set()
    if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
        return {key.value for key in node.keys}
    return None


def _problems() -> Iterator[tuple[str, str, set[str]]]:
    """Place, code and facts of each problem that is written out."""
    for path, tree in TREES.items():
        for scope in ast.walk(tree):
            if not isinstance(scope, ast.FunctionDef):
                continue
            for node in ast.walk(scope):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
                    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
                    code = node.args[0] if node.args else keywords.get("code")
                    facts = _keys(keywords.get("params"), scope)
                    if isinstance(code, ast.Constant) and facts is not None and len(node.args) < 4:
                        yield f"{named(path)}:{node.lineno}", code.value, facts


def test_the_words_of_every_problem_find_their_facts():
    problems = list(_problems())
    silent = []
    for place, code, facts in problems:
        try:
            words_for(Problem(code, where="I.1", params=dict.fromkeys(facts, "x")))
        except KeyError as missing:
            silent.append(f"{place}: {code} needs {missing}")

    assert (silent, len(problems) > 200) == ([], True)
