"""The Word twins of the letter and the report: sound files that say what the PDFs say."""

import io
import os
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from documents.docx import paper_docx
from tests.papers.test_dossier import laid_out

pytestmark = pytest.mark.once  # what it says does not hang on the database

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_of(part) -> bytes:
    content = paper_docx(laid_out(part))
    if folder := os.environ.get("PAPERS_OUT"):
        Path(folder, f"{part.kind}.docx").write_bytes(content)
    return content


def tree_of(content: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))
        return ElementTree.fromstring(package.read("word/document.xml"))


def words_in(tree) -> str:
    """The words, a paragraph after the other, white space squeezed."""
    return " ".join(" ".join(text.text or "" for text in tree.iter(f"{W}t")).split())


def letters_of(text) -> Counter:
    """Its letters, whatever the order of columns, the breaks of lines and the numbers of pages."""
    return Counter(letter for letter in text if letter.isalpha())


def test_the_page_is_that_of_decree_30(part_of):
    tree = tree_of(word_of(part_of("letter")))
    size, margins = next(tree.iter(f"{W}pgSz")), next(tree.iter(f"{W}pgMar"))

    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert [margins.get(f"{W}{side}") for side in ("top", "bottom", "left", "right")] == [
        "1134",
        "1134",
        "1701",
        "1021",
    ]
    assert tree.find(f".//{W}titlePg") is not None


def test_typed_markup_and_control_characters_stay_harmless(part_of):
    assert "<w:p> & \ufffd?" in words_in(tree_of(word_of(part_of("report", text="<w:p> & \x0b\ufffd?"))))


def test_the_same_facts_make_the_same_bytes(part_of):
    part = part_of("letter")

    assert word_of(part) == word_of(part)
