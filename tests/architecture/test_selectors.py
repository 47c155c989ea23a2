"""What htmx is told to replace or take over exists in some template."""

import re

from tests.architecture.test_layers import TEMPLATES

TEXT = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
SELECTORS = re.compile(r'hx-(?:target|select|select-oob|include)="([^"{]*)"')


def test_every_class_that_htmx_looks_for_is_on_some_page():
    classes = {name for value in re.findall(r'class="([^"]*)"', TEXT) for name in re.findall(r"[\w-]+", value)}
    wanted = {name for value in SELECTORS.findall(TEXT) for name in re.findall(r"\.([a-z][\w-]*)", value)}

    assert wanted
    assert wanted - classes == set()
