"""Papers that members of the team sign: the scoring sheet of each, the record of a visit [R3, S8]."""

from dataclasses import dataclass

from django.utils import timezone

from appraisal.double_review.queries import doubly_reviewed, signed_independent_scores
from appraisal.models import Review, TeamMember, Visit, VisitItem
from appraisal.paper_words import PART_WORDS
from appraisal.queries.visits import names_of
from communes.issuers import FRIENDLY, team, team_head
from communes.paper_names import paper_name
from documents.numbers import date_in_words, points_text
from documents.papers import Block, Paper, PaperRow, PaperTable, Piece, Signature, blocks_of
from papers.kinds import Section, Typed
from papers.texts import words_of
from scoring.queries import criterion_rows

_SEEN: dict[str, str] = {
    VisitItem.Seen.YES: "Đúng",
    VisitItem.Seen.PARTLY: "Một phần",
    VisitItem.Seen.NO: "Không đúng",
}
_STYLES = {0: "heading", 1: "subheading"}


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One member's own points on a dossier."""

    review: Review
    member: TeamMember

    @property
    def year(self) -> int:
        return self.review.assessment.registration.cycle.year

    @property
    def unit(self) -> str:
        return paper_name(self.review.assessment.registration.commune)


def sheet_sections(facts: SheetFacts) -> tuple[Section, ...]:
    """The sheet's text after its table."""
    return (Section("opinion", "Ý kiến của người chấm", "..................."),)


def scoring_sheet(facts: SheetFacts, typed: Typed) -> Paper:
    """The sheet: every leaf with the unit's points, the member's own, and the reason for each difference."""
    opinion = sheet_sections(facts)[0]
    part = PART_WORDS[TeamMember.Part(facts.member.part)]
    body: tuple[Piece, ...] = (
        Block("text", f"Họ và tên người chấm: {facts.member.person} – {part} {team()}."),
        Block("text", f"Đơn vị được thẩm định: {facts.unit}. Năm: {facts.year}."),
        _sheet_table(facts),
        Block("section", "Ý kiến"),
        *blocks_of(typed.texts.get(opinion.key, opinion.text)),
    )
    return Paper(
        title=f"Phiếu chấm điểm {facts.unit} – {facts.year}",
        kind="Phiếu chấm điểm",
        abstract=(f"Thẩm định kết quả xây dựng {FRIENDLY} năm {facts.year}", f"của {facts.unit}"),
        body=body,
        head=team_head(symbol="", number=typed.number, dated=typed.dated, year=facts.year),
        signatures=(Signature(typed.authority("Người chấm điểm"), typed.signer_name or str(facts.member.person)),),
        check=typed.check,
    )


def _sheet_table(facts: SheetFacts) -> PaperTable:
    review = facts.review
    own = {score.criterion_id: score for score in review.scores.order_by()}
    doubled, theirs = set(doubly_reviewed(review)), signed_independent_scores(facts.member, review)
    is_first = facts.member.pk == review.appraiser_id
    rows = []
    for row in criterion_rows(review.assessment.rubric):
        if not row.is_leaf:
            style = _STYLES.get(row.depth, "subheading")
            rows.append(PaperRow((row.code, row.title_vi, points_text(row.max_points, places=2), "", "", ""), style))
            continue
        score = own.get(row.pk)
        given = theirs.get(row.pk) if row.code in doubled else score if is_first else None
        rows.append(PaperRow((row.code, row.title_vi, points_text(row.max_points, places=2), *_given(score, given))))
    head = ("TT", "Nội dung tiêu chí", "Điểm chuẩn", "Tự chấm", "Điểm chấm", "Lý do chênh lệch")
    return PaperTable(
        head=head,
        rows=tuple(row for row in rows if is_first or row.style != "plain" or row.cells[4]),
        widths=(19, 0, 17, 17, 17, 44),
        figures=(2, 3, 4),
        words=(1, 5),
        size=11.5,
    )


def _given(score, given) -> tuple[str, str, str]:
    own = "" if score is None else "KAD" if score.claimed else points_text(score.self_points, places=2)
    if given is None:
        return own, "", ""
    return own, "KAD" if given.not_applicable else points_text(given.points, places=2), given.comment


# -- Record of a visit ------------------------------------------------------------------------------------------------


def visit_sections(visit: Visit) -> tuple[Section, ...]:
    """Participants and general remarks are typed; the findings on each criterion come from the data."""
    begins = timezone.localtime(visit.starts_at)
    present = (
        f"Thời gian: {begins:%H} giờ {begins:%M}, {date_in_words(begins.date())}. Địa điểm: {visit.place}.\n"
        f"Đoàn kiểm tra: {names_of(visit)}.\n"
        "Đại diện đơn vị: ..................."
    )
    remarks = visit.remarks.strip() or "..................."
    return Section("present", "Thành phần", present), Section("remarks", "Nhận xét chung", remarks)


def visit_record(visit: Visit, typed: Typed) -> Paper:
    """The record, signed by both sides."""
    entry = visit.review.assessment.registration
    year, unit = entry.cycle.year, paper_name(entry.commune)
    present, remarks = visit_sections(visit)
    items = visit.items.select_related("criterion").order_by("criterion__sort_key")
    body: tuple[Piece, ...] = (
        Block("part", "I. Thành phần"),
        *blocks_of(typed.texts.get("present", present.text)),
        Block("part", "II. Kết quả kiểm tra"),
        _items_table(list(items)),
        Block("part", "III. Nhận xét chung"),
        *blocks_of(typed.texts.get("remarks", remarks.text)),
        Block("part", "IV. Ý kiến của đơn vị"),
        Block("room", "3"),
        Block("text", words_of("visit_closing")),
    )
    sides = (Signature(("Đại diện đơn vị",)), Signature(typed.authority("Đại diện đoàn kiểm tra"), typed.signer_name))
    return Paper(
        title=f"Biên bản kiểm tra thực tế {unit} – {year}",
        kind="Biên bản",
        abstract=("Kiểm tra thực tế kết quả xây dựng", f"{FRIENDLY} năm {year} của {unit}"),
        body=body,
        head=team_head(symbol=f"BB-{words_of('team_symbol')}", number=typed.number, dated=typed.dated, year=year),
        signatures=sides,
        check=typed.check,
    )


def _items_table(items: list[VisitItem]) -> PaperTable:
    rows = [
        PaperRow((one.criterion.code, one.criterion.title_vi, _SEEN.get(one.seen, ""), one.remark)) for one in items
    ]
    head = ("TT", "Nội dung", "Kết quả", "Ghi nhận")
    return PaperTable(head=head, rows=tuple(rows), widths=(19, 0, 26, 60), words=(1, 3), row_height=12)
