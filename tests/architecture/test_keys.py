"""Every key listener ignores what an input method composes, because it is registered by `onKey`."""

import re

from tests.architecture.test_layers import ROOT, TEMPLATES, named

KEYS = re.compile(r"key(?:down|up|press)\b", re.IGNORECASE)


def test_keys_are_listened_to_in_one_place():
    scripts = sorted((ROOT / "static" / "js").glob("*.js"))
    result = [named(path) for path in [*scripts, *TEMPLATES] if KEYS.search(path.read_text(encoding="utf-8"))]

    assert result == ["static/js/key-events.js"]
