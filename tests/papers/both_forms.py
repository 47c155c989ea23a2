"""Compare the contents of the output formats of a described paper."""

from collections import Counter

from documents.paper_files import paper_as_file
from documents.papers import Paper, PaperTable
from tests.papers.reading import text_of
from tests.papers.test_word import letters_of, tree_of, words_in


def heads_of(paper: Paper) -> list[Counter]:
    """The text of its tables' headers, which the PDF repeats on every page, the longest first."""
    tables = [piece for sheet in paper.sheets for piece in sheet.body if isinstance(piece, PaperTable)]
    heads = [letters_of("".join([*(words for words, _, _ in table.heads), *table.parts])) for table in tables]
    return sorted(heads, key=Counter.total, reverse=True)


def assert_both_say_the_same(paper: Paper, pdf: bytes = b"", word: bytes = b"") -> bytes:
    """PDF and Word contain the same text, except for the headers that the PDF repeats; returns the PDF."""
    pdf = pdf or paper_as_file(paper, "pdf", "paper").content
    word = word or paper_as_file(paper, "docx", "paper").content
    printed, written = letters_of(text_of(pdf)), letters_of(words_in(tree_of(word)))
    assert not written - printed
    more = printed - written
    for head in heads_of(paper):
        while head and not head - more:
            more -= head
    assert not more
    return pdf
