"""Tests wait for a state, never for a fixed time: that is too short on a slow machine and too long on a fast one."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

TESTS = Path(settings.BASE_DIR, "tests")
# The helper that checks repeatedly; and a script that runs in LibreOffice's own Python, without this package.
LOOKS_AGAIN = {TESTS / "waiting.py", TESTS / "office" / "typist.py"}
FORBIDDEN = {"wait_for_timeout", "sleep"}


def fixed_waits(source: str) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    named = (getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls)
    return [name for name in named if name in FORBIDDEN]


@pytest.mark.parametrize("call", ["page.wait_for_timeout(500)", "time.sleep(0.1)", "sleep(1)"])
def test_a_fixed_wait_is_seen(call):
    assert fixed_waits(call) == [call.partition("(")[0].rpartition(".")[2]]


def test_no_test_waits_for_a_fixed_time():
    result = {
        str(path.relative_to(TESTS)): waits
        for path in sorted(TESTS.rglob("*.py"))
        if path not in LOOKS_AGAIN and "node_modules" not in path.parts
        if (waits := fixed_waits(path.read_text(encoding="utf-8")))
    }

    assert result == {}
