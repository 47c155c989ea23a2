"""Names are listed in Vietnamese order everywhere: by `name_key`, which both databases and Python sort alike."""

import ast
import re

from django.apps import apps

from tests.architecture.test_layers import LAYERS, TREES, named

NAME = re.compile(r"^-?(?:\w+__)?(?:full_name|name|title|caption)$")
# Sort keys that are words for people: a person, a unit, a name, a title, a label.
WORDS = re.compile(r"\b(?:full_name|person|people|appraiser|commune|unit|name|names|label|title|titles)\b")
# Sorted by a code, a class's own name, or yes and no (`not`); editors are kept by the code of their unit.
NO_WORDS = re.compile(r"lambda \w+: not |__name__|\.code\b|==|bool\(|\beditors\b")


def sorts(tree: ast.AST):
    """Every call that sorts, as written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (
            getattr(node.func, "id", "") == "sorted" or getattr(node.func, "attr", "") == "sort"
        ):
            yield ast.unparse(node)


def columns(tree: ast.AST):
    """Every column that a query is ordered by: in `order_by`, or offered in a table of orders."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "order_by":
            yield from (one.value for one in node.args if isinstance(one, ast.Constant))
        elif isinstance(node, ast.Assign) and any(getattr(one, "id", "").endswith("SORTS") for one in node.targets):
            values = node.value.values if isinstance(node.value, ast.Dict) else []
            yield from (one.value for one in values if isinstance(one, ast.Constant))


def test_no_query_is_ordered_by_a_name_as_it_is_written():
    result = [
        f"{named(path)}: {column}" for path, tree in TREES.items() for column in columns(tree) if NAME.match(column)
    ]
    own = [model for model in apps.get_models() if model._meta.app_label in LAYERS]
    result += [f"{model.__name__}.Meta: {one}" for model in own for one in model._meta.ordering if NAME.match(str(one))]

    assert result == []


def test_no_names_are_sorted_by_their_signs():
    result = [
        f"{named(path)}: {call}"
        for path, tree in TREES.items()
        for call in sorts(tree)
        if WORDS.search(call) and "name_key" not in call and not NO_WORDS.search(call)
    ]

    assert result == []
