"""Hooks are declared in lower layers, and filled in one module of each app (decision 0050)."""

import ast
import sys

import pytest
from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured

from kernel.hooks import Hook, KeyedHook, SingleHook
from tests.architecture.test_layers import LAYERS, TREES, named

KINDS = (Hook, SingleHook, KeyedHook)
DECLARED = {
    f"{module}.{name}": hook
    for module, loaded in list(sys.modules.items())
    if module.partition(".")[0] in LAYERS
    for name, hook in vars(loaded).items()
    if isinstance(hook, KINDS) and f"{name} = " in (loaded.__spec__.loader.get_source(module) or "")
}


def test_every_hook_is_filled():
    assert len(DECLARED) >= 19
    assert [name for name, hook in DECLARED.items() if not list(hook)] == []


def test_only_the_module_hooks_fills_hooks_and_connects_receivers():
    filled = [f"{name.rpartition('.')[2]}.{verb}(" for name in DECLARED for verb in ("add", "set")]
    elsewhere = [
        f"{named(path)}: {ast.unparse(node.func)}"
        for path, tree in TREES.items()
        if path.name != "hooks.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and f"{ast.unparse(node.func)}(" in filled
    ]
    elsewhere += [
        f"{named(path)}: {node.id}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "receiver"
    ]

    assert elsewhere == []


def test_only_the_portal_starts_something():
    own = [config.name for config in apps.get_app_configs() if config.name in LAYERS and type(config) is not AppConfig]

    assert own == ["friendly_gov"]


def test_what_is_added_twice_or_missing_is_an_error_at_once():
    several, single, keyed = Hook[str](), SingleHook[str](), KeyedHook[str, str]()
    with pytest.raises(ImproperlyConfigured):
        single.get()
    for add in (lambda: several.add("a"), lambda: single.set("a"), lambda: keyed.add("key", "a")):
        add()
        with pytest.raises(ImproperlyConfigured):
            add()

    assert [list(hook) for hook in (several, single, keyed)] == [["a"]] * 3
    assert (single.get(), keyed["key"], keyed.get("other")) == ("a", "a", None)
