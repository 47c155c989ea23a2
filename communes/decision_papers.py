"""Decisions of the city in the form of Decree 30: their bases, the word "QUYẾT ĐỊNH:", their articles."""

from collections.abc import Sequence

from communes.issuers import FRIENDLY, city_head
from documents.numbers import date_in_words
from documents.papers import Block, Paper, Piece, Signature, blocks_of
from papers.kinds import Section, Typed
from papers.texts import lines_of, words_of


def decision_bases(decision: str, year: int) -> str:
    """The legal bases that every decision on the year cites."""
    scheme = f"Căn cứ {decision} ban hành Bộ tiêu chí, Bảng thang điểm và quy trình xét công nhận {FRIENDLY} cấp xã;"
    proposal = words_of("decision_proposal", day=date_in_words(None, year=year))
    return "\n".join((words_of("decision_law"), scheme, proposal))


def decision_paper(
    *,
    year: int,
    about: Sequence[str],
    sections: Sequence[Section],
    typed: Typed,
    annexes: tuple[Paper, ...] = (),
    last: int = 3,
) -> Paper:
    """A decision in the form of Decree 30: its bases, the word "QUYẾT ĐỊNH:", its articles."""
    texts = {section.key: typed.texts.get(section.key, section.text) for section in sections}
    body: list[Piece] = [Block("centre", words_of("city_chair"))]
    body += [Block("basis", line.strip()) for line in texts["bases"].splitlines() if line.strip()]
    body += [Block("centre", "QUYẾT ĐỊNH:"), *blocks_of(texts["articles"])]
    return Paper(
        title=f"Quyết định {' '.join(about)}",
        kind="Quyết định",
        abstract=tuple(about),
        body=tuple(body),
        head=city_head(symbol="QĐ-UBND", number=typed.number, dated=typed.dated, year=year),
        signatures=(
            Signature(
                typed.authority(words_of("city_signer")),
                typed.signer_name,
                lines_of("decision_recipients", last=last),
            ),
        ),
        annexes=annexes,
        check=typed.check,
    )
