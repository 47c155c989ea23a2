"""Decisions of the city in the form of Decree 30: their bases, the word "QUYẾT ĐỊNH:", their articles."""

from collections.abc import Sequence

from communes.issuers import CHAIR_OF_CITY, FRIENDLY, city_head
from documents.numbers import date_in_words
from documents.papers import Block, Paper, Piece, Signature, blocks_of
from papers.kinds import Section, Typed

_CHAIR = "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG"
_LAWS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương;",
    "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số ....../TTr-SNV {day}.",
)
_RECIPIENTS = ("Như Điều {last}", "Thường trực: Thành ủy, HĐND thành phố", "Sở Nội vụ", "Lưu: VT")


def decision_bases(decision: str, year: int) -> str:
    """The legal bases that every decision on the year cites."""
    law, proposal = _LAWS
    scheme = f"Căn cứ {decision} ban hành Bộ tiêu chí, Bảng thang điểm và quy trình xét công nhận {FRIENDLY} cấp xã;"
    return "\n".join((law, scheme, proposal.format(day=date_in_words(None, year=year))))


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
    body: list[Piece] = [Block("centre", _CHAIR)]
    body += [Block("basis", line.strip()) for line in texts["bases"].splitlines() if line.strip()]
    body += [Block("centre", "QUYẾT ĐỊNH:"), *blocks_of(texts["articles"])]
    recipients = tuple(one.format(last=last) for one in _RECIPIENTS)
    return Paper(
        title=f"Quyết định {' '.join(about)}",
        kind="Quyết định",
        abstract=tuple(about),
        body=tuple(body),
        head=city_head(symbol="QĐ-UBND", number=typed.number, dated=typed.dated, year=year),
        signatures=(Signature(typed.authority(CHAIR_OF_CITY), typed.signer_name, recipients),),
        annexes=annexes,
        check=typed.check,
    )
