"""One term for one thing: `results/glossary.py` against the catalogue, the guides and the English of the pages."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from results.glossary import TERMS, entries_in

ROOT = Path(settings.BASE_DIR)
UNUSED = [word for term in TERMS for word in term.unused]
GUIDES = sorted((ROOT / "docs" / "huong-dan").glob("*.md"))
# The codes of the rules are for code and tests; people read the clause's own number.
RULE_CODE = re.compile(r"\[(?:[RS]\d|A\d+|NT\d)[^\]]*\]")


@pytest.fixture(scope="module")
def catalogue():
    with (ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file, locale="vi") if message.id]


def texts(value):
    return [value] if isinstance(value, str) else list(value)


def without_places(text: str) -> str:
    """The words alone: `%(criteria)s` names a place, not a thing shown."""
    return re.sub(r"%\(\w+\)\w|%%", "", text)


def uses(words: list[str], text: str) -> list[str]:
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)]


def test_a_listed_term_is_translated_as_listed(catalogue):
    listed = {term.english.lower(): term.vietnamese.lower() for term in TERMS}
    translations = {message.id.lower(): message.string.lower() for message in catalogue if isinstance(message.id, str)}

    assert {term: translations[term] for term, words in listed.items() if translations.get(term, words) != words} == {}


def test_no_unused_term_is_shown(catalogue):
    shown = [text for message in catalogue for text in [*texts(message.id), *texts(message.string)]]

    assert [(uses(UNUSED, without_places(text)), text) for text in shown if uses(UNUSED, without_places(text))] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_guides_use_the_terms(guide):
    text = guide.read_text(encoding="utf-8")

    assert (uses(UNUSED, text), RULE_CODE.findall(text)) == ([], [])


def test_people_read_clauses_not_codes(catalogue):
    shown = [text for message in catalogue for text in [*texts(message.id), *texts(message.string)]]

    assert [text for text in shown if RULE_CODE.search(text)] == []


def test_each_term_has_an_address_and_its_place_in_the_alphabet():
    vietnamese, english = entries_in("vi"), entries_in("en")
    names = [entry.name for entry in vietnamese]

    assert len({entry.anchor for entry in english}) == len(english)
    assert {entry.anchor for entry in english} == {entry.anchor for entry in vietnamese}
    assert [entry.name for entry in english] == sorted((entry.name for entry in english), key=str.lower)
    # Đ comes after D and before G, on every machine.
    assert names.index("chưa đến hạn") < names.index("đăng ký") < names.index("đơn vị") < names.index("giải trình")
