"""CONTRIBUTING.md is correct: every name in its table exists, and the parts of a row belong together."""

import inspect
import re
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string

PAGE = (Path(settings.BASE_DIR) / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|`]+) \| `(\S+)` \| `(\S+)` \| `(\S+)`, `(\S+)` \| `(\S+)` \|$", PAGE, re.MULTILINE)


def views_by_address():
    """Every named address with its view: `app:name` -> function."""
    for prefix, (_route, resolver) in get_resolver().namespace_dict.items():
        for pattern in resolver.url_patterns:
            yield f"{prefix}:{pattern.name}", pattern.callback


def test_the_five_things_people_do_are_where_the_page_says():
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


def test_every_file_the_page_names_exists():
    named = set(re.findall(r"\]\(([^)#:]+)\)", PAGE)) | set(
        re.findall(r"`((?:tests|static|docs|bin|kernel)/[\w./-]+)`", PAGE)
    )

    assert len(named) > 8
    assert [path for path in sorted(named) if not (Path(settings.BASE_DIR) / path).exists()] == []
