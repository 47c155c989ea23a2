"""A unit's answer to a letter of the team, as a letter of its own [R3, S8]."""

from collections.abc import Iterator

from communes.issuers import FRIENDLY, team, unit_head
from communes.models import Registration
from communes.paper_names import paper_name
from documents.numbers import date_in_words, points_text
from documents.papers import Paper, PaperRow, PaperTable, Piece, Signature, blocks_of
from evidence.inquiry_queries import QuestionRow, question_rows
from evidence.models import Inquiry
from papers.kinds import Section, Typed
from papers.texts import lines_of, words_of


def answer_sections(inquiry: Inquiry) -> tuple[Section, ...]:
    """The letter's text before and after its table."""
    return _sections(inquiry.assessment.registration, inquiry)


def _sections(entry: Registration, inquiry: Inquiry) -> tuple[Section, ...]:
    return (
        Section("opening", "Mở đầu", "\n".join(_opening(entry, inquiry))),
        Section("closing", "Kết thúc", words_of("answer_closing", unit=paper_name(entry.commune))),
    )


def _about(inquiry: Inquiry) -> str:
    if inquiry.kind == Inquiry.Kind.EXPLANATION:
        return "giải trình kết quả tạm chấm"
    return "bổ sung, làm rõ tài liệu minh chứng"


def _opening(entry: Registration, inquiry: Inquiry) -> Iterator[str]:
    year = entry.cycle.year
    asked = f"đề nghị {_about(inquiry)} {FRIENDLY} năm {year}"
    unit = f"Ủy ban nhân dân {paper_name(entry.commune)}"
    sent = date_in_words(None, year=year)
    yield f"Theo Công văn số ....../{words_of('team_symbol')} {sent} của {team()} {asked}, {unit} trả lời như sau:"


def answer_letter(inquiry: Inquiry, typed: Typed) -> Paper:
    """The letter, with each question and the unit's answer."""
    rows = question_rows(inquiry.assessment, inquiry=inquiry, prepared_too=True)
    table = _table(rows, explains=inquiry.kind == Inquiry.Kind.EXPLANATION)
    return answer_of(inquiry.assessment.registration, inquiry, typed, (table,))


def answer_of(entry: Registration, inquiry: Inquiry, typed: Typed, between: tuple[Piece, ...]) -> Paper:
    """The letter of a unit, with the pieces `between` its opening and its end."""
    opening, closing = _sections(entry, inquiry)
    year, unit = entry.cycle.year, paper_name(entry.commune)
    return Paper(
        title=f"Công văn {_about(inquiry)} – {unit} – {year}",
        kind="",
        abstract=(),
        body=(
            *blocks_of(typed.texts.get("opening", opening.text)),
            *between,
            *blocks_of(typed.texts.get("closing", closing.text)),
        ),
        head=unit_head(
            entry.commune,
            symbol="UBND",
            number=typed.number,
            dated=typed.dated,
            year=year,
            subject=f"V/v {_about(inquiry)} {FRIENDLY} năm {year}",
        ),
        addressee=(f"Kính gửi: {team()}",),
        signatures=(
            Signature(typed.authority(words_of("unit_signer")), typed.signer_name, lines_of("answer_recipients")),
        ),
        check=typed.check,
    )


def _table(rows: list[QuestionRow], *, explains: bool) -> PaperTable:
    given = ("Tự chấm", "Tạm chấm") if explains else ()
    head = ("TT", "Nội dung", *given, f"Yêu cầu của {team()}", "Trả lời của đơn vị")
    last = len(head) - 1
    return PaperTable(
        head=head,
        rows=tuple(_row(row, explains=explains) for row in rows),
        widths=(19, 0, *((16, 16) if explains else ()), 36, 46),
        figures=(2, 3) if explains else (),
        words=(1, last - 1, last),
        size=11.5,
    )


def _row(row: QuestionRow, *, explains: bool) -> PaperRow:
    points = (points_text(row.own_points, places=2), points_text(row.points, places=2)) if explains else ()
    files = f"(kèm {row.files:02} tài liệu)" if row.files else ""
    answer = " ".join(filter(None, (row.answer.strip(), files))) or "......"
    return PaperRow((row.criterion, row.title, *points, row.wanted, answer))
