"""Defined once: bounds and words of levels, words of kinds, formats of points, styles of states."""

import ast
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from communes.aimed_levels import aim_choices
from documents.state_styles import state_styles
from scoring.core import level_for
from tests.architecture.test_layers import OWN_CODE, TEMPLATES, TREES, named

SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "js").glob("*.js"))
SOURCES = {named(path): path.read_text(encoding="utf-8") for path in [*OWN_CODE, *TEMPLATES, *SCRIPTS]}

# Words on a picture of a paper; and the rows of the ranking, whose decimal sign is asked once for 3,321 of them.
_PICTURE, _MARKUP = "friendly_gov/demonstration/appraisals.py", "results/markup.py"

# Numbers are read in `kernel.htmx` alone: a longer one is an error of `int` or of the database.
# The others look at words.
_DIGITS = [
    *("kernel/htmx.py", "documents/readers/old_fonts_office.py", "search/words.py"),
    *("communes/paper_names.py", "scoring/services/loading.py"),
]


@pytest.mark.parametrize(
    ("written", "once"),
    [
        (r"(?i)\b(under|below|from|dưới|từ) (80|85|90|95)\b(?! ?%)|Decimal\((80|85|95)\)", ["scoring/core/levels.py"]),
        (r"Mức(\\u00a0| |&nbsp;)\{?[1-4]\b", [_PICTURE]),
        (r"[\"'](xã|phường|đặc khu)[\"']", ["communes/paper_names.py"]),
        (r":\.2f\}[\"']\.replace\(", ["documents/numbers.py", _MARKUP]),
        (r"\.(POST|FILES) or\b|\.(POST|FILES) if\b", ["kernel/htmx.py"]),
        (r"\.is(decimal|digit|numeric)\(", _DIGITS),
        (r"ModelMultipleChoiceField", ["documents/forms.py"]),
        (r"\.add_error\((None|[^,\n]* else None)", ["kernel/refusals.py"]),
        (r"None if \S+ is None else f[\"']\{\S+:\.2f\}", ["documents/numbers.py"]),
    ],
)
def test_it_is_written_in_one_place(written, once):
    assert [name for name, text in SOURCES.items() if re.search(written, text)] == once


def test_the_levels_offered_at_registration_begin_where_the_rules_say():
    offered = {level: Decimal(re.findall(r"\d+", words)[1]) for level, words in aim_choices()}

    assert {level: int(level_for(bound)) for level, bound in offered.items()} == {1: 1, 2: 2, 3: 3, 4: 4}


def test_a_state_has_one_look():
    styles = defaultdict(set)
    for each in state_styles:
        for state, look in each.items():
            styles[str(state)].add(look)

    assert {state: result for state, result in styles.items() if len(result) > 1} == {}
    assert len(styles) >= 25


def test_a_view_that_reads_files_says_so_or_its_form_is_cut_off_at_the_length_of_short_text():
    views = [each for tree in TREES.values() for each in tree.body if isinstance(each, ast.FunctionDef)]
    guards = {view.name: " ".join(map(ast.unparse, view.decorator_list)) for view in views if _reads_files(view)}

    assert [name for name, guard in guards.items() if "allow(" in guard and "files=True" not in guard] == []
    assert len(guards) >= 25


def _reads_files(view: ast.FunctionDef) -> bool:
    return any("request.FILES" in (text := ast.unparse(line)) or "posted_files(" in text for line in view.body)
