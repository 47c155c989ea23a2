"""Dependencies point to lower layers, codes have words, and modules stay small."""

import ast
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.loader import MigrationLoader

from documents.models import StoredFile
from friendly_gov.docs_generator import pages
from kernel import wording

ROOT = Path(settings.BASE_DIR)
_CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
_LAYERS = next(contract["layers"] for contract in _CONTRACTS if contract["name"].startswith("Layers:"))
LAYERS = {app: number for number, layer in enumerate(reversed(_LAYERS)) for app in layer.split(" | ")}
SOURCES = [path for app in LAYERS for path in sorted((ROOT / app).rglob("*.py"))]
OWN_CODE = [path for path in SOURCES if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


class _Trees(Mapping):
    """Our modules as trees, each parsed when it is asked for: every worker loads this module, few need a tree."""

    def __getitem__(self, path: Path) -> ast.Module:
        return _parsed(path)

    def __iter__(self):
        return iter(OWN_CODE)

    def __len__(self) -> int:
        return len(OWN_CODE)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


TREES = _Trees()


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(name: str):
    """The first argument, where it is literal text, of every call of `name`."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or getattr(node.func, "id", "") != name:
                continue
            first = node.args[0]
            for choice in [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]:
                if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                    yield choice.value, named(path)


def test_every_relation_points_down():
    upward = [
        str(field)
        for model in apps.get_models()
        if model._meta.app_label in LAYERS
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        # The actor of a trail entry is the only relation to a higher layer, through Django's AUTH_USER_MODEL.
        and field.related_model._meta.label != settings.AUTH_USER_MODEL
        and LAYERS.get(field.related_model._meta.app_label, 0) > LAYERS[model._meta.app_label]
    ]

    assert upward == []


def test_every_migration_depends_downwards():
    upward = [
        (key, parent)
        for key, migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()
        if key[0] in LAYERS
        for parent in migration.dependencies
        if parent[0] != "accounts" and LAYERS.get(parent[0], 0) > LAYERS[key[0]]
    ]

    assert upward == []


def test_every_problem_has_words():
    assert sorted({(code, path) for code, path in calls("Problem") if code not in wording.problem_codes()}) == []


def test_every_verb_of_the_trail_has_a_sentence():
    written = {*calls("record"), *calls("record_once")}

    assert sorted((verb, path) for verb, path in written if verb not in wording.verb_codes()) == []


def recording(tree: ast.Module) -> set[str]:
    """The functions of a module that record, directly or through another function of the module."""
    bodies = {node.name: ast.unparse(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    result = {"record", "record_once"}
    while (
        more := {
            name
            for name, text in bodies.items()
            if name not in result and re.search(rf"\b({'|'.join(result)})\(", text[4:])
        }
        - result
    ):
        result |= more
    return result


def test_every_atomic_service_records():
    silent = [
        f"{named(path)}: {node.name}"
        for path, tree in TREES.items()
        if "services" in named(path)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(decorator) == "transaction.atomic" for decorator in node.decorator_list)
        and node.name not in recording(tree)
    ]

    assert silent == []


def test_no_file_is_lost_with_what_names_it():
    loose = [
        str(field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model is StoredFile
        and field.remote_field.on_delete is not models.PROTECT
    ]

    assert loose == []


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md"])
def test_the_maps_show_the_layers_as_they_are(page):
    rows = re.findall(r"^\| (\d+) \| (`[^|]+) \|", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    shown = {app: int(number) for number, apps in rows for app in re.findall(r"`(\w+)/`", apps)}

    assert shown == LAYERS


def test_the_kernel_stays_small():
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "kernel").glob("*.py")}
    lines.pop("__init__.py")

    assert len(lines) <= 15
    assert {name: count for name, count in lines.items() if count > 100} == {}


def test_no_template_reaches_upwards():
    upward = []
    for path in TEMPLATES:
        layer = LAYERS.get(path.relative_to(ROOT / "templates").parts[0], 8)
        text = path.read_text(encoding="utf-8")
        reached = re.findall(r"{%\s*url\s+[\"'](\w+):", text) + re.findall(r"{%\s*include\s+[\"'](\w+)/", text)
        upward += [(named(path), app) for app in reached if LAYERS.get(app, 0) > layer]

    assert upward == []


def test_no_view_keeps_anybody_out_by_itself():
    """Permissions are in the decorator `allow`, where the matrix of `tests/permissions` sees them."""
    asking = re.compile(r"\b(has_perm|has_role|has_role_in|barred_units|hidden_units|PermissionDenied)\b")
    refusing = [
        f"{named(path)}:{node.lineno}"
        for path, tree in TREES.items()
        if "views" in path.parts or path.name == "views.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.If) and asking.search(ast.unparse(node.test)) and "raise " in ast.unparse(node.body))
        or (
            isinstance(node, ast.ImportFrom)
            and re.search(r"PermissionDenied|barred_units|hidden_units", ast.unparse(node))
        )
    ]

    assert refusing == []


def test_the_generated_parts_of_the_handbook_are_current():
    """`manage.py write_docs` writes them."""
    outdated = [
        str(page) for page, text in pages().items() if (ROOT / "docs" / page.name).read_text(encoding="utf-8") != text
    ]

    assert outdated == []
