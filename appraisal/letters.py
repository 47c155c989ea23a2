"""The team's letters to a unit: requests for supplements, invitations to explain, notices of breaches [R3, S4]."""

from collections.abc import Iterator

from appraisal.models import Breach
from appraisal.paper_words import BREACH_WORDS
from communes.deadlines import last_day_before
from communes.issuers import FRIENDLY, team, team_head
from communes.paper_names import paper_name
from documents.numbers import date_in_words, points_text
from documents.papers import Paper, PaperRow, PaperTable, Piece, Signature, blocks_of
from evidence.inquiry_queries import QuestionRow, question_rows
from evidence.models import Inquiry
from papers.kinds import Section, Typed
from papers.texts import lines_of, words_of


def letter_to_unit(*, title: str, subject: str, unit: str, year: int, body: tuple[Piece, ...], typed: Typed) -> Paper:
    """A letter of the team to a unit."""
    return Paper(
        title=title,
        kind="",
        abstract=(),
        body=body,
        head=team_head(
            symbol=words_of("team_symbol"), number=typed.number, dated=typed.dated, year=year, subject=subject
        ),
        addressee=(f"Kính gửi: Ủy ban nhân dân {unit}",),
        signatures=(
            Signature(typed.authority(words_of("team_signer")), typed.signer_name, lines_of("team_recipients")),
        ),
        check=typed.check,
    )


# -- Supplements and explanations -------------------------------------------------------------------------------------


def inquiry_sections(inquiry: Inquiry) -> tuple[Section, ...]:
    """The letter's text before and after the table of questions."""
    return (
        Section("opening", "Mở đầu", "\n".join(_opening(inquiry))),
        Section("closing", "Thời hạn, cách trả lời", "\n".join(_closing(inquiry))),
    )


def _opening(inquiry: Inquiry) -> Iterator[str]:
    entry = inquiry.assessment.registration
    start = f"Qua thẩm định hồ sơ {FRIENDLY} năm {entry.cycle.year} của {paper_name(entry.commune)}, {team()} "
    if inquiry.kind == Inquiry.Kind.EXPLANATION:
        total = points_text(inquiry.total, places=2)
        yield f"{start}tạm chấm {total} điểm và mời đơn vị giải trình các nội dung có chênh lệch sau đây:"
    else:
        yield f"{start}đề nghị đơn vị bổ sung, làm rõ tài liệu minh chứng đối với các nội dung sau đây:"
    if note := " ".join(inquiry.note.split()):
        yield note


def _closing(inquiry: Inquiry) -> Iterator[str]:
    until = date_in_words(last_day_before(inquiry.before) if inquiry.before else None)
    yield words_of("inquiry_closing", until=until)


def inquiry_letter(inquiry: Inquiry, typed: Typed) -> Paper:
    """The letter with the table of questions."""
    entry = inquiry.assessment.registration
    opening, closing = inquiry_sections(inquiry)
    explains = inquiry.kind == Inquiry.Kind.EXPLANATION
    asked = [
        row for row in question_rows(inquiry.assessment) if (row.kind, row.number) == (inquiry.kind, inquiry.number)
    ]
    body: tuple[Piece, ...] = (
        *blocks_of(typed.texts.get("opening", opening.text)),
        _asked_table(asked, explains=explains),
        *blocks_of(typed.texts.get("closing", closing.text)),
    )
    year, unit = entry.cycle.year, paper_name(entry.commune)
    about = "giải trình kết quả tạm chấm" if explains else "bổ sung tài liệu minh chứng"
    return letter_to_unit(
        title=f"Công văn {about} – {unit} – {year}",
        subject=f"V/v {about} {FRIENDLY} năm {year}",
        unit=unit,
        year=year,
        body=body,
        typed=typed,
    )


def _asked_table(asked: list[QuestionRow], *, explains: bool) -> PaperTable:
    head = ["TT", "Nội dung", "Điểm chuẩn", "Tự chấm"]
    rows = []
    for row in asked:
        given = (points_text(row.points, places=2),) if explains else ()
        points = (points_text(row.max_points, places=2), points_text(row.own_points, places=2), *given)
        rows.append(PaperRow((row.criterion, row.title, *points, row.wanted)))
    if explains:
        head.append("Tạm chấm")
    figures = (2, 3, 4) if explains else (2, 3)
    return PaperTable(
        head=(*head, f"Yêu cầu của {team()}"),
        rows=tuple(rows),
        widths=(19, 0, 18, 18, *((18,) if explains else ()), 54),
        figures=figures,
        words=(1, len(head)),
    )


# -- Notice of a breach -----------------------------------------------------------------------------------------------


def breach_sections(breach: Breach) -> tuple[Section, ...]:
    """The notice's text: the ground in full as in NT3, what is on record, and the deadline for an answer [S4]."""
    entry = breach.registration
    lines = [
        f"{team()} thông báo đến {paper_name(entry.commune)} việc ghi nhận vi phạm năm {entry.cycle.year} như sau:",
        f"1. Loại vi phạm: {BREACH_WORDS[breach.kind]}.",
        f"2. Nội dung: {' '.join(breach.facts.split())}",
        f"3. Văn bản làm căn cứ: {breach.source}; ngày xảy ra: {breach.occurred_on:%d/%m/%Y}.",
    ]
    if breach.decided_on:
        lines.append(f"4. Ngày quyết định kỷ luật, khởi tố hoặc truy cứu: {breach.decided_on:%d/%m/%Y}.")
    until = (
        date_in_words(last_day_before(breach.answer_before))
        if breach.answer_before
        else "ngày .... tháng .... năm ...."
    )
    closing = (
        f"Đề nghị Ủy ban nhân dân đơn vị có ý kiến trên cổng chậm nhất hết {until}. Khi vi phạm được xác "
        f"nhận, đơn vị không "
        f"được xét đánh giá năm {entry.cycle.year} và xếp loại không đạt chuẩn./."
    )
    return (Section("facts", "Nội dung", "\n".join(lines)), Section("closing", "Thời hạn có ý kiến", closing))


def breach_notice(breach: Breach, typed: Typed) -> Paper:
    """The notice to the unit."""
    entry, (facts, closing) = breach.registration, breach_sections(breach)
    year, unit = entry.cycle.year, paper_name(entry.commune)
    body = (
        *blocks_of(typed.texts.get("facts", facts.text)),
        *blocks_of(typed.texts.get("closing", closing.text)),
    )
    return letter_to_unit(
        title=f"Thông báo vi phạm – {unit} – {year}",
        subject=f"V/v ghi nhận vi phạm trong xét {FRIENDLY} năm {year}",
        unit=unit,
        year=year,
        body=body,
        typed=typed,
    )
