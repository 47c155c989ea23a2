"""The services of the apps, read from the code without running it."""

import ast
import importlib
from functools import cache

from tests.architecture.test_layers import TREES, named

ASKING = (
    *("accounts", "papers", "tokens", "webhooks", "communes", "scoring", "surveys", "evidence", "appraisal", "results"),
    "records",
)
_SERVICES = {
    named(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree
    for path, tree in TREES.items()
    if path.name == "services.py" or "services" in path.parts
}


@cache
def _functions(module: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in _SERVICES[module].body if isinstance(node, ast.FunctionDef)}


@cache
def _imported(module: str) -> dict[str, tuple[str, str]]:
    """The origins of the names that a module imports from other services."""
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(_SERVICES[module])
        if isinstance(node, ast.ImportFrom) and node.module in _SERVICES
        for alias in node.names
    }


def policies_of(module: str, name: str) -> set[str]:
    """The policies that a function names, and those of the services that it calls."""
    waiting, seen, policies = [(module, name)], set(), set()
    while waiting:
        module, name = waiting.pop()
        function = _functions(module).get(name)
        if (module, name) in seen or function is None:
            continue
        seen.add((module, name))
        nodes = list(ast.walk(function))
        used = {node.id for node in nodes if isinstance(node, ast.Name)}
        policies |= {one for one in used if one.endswith("_problems")}
        policies |= {one.attr for one in nodes if isinstance(one, ast.Attribute) and one.attr.endswith("_problems")}
        waiting += [_imported(module).get(one, (module, one)) for one in used]
    return policies


@cache
def verbs() -> dict[str, tuple[str, str]]:
    """The services of the apps: `app.verb` and its module; some packages export it, others have one module each."""
    found = {}
    for module in _SERVICES:
        app, _, _rest = module.partition(".services")
        offered = getattr(importlib.import_module(f"{app}.services"), "__all__", None)
        for name, function in _functions(module).items() if app in ASKING else ():
            is_offered = name in offered if offered else not name.startswith("_") and _acts(function)
            if is_offered:
                found[f"{app}.{name}"] = module, name
    return found


def _acts(function: ast.FunctionDef) -> bool:
    """True where a person is one of its arguments."""
    return "by" in {one.arg for one in [*function.args.args, *function.args.kwonlyargs]}
