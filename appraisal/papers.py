"""The minutes of an appraisal as a paper, and as its Word twin (Decree 30/2020/NĐ-CP)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation

from appraisal.desk import VerdictRow, verdict_rows
from appraisal.models import Minutes, Opinion, ReviewScore, TeamMember
from appraisal.pairs import DifferenceRow, difference_rows
from appraisal.queries import standing_breaches
from documents.docx import DocxTable, docx_bytes
from documents.numbers import points_text
from documents.papers import Block, PaperHead, Signature
from documents.pdf import render_pdf
from scoring.core import Level, level_for

LEVEL_WORDS = {
    Level.NOT_QUALIFIED: "Không đạt chuẩn",
    Level.LEVEL_1: "Mức 1",
    Level.LEVEL_2: "Mức 2",
    Level.LEVEL_3: "Mức 3",
    Level.LEVEL_4: "Mức 4",
}
_PARTS = {TeamMember.Part.LEAD: "Tổ trưởng", TeamMember.Part.SECRETARY: "Thư ký", TeamMember.Part.MEMBER: "Thành viên"}
_BREACHES = {
    "unresolved_cases": "Có vụ việc không giải quyết đúng hạn",
    "discipline_or_prosecution": "Có cán bộ, công chức bị kỷ luật hoặc truy cứu trách nhiệm hình sự",
}


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """The minutes laid out for `templates/appraisal/papers/minutes.html`."""

    head: PaperHead
    signature: Signature
    minutes: Minutes
    year: int
    unit: str
    decision: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    rows: tuple[VerdictRow, ...]
    settled: tuple[DifferenceRow, ...]
    self_total: Decimal
    total: Decimal
    level_words: str
    breaches: tuple[str, ...]
    secretary: str
    lead: str

    @property
    def differing(self) -> list[VerdictRow]:
        """The leaves whose points differ from the commune's own, each with its ground [S8]."""
        return [row for row in self.rows if row.criterion.is_leaf and row.differs]

    @property
    def agreed(self) -> list[VerdictRow]:
        """The leaves that do not apply, as the team agreed [S9]."""
        return [row for row in self.rows if row.criterion.is_leaf and row.not_applicable]


def minutes_paper(minutes: Minutes, *, reader) -> MinutesPaper:
    """Lay out the minutes from what was typed and from the review as it stands [S3, S4, S8, S9]."""
    review, registration = minutes.review, minutes.review.assessment.registration
    team = review.appraiser.team
    members = list(team.members.select_related("person").order_by("pk"))
    order = list(TeamMember.Part)
    members.sort(key=lambda member: order.index(TeamMember.Part(member.part)))
    here = set(minutes.present.values_list("pk", flat=True))
    breaches = [_BREACHES[b.kind] for b in standing_breaches(registration) if b.state == b.State.CONFIRMED]
    by_part = {member.part: str(member.person) for member in members}
    decided = f" ngày {team.decision_date:%d/%m/%Y}" if team.decision_date else ""
    return MinutesPaper(
        head=PaperHead(
            parent="ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG",
            issuer=("TỔ THẨM ĐỊNH",),
            place="Hải Phòng",
            number=minutes.number,
            symbol="BB-TTĐ",
            dated=minutes.held_on,
            year=registration.cycle.year,
        ),
        signature=Signature(authority=("TỔ TRƯỞNG",), name=by_part.get(TeamMember.Part.LEAD, "")),
        minutes=minutes,
        year=registration.cycle.year,
        unit=str(registration.commune),
        decision=f"Quyết định số {team.decision_number}{decided}" if team.decision_number else "",
        present=tuple(_named(member) for member in members if member.pk in here),
        absent=tuple(_named(member) for member in members if member.pk not in here),
        rows=tuple(verdict_rows(review)),
        settled=tuple(row for row in difference_rows(reader, review) if row.is_settled),
        self_total=review.assessment.total,
        total=review.total,
        level_words=LEVEL_WORDS[Level.NOT_QUALIFIED if breaches else level_for(review.total)],
        breaches=tuple(breaches),
        secretary=by_part.get(TeamMember.Part.SECRETARY, ""),
        lead=by_part.get(TeamMember.Part.LEAD, ""),
    )


def _named(member: TeamMember) -> str:
    return f"{member.person} – {_PARTS[TeamMember.Part(member.part)]}"


def minutes_pdf(minutes: Minutes, *, reader) -> bytes:
    """The minutes as a PDF, to be printed and signed."""
    with translation.override("vi"):
        paper = minutes_paper(minutes, reader=reader)
    return render_pdf("appraisal/papers/minutes.html", {"paper": paper, "dated": minutes.held_on})


def minutes_docx(minutes: Minutes, *, reader) -> bytes:
    """The Word twin, for an office that finishes the text there."""
    with translation.override("vi"):
        paper = minutes_paper(minutes, reader=reader)
        body = [Block("section", "1. Thành phần"), *(Block("text", line) for line in paper.present)]
        body += [Block("section", "2. Kết quả thẩm định"), _table(paper.rows)]
        body.append(Block("text", f"Tổng điểm thẩm định: {points_text(paper.total)}; {paper.level_words}."))
        body += [Block("section", "3. Nội dung chênh lệch và lý do")] if paper.differing else []
        body += [Block("text", _difference(row)) for row in paper.differing]
        body += [Block("text", _settled(row)) for row in paper.settled]
        body.append(Block("section", "4. Ý kiến, kết luận"))
        body += [Block("text", line) for line in minutes.remarks.splitlines()]
    return docx_bytes(
        head=paper.head,
        signature=paper.signature,
        kind="Biên bản",
        abstract=("Thẩm định kết quả xây dựng", f"“Chính quyền thân thiện” năm {paper.year} của {paper.unit}"),
        addressee=(),
        body=body,
    )


def _difference(row: VerdictRow) -> str:
    own, given = _points(row)
    return f"{row.criterion.code}: tự chấm {own}, thẩm định {given}. Lý do: {row.comment}"


def _settled(row: DifferenceRow) -> str:
    sides = "; ".join(f"{one.author.person}: {_given(one)}" for one in (row.first, row.second))
    return f"{row.criterion.code}: {sides}. Tổ trưởng thống nhất: {_given(row.score)}. Căn cứ: {row.score.comment}"


def _given(one: Opinion | ReviewScore) -> str:
    return "KAD" if one.not_applicable else points_text(one.points)


def _table(rows: tuple[VerdictRow, ...]) -> DocxTable:
    shown = [
        (row.criterion.code, row.criterion.title, points_text(row.criterion.max_points), *_points(row)) for row in rows
    ]
    head = ("TT", "Nội dung tiêu chí", "Điểm chuẩn", "Tự chấm", "Thẩm định")
    return DocxTable(head=head, rows=tuple(shown), widths=(900, 4984, 1100, 1100, 1100))


def _points(row: VerdictRow) -> tuple[str, str]:
    own = "KAD" if row.claimed else points_text(row.self_points)
    given = "KAD" if row.not_applicable else "–" if row.points is None else points_text(row.points)
    return own, given
