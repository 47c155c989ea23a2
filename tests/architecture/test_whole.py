"""Checks over the whole project: sizes, unused templates, and a complete translation."""

import ast
import os
import shutil
import subprocess
import sys

import pytest
from django.utils.translation import override

from kernel import wording
from tests.architecture.test_layers import OWN_CODE, ROOT, TEMPLATES, TREES, named

KEPT = ("node_modules", "var", ".venv", ".git", "tests")


@pytest.mark.parametrize("words", [wording._PROBLEMS, wording._VERBS], ids=["problems", "verbs"])
def test_words_are_translated(words):
    with override(None):
        english = {code: str(text) for code, text in words.items()}
    with override("vi"):
        assert sorted(code for code, text in words.items() if str(text) == english[code]) == []


def test_files_and_functions_stay_small():
    long_files = [named(path) for path in OWN_CODE if len(path.read_text(encoding="utf-8").splitlines()) > 400]
    long_functions = [
        f"{named(path)}: {node.name}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 40
    ]

    assert (long_files, long_functions) == ([], [])


def test_no_template_is_unused():
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*OWN_CODE, *TEMPLATES])
    # Named by Django, allauth and crispy forms themselves.
    theirs = (
        "403.html",
        "404.html",
        "500.html",
        "400.html",
        "account/",
        "allauth/",
        "bootstrap5/layout/",
        "mfa/",
        "django/",
        "registration/",
    )
    names = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]

    # A name may be put together: f"evidence/papers/{kind}.html".
    assert [
        name
        for name in names
        if not name.startswith(theirs) and name not in text and f"{name.rpartition('/')[0]}/{{" not in text
    ] == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not on this machine; bin/test installs it")
def test_every_string_is_translated(tmp_path):
    copy = tmp_path / "portal"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*KEPT))
    options = ["-l", "vi", "--no-location", "--no-obsolete", "--no-wrap", "-v", "0"]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "friendly_gov.settings"}
    subprocess.run([sys.executable, "manage.py", "makemessages", *options], cwd=copy, env=env, check=True)

    missing = [
        subprocess.run(["msgattrib", *wanted, "--no-obsolete", str(file)], capture_output=True, text=True).stdout
        for file in sorted(copy.glob("locale/vi/LC_MESSAGES/*.po"))
        for wanted in (["--untranslated"], ["--only-fuzzy"])
    ]

    assert [text for text in missing if text] == []
