"""A template variable that resolves to nothing is recorded, in whichever tag it is used."""

from collections import Counter, defaultdict
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.base import Origin

from tests.strict_templates import OWN_TEMPLATES, misses

OWN = Origin(name=str(OWN_TEMPLATES / "results" / "page.html"))
GIVEN = {
    "counts": Counter(a=1),
    "lists": defaultdict(list),
    "row": SimpleNamespace(name="Đồ Sơn", nothing=None, many=lambda first: first),
}


def missing_in(text: str, origin: Origin = OWN) -> list[str]:
    Template(text, origin=origin).render(Context(GIVEN))
    noted = list(misses)
    misses.clear()
    return noted


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("{{ absent }}", ["absent: no 'absent'"]),
        ("{{ row.title }}", ["row.title: no 'title' in SimpleNamespace"]),
        ("{{ row.title|default:'–' }}", ["row.title: no 'title' in SimpleNamespace"]),
        ("{% if row.title %}{% endif %}", ["row.title: no 'title' in SimpleNamespace"]),
        ("{% if row.title == 1 or row.name %}{% endif %}", ["row.title: no 'title' in SimpleNamespace"]),
        ("{% for one in row.title %}{% endfor %}", ["row.title: no 'title' in SimpleNamespace"]),
        ("{% with title=row.title %}{% endwith %}", ["row.title: no 'title' in SimpleNamespace"]),
        ("{{ counts.total }}", ["counts.total: no key 'total' in the Counter"]),
        ("{{ lists.total }}", ["lists.total: no key 'total' in the defaultdict"]),
        ("{{ row.nothing.name }}", ["row.nothing.name: no 'name' in NoneType"]),
        ("{{ row.nothing }}", ["prints None"]),
        ("{% load i18n %}{% blocktranslate %}{{ title }}{% endblocktranslate %}", ["a name within blocktranslate"]),
        ("{{ row.many }}", ["<function"]),
    ],
)
def test_a_miss_is_noted_with_its_place(text, starts):
    noted = missing_in(text)
    assert [line.startswith(f"results/page.html:1: {start}") for line, start in zip(noted, starts, strict=True)] == [
        True
    ]


@pytest.mark.parametrize("text", ["{{ row.name }}", "{{ counts.a }}", "{% if row.nothing %}{% endif %}", "{{ '' }}"])
def test_what_is_there_is_not_noted(text):
    assert missing_in(text) == []


def test_templates_of_libraries_are_not_ours_to_mend():
    assert missing_in("{{ absent }}", Origin(name="/elsewhere/field.html")) == []
