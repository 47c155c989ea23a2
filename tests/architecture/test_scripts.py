"""The scripts: one owner for each state, one module for the meaning of a response, and no unused module."""

import re

import pytest
from django.contrib.staticfiles.finders import get_finders

from tests.architecture.test_layers import ROOT, TEMPLATES, named

SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS}
IMPORTED = re.compile(r'(?:import|from) "\./([\w-]+\.js)"|new URL\("\./([\w-]+\.js)"')


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_module_has_one_state_at_most_and_stays_small(path):
    text = TEXTS[path.name]

    assert len(re.findall(r"^(?:export )?let ", text, re.MULTILINE)) <= 1
    assert len(text.splitlines()) <= 400
    assert max(map(len, text.splitlines())) <= 120


def test_what_an_answer_means_is_known_in_one_place():
    signs = re.compile(r"/account/login/|X-Form-Refused|csrftoken=")

    assert [name for name, text in TEXTS.items() if signs.search(text)] == ["requests.js"]


def test_every_script_is_loaded_by_a_page_or_by_another():
    loaded = {name for path in TEMPLATES for name in re.findall(r'"js/([\w-]+\.js)"', path.read_text(encoding="utf-8"))}
    imported = {first or second for text in TEXTS.values() for first, second in IMPORTED.findall(text)}

    assert loaded | imported == set(TEXTS)


def test_none_is_checked_less_than_the_others():
    """`tsc` reads every script (tsconfig.json); nothing is excepted from it."""
    excepted = re.compile(r"@ts-(?:ignore|nocheck|expect-error)|@type \{any\}")

    assert [name for name, text in TEXTS.items() if excepted.search(text)] == []


def test_scripts_are_collected_without_the_declarations_of_their_types():
    collected = {path for finder in get_finders() for path, _ in finder.list([])}

    assert {f"js/{name}" for name in TEXTS} <= collected
    assert [path for path in collected if path.endswith(".ts")] == []
