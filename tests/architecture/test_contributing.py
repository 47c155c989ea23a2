"""README.md and CONTRIBUTING.md are correct: their names exist, and the parts of a row of the table belong together."""

import inspect
import re
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string

README, PAGE = (
    (Path(settings.BASE_DIR) / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")
)
ROW = r"^\| ([^|`]+) \| rule `(\S+)`<br>service `(\S+)`<br>view `(\S+)`, URL `(\S+)`<br>tests `(\S+)` \|$"
ROWS = re.findall(ROW, README, re.MULTILINE)


def views_by_address():
    """Every named address with its view: `app:name` -> function."""
    for prefix, (_route, resolver) in get_resolver().namespace_dict.items():
        for pattern in resolver.url_patterns:
            yield f"{prefix}:{pattern.name}", pattern.callback


def test_the_table_of_five_actions_is_true():
    assert len(ROWS) == 5
    views = dict(views_by_address())
    for _what, rule, service, view, address, tests in ROWS:
        policy, verb, page = import_string(rule), import_string(service), import_string(view)
        source = inspect.getsource(inspect.getmodule(verb))
        written = (Path(settings.BASE_DIR) / tests).read_text(encoding="utf-8")

        assert f"{policy.__name__}(" in source, f"{service} does not ask {rule}"
        assert page is views[address], f"{address} is not answered by {view}"
        assert verb.__name__ in inspect.getsource(inspect.getmodule(page)), f"{view} does not call {service}"
        assert verb.__name__ in written or rule in written or page.__name__ in written, (
            f"{tests} does not try {service}"
        )


def test_every_file_the_pages_name_exists():
    text = README + PAGE
    named = set(re.findall(r"\]\(([^)#:]+)[)#]", text)) | set(
        re.findall(r"`((?:tests|static|docs|bin|kernel|deploy)/[\w./-]+)`", text)
    )

    assert len(named) > 8
    assert [path for path in sorted(named) if not (Path(settings.BASE_DIR) / path).exists()] == []
