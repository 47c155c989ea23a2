"""Every paper in the form of Decree 30/2020/NĐ-CP, Appendix I, measured in its PDF.

Margins, fonts, sizes, positions and rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pytest

from documents.papers import Block, Paper
from tests.papers.reading import Line, fonts_of, lines_of, page_sizes, rules_of, words_of
from tests.papers.samples import EVERY, MadePaper

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SERIF = {"Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic", "Liberation-Serif-Bold-Italic"}
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
# A certificate is no document of Decree 30 below its head: it has a frame, and larger words.
FRAMED = {"results.certificate"}
NEAR = 1.5


@dataclass(frozen=True)
class Measured:
    """A made paper with the lines and rules of its PDF."""

    made: MadePaper

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.made.pdf)

    @cached_property
    def rules(self) -> list[tuple[float, float, float]]:
        return rules_of(self.made.pdf)

    @property
    def paper(self) -> Paper:
        return self.made.paper

    @property
    def first(self) -> list[Line]:
        return [line for line in self.lines if line.page == 1]

    def line(self, words: str, *, among: list[Line] | None = None) -> Line | None:
        """The first line that begins with these words, or with which they begin."""
        words = plain(words)
        candidates = self.first if among is None else among
        return next((one for one in candidates if _begins(one.text, words) or _begins(words, one.text)), None)

    def rule_below(self, line: Line) -> tuple[float, float, float] | None:
        """The rule under a line, within eight millimetres."""
        near = (rule for rule in self.rules if line.bottom - 2 < rule[2] < line.bottom + 8)
        middle = (line.left + line.right) / 2
        return next((rule for rule in near if abs((rule[0] + rule[1]) / 2 - middle) < 2 * NEAR), None)


def _begins(text: str, words: str) -> bool:
    return len(words) > 5 and text.startswith(words)


def plain(words: str) -> str:
    return " ".join(words.replace("\u00a0", " ").split())


def styled(line: Line | None, name: str, sizes: tuple[float, float], look: str = "") -> Iterator[str]:
    """What differs from the size in points and the look that the decree gives; `pdftohtml` rounds to thirds."""
    if line is None:
        yield f"{name}: missing"
        return
    has = "".join(letter for letter, is_so in (("b", line.is_bold), ("i", line.is_italic)) if is_so)
    if not sizes[0] - 0.4 <= line.size <= sizes[1] + 0.4 or has != look:
        yield f"{name}: {line.size:.1f} {has} instead of {sizes} {look}: {line.text}"


def sheet_faults(one: Measured) -> Iterator[str]:
    """Paper size, margins, page numbers, fonts."""
    sizes, words = page_sizes(one.made.pdf), words_of(one.made.pdf)
    expected = {(297, 210) if sheet.is_wide else (210, 297) for sheet in one.paper.sheets}
    if set(sizes) != expected:
        yield f"pages of {sizes}"
    if fonts_of(one.made.pdf) - {(font, True) for font in SERIF}:
        yield f"fonts {fonts_of(one.made.pdf)}"
    for page, (width, height) in enumerate(sizes, start=1):
        on_page = [word for word in words if word.page == page]
        above = [word for word in on_page if word.bottom < 20]
        inside = [word for word in on_page if word not in above]
        left, right = min(word.left for word in inside), width - max(word.right for word in inside)
        if left < 29.8 or right < 14.8:
            yield f"page {page}: margins {left:.1f} {right:.1f}"
        if min(word.top for word in inside) < 19.8 or height - max(word.bottom for word in inside) < 19.5:
            yield f"page {page}: top or bottom margin"
        yield from number_faults(one, page, [word.text for word in above], width)


def number_faults(one: Measured, page: int, above: list[str], width: int) -> Iterator[str]:
    """No number on the first page of a paper or annex; on others in the middle of the top margin, size 13 to 14."""
    if not above:
        return
    line = next(line for line in one.lines if line.page == page and line.bottom < 21)
    if above[0] in ("", "1") or not above[0].isdecimal() or len(above) > 1:
        yield f"page {page}: {above} above the text"
    yield from styled(line, "page number", (13, 14))
    if abs((line.left + line.right) / 2 - (30 + width - 18) / 2) > 3:
        yield f"page {page}: number not in the middle"


def head_faults(one: Measured) -> Iterator[str]:
    head = one.paper.head
    assert head is not None
    nation, motto = one.line(NATION), one.line(MOTTO)
    yield from styled(nation, "national title", (12, 13), "b")
    yield from styled(motto, "motto", (13, 14), "b")
    rule = one.rule_below(motto) if motto else None
    if motto and (rule is None or abs(rule[0] - motto.left) > NEAR or abs(rule[1] - motto.right) > NEAR):
        yield f"rule under the motto: {rule}"
    issuer = one.line(head.issuer[-1])
    yield from styled(issuer, "issuing body", (12, 13), "b")
    yield from short_rule(one, issuer, "issuing body")
    if head.number_line:
        yield from styled(one.line(head.number_line), "number", (13, 13))
    yield from styled(one.line(head.place_and_date), "place and date", (13, 14), "i")
    if head.subject:
        yield from styled(one.line(head.subject), "subject", (12, 13))


def short_rule(one: Measured, line: Line | None, name: str) -> Iterator[str]:
    """A rule from a third to a half as long as the line above it."""
    rule = one.rule_below(line) if line else None
    if line and (rule is None or not 0.3 < (rule[1] - rule[0]) / (line.right - line.left) < 0.53):
        yield f"rule under the {name}: {rule} under {line.left:.0f}-{line.right:.0f}"


def title_faults(one: Measured) -> Iterator[str]:
    """Type in capitals and abstract, in bold; the rule below."""
    if one.paper.is_letter:
        return
    yield from styled(one.line(one.paper.kind.upper()), "type", (13, 14), "b")
    lines = [one.line(words) for words in one.paper.abstract]
    for line in lines:
        yield from styled(line, "abstract", (13, 14), "b")
    if lines[-1] and not one.paper.attached:
        above = [
            line for line in one.first if line.is_bold and line.size > 13.5 and line.bottom <= lines[-1].bottom + 8
        ]
        yield from short_rule(one, above[-1], "abstract")


def body_faults(one: Measured) -> Iterator[str]:
    """Size 13 to 14, first lines 10 to 12.7 mm in, both sides justified."""
    right = page_sizes(one.made.pdf)[0][0] - (15 if one.paper.is_wide else 18)
    for block in one.paper.body:
        if not (isinstance(block, Block) and block.kind == "text" and len(block.text) > 3):
            continue
        line = one.line(block.text, among=one.lines)
        yield from styled(line, "body", (13, 14))
        if line and not 39.7 <= line.left <= 43:
            yield f"first line at {line.left:.1f}: {line.text}"
        if line and len(plain(block.text)) > len(line.text) + 1 and abs(line.right - right) > 1:
            yield f"not justified, to {line.right:.1f} of {right}: {line.text}"


def closing_faults(one: Measured) -> Iterator[str]:
    """Recipients 12 and 11; authority and name in bold 13 to 14; never alone on a page."""
    for signature in one.paper.signatures:
        authority = one.line(signature.authority[0].upper(), among=one.lines[::-1])
        yield from styled(authority, "authority", (13, 14), "b")
        if signature.name:
            yield from styled(one.line(signature.name, among=one.lines[::-1]), "name", (13, 14), "b")
        if authority and not [
            line for line in one.lines if line.page == authority.page and 20 < line.top < authority.top - 2
        ]:
            yield "the signature is alone on its page"
    for recipients in (signature.recipients for signature in one.paper.signatures if signature.recipients):
        yield from styled(one.line("Nơi nhận:", among=one.lines), "recipients", (12, 12), "bi")
        yield from styled(one.line(f"- {recipients[0]};", among=one.lines), "list of recipients", (11, 11))


@pytest.mark.parametrize("name", EVERY)
def test_it_has_the_form_of_decree_30(name, every_paper):
    one = Measured(every_paper[name])
    faults = [*sheet_faults(one)]
    if one.paper.head:
        faults += head_faults(one)
    if name not in FRAMED:
        faults += [*title_faults(one), *body_faults(one), *closing_faults(one)]

    assert faults == []
