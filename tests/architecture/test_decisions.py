"""Decisions have one form, unique numbers, and are listed."""

from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("0*.md"))
PARTS = ["## Context", "## Decision", "## Consequences"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name[:4])
def test_a_decision_has_a_status_and_its_three_parts(page):
    lines = page.read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith(f"# {int(page.name[:4])}. ")
    assert lines[2].startswith("Status: ")
    assert [line for line in lines if line.startswith("## ")] == PARTS


def test_numbers_are_given_once_and_the_list_is_whole():
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert len({page.name[:4] for page in PAGES}) == len(PAGES)
    assert [page.name for page in PAGES if f"]({page.name})" not in listed] == []
