"""The services of the apps, in modules of that name or elsewhere, read from the code without running it."""

import ast
import importlib
from functools import cache
from pathlib import Path

from tests.architecture.test_layers import TREES, named

ASKING = (
    *("accounts", "papers", "tokens", "webhooks", "communes", "scoring", "surveys", "evidence", "appraisal", "results"),
    "records",
)


def _named_so(path: Path) -> bool:
    return path.name == "services.py" or "services" in path.parts


def _has_verbs(path: Path, tree: ast.Module) -> bool:
    """True for a module of services by name, and for any with a function that acts for a person and writes."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    acting = [one for one in functions if not one.name.startswith("_") and _acts(one)]
    return _named_so(path) or (named(path).split("/")[0] in ASKING and any(map(_writes, acting)))


def _acts(function: ast.FunctionDef) -> bool:
    """True where a person is one of its arguments."""
    return "by" in {one.arg for one in [*function.args.args, *function.args.kwonlyargs]}


def _writes(function: ast.FunctionDef) -> bool:
    """True where it opens a transaction or records an entry on the trail."""
    called = {node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and hasattr(node.func, "id")}
    is_atomic = any(ast.unparse(decorator) == "transaction.atomic" for decorator in function.decorator_list)
    return is_atomic or not called.isdisjoint({"record", "record_once"})


SERVICES = {
    named(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree
    for path, tree in TREES.items()
    if _has_verbs(path, tree)
}


@cache
def functions_of(module: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in SERVICES[module].body if isinstance(node, ast.FunctionDef)}


@cache
def _imported(module: str) -> dict[str, tuple[str, str]]:
    """The origins of the names that a module imports from other services."""
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(SERVICES[module])
        if isinstance(node, ast.ImportFrom) and node.module in SERVICES
        for alias in node.names
    }


def policies_of(module: str, name: str) -> set[str]:
    """The policies that a function names, and those of the services that it calls."""
    waiting, seen, policies = [(module, name)], set(), set()
    while waiting:
        module, name = waiting.pop()
        function = functions_of(module).get(name)
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
    result = {}
    for module in SERVICES:
        app = module.partition(".")[0]
        offered = getattr(importlib.import_module(f"{app}.services"), "__all__", None) if app in ASKING else None
        in_package = f"{module}.".startswith(f"{app}.services.")
        for name, function in functions_of(module).items() if app in ASKING else ():
            is_offered = name in offered if offered and in_package else not name.startswith("_") and _acts(function)
            if is_offered:
                result[f"{app}.{name}"] = module, name
    return result
