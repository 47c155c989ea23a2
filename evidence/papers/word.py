"""The letter and the report as Word files, for offices that finish them there."""

from django.utils import translation

from documents.docx import docx_bytes
from documents.numbers import points_text
from documents.papers import PaperRow, PaperTable
from evidence.models import DossierPart
from evidence.papers.layout import DossierPaper

_CITY = "thành phố Hải Phòng"
_WORDS: dict[str, tuple[str, str]] = {
    DossierPart.Kind.LETTER: ("Tờ trình", f"Kính gửi: Chủ tịch Ủy ban nhân dân {_CITY}"),
    DossierPart.Kind.REPORT: ("Báo cáo", f"Kính gửi: Ủy ban nhân dân {_CITY}"),
}


def has_word_twin(kind: str) -> bool:
    """The table is printed from the scores alone; nobody edits it in Word."""
    return kind in _WORDS


def word_bytes(paper: DossierPaper) -> bytes:
    """The Word twin of a letter or a report."""
    name, addressee = _WORDS[paper.kind]
    with translation.override("vi"):
        body = [_summary(paper.facts) if block.kind == "summary" else block for block in paper.blocks]
    return docx_bytes(
        head=paper.head,
        signatures=(paper.signature,),
        kind=name,
        abstract=_abstract(paper),
        addressee=(addressee, "(qua Sở Nội vụ)"),
        body=body,
    )


def _abstract(paper):
    year = f"“Chính quyền thân thiện” năm {paper.facts.year}"
    if paper.kind == DossierPart.Kind.LETTER:
        return "Về việc đề nghị thẩm định, công nhận đạt chuẩn", year
    return (f"Kết quả xây dựng {year}",)


def _summary(facts) -> PaperTable:
    rows = [
        PaperRow((group.code, group.title, points_text(group.max_points), points_text(group.points)))
        for group in facts.groups
    ]
    rows.append(PaperRow(("", "Tổng cộng", points_text(facts.max_total), points_text(facts.total)), "whole"))
    return PaperTable(
        head=("TT", "Nhóm tiêu chí", "Điểm chuẩn", "Điểm tự chấm"), rows=tuple(rows), widths=(12, 0, 23, 25)
    )
