"""The department's proposal of a changed table to the city: what moves, and the whole table as it would be [S7]."""

from collections.abc import Iterator

from communes.issuers import FRIENDLY, city, city_committee, department, department_head, department_symbol
from documents.numbers import points_text, signed_text
from documents.papers import Block, Cell, Paper, PaperHead, PaperRow, PaperTable, Piece, Signature, blocks_of
from kernel.problems import required
from papers.kinds import Section, Typed
from papers.texts import lines_of, words_of
from scoring.differences import Difference, DifferenceRow, difference
from scoring.models import Rubric
from scoring.queries import criterion_rows

_STYLES = {0: "heading", 1: "subheading"}
_DOTS = "..................."


def proposal_sections(rubric: Rubric) -> tuple[Section, ...]:
    """The proposal before and after its table."""
    base = required(rubric.base)
    return _sections(base.decision_vi, rubric.applies_from_year, difference(base, rubric))


def _sections(decision: str, year: int, changes: Difference) -> tuple[Section, ...]:
    return (
        Section("opening", "Mở đầu", "\n".join(_opening(decision))),
        Section("need", "I. Sự cần thiết", _DOTS),
        Section("content", "II. Nội dung đề nghị", "\n".join(_content(changes, year))),
        Section("closing", "Kết thúc", words_of("proposal_closing")),
    )


def _opening(decision: str) -> Iterator[str]:
    yield f"Căn cứ {decision} ban hành Bộ tiêu chí, Bảng thang điểm và quy trình xét công nhận {FRIENDLY} cấp xã;"
    yield (
        f"Qua hướng dẫn, theo dõi việc thực hiện Bảng thang điểm, {department()} kính trình {city_committee()} xem "
        "xét, điều chỉnh Bảng thang điểm như sau:"
    )


def _content(changes: Difference, year: int) -> Iterator[str]:
    yield f"1. Áp dụng từ năm {year}. Tổng điểm giữ nguyên 100 điểm; không bổ sung tiêu chí ngoài Bộ tiêu chí."
    yield (
        f"2. Điều chỉnh điểm chuẩn của {changes.criteria_moved:02} nội dung (chuyển "
        f"{points_text(changes.points_moved)} điểm giữa các nội dung); sửa cách diễn đạt, hướng dẫn của "
        f"{changes.texts_changed:02} nội dung:"
    )


def proposal_paper(rubric: Rubric, typed: Typed) -> Paper:
    """The proposal with the changes, and the whole table as annex."""
    changes = difference(required(rubric.base), rubric)
    sections = proposal_sections(rubric)
    annex = Paper(
        title="Phụ lục",
        kind="Phụ lục",
        abstract=(f"BẢNG THANG ĐIỂM {FRIENDLY.upper()} (DỰ THẢO)",),
        attached=(_head(typed).as_attached_to("Tờ trình", department()),),
        body=(_whole(rubric),),
    )
    return proposal_of(rubric.applies_from_year, sections, _changed(changes), typed, (annex,))


def _head(typed: Typed) -> PaperHead:
    return department_head(symbol=department_symbol("TTr"), number=typed.number, dated=typed.dated, year=None)


def proposal_of(
    year: int,
    sections: tuple[Section, ...],
    changed: tuple[Piece, ...],
    typed: Typed,
    annexes: tuple[Paper, ...] = (),
) -> Paper:
    """The proposal with its text, the pieces that show the changes, and its annexes."""
    return Paper(
        title=f"Tờ trình điều chỉnh Bảng thang điểm {FRIENDLY}, áp dụng từ năm {year}",
        kind="Tờ trình",
        abstract=(f"Về việc điều chỉnh Bảng thang điểm {FRIENDLY}", f"cấp xã trên địa bàn {city()}"),
        body=tuple(_body(sections, changed, typed)),
        head=_head(typed),
        addressee=(f"Kính gửi: {city_committee()}",),
        signatures=(
            Signature(
                typed.authority(words_of("department_signer")), typed.signer_name, lines_of("proposal_recipients")
            ),
        ),
        annexes=annexes,
        check=typed.check,
    )


def sample_sections(decision: str, year: int) -> tuple[Section, ...]:
    """The text of a proposal that changes nothing, for a preview."""
    return _sections(decision, year, Difference([]))


def _body(sections: tuple[Section, ...], changed: tuple[Piece, ...], typed: Typed) -> Iterator[Piece]:
    for section in sections:
        if section.title.startswith("I"):
            yield Block("part", section.title)
        yield from blocks_of(typed.texts.get(section.key, section.text))
        if section.key == "content":
            yield from changed


# -- Tables -----------------------------------------------------------------------------------------------------------


def _changed(changes: Difference) -> tuple[Piece, ...]:
    """Each changed row: its points before and after, and the texts that change."""
    rows = tuple(
        PaperRow((row.code, row.title, _points(row.before), _points(row.after), _moved(row), _texts(row)))
        for row in changes.rows
        if row.is_changed and row.is_leaf
    )
    if not rows:
        return (Block("text", "Không có nội dung thay đổi."),)
    head = ("TT", "Nội dung", "Điểm hiện hành", "Điểm đề nghị", "Tăng, giảm", "Nội dung sửa đổi")
    return (
        PaperTable(head=head, rows=rows, widths=(17, 0, 18, 18, 18, 44), figures=(2, 3, 4), words=(1, 5), size=11.5),
    )


def _points(points) -> str:
    return points_text(points, places=2)


def _moved(row: DifferenceRow) -> str:
    return signed_text(row.moved) if row.moved else ""


def _texts(row: DifferenceRow) -> str | Cell:
    """The new text of whatever changed."""
    lines = []
    for change in row.texts:
        new = " ".join("".join(text for kind, text in change.pieces if kind != "removed").split())
        lines.append(f"{change.label}: {new or 'bỏ'}")
    return Cell(tuple(lines)) if lines else ""


def _whole(rubric: Rubric) -> PaperTable:
    rows = tuple(
        PaperRow(
            (row.code, row.title_vi, _points(row.max_points), row.own_evidence),
            "plain" if row.is_leaf else _STYLES.get(row.depth, "subheading"),
        )
        for row in criterion_rows(rubric)
    )
    head = ("TT", "Nội dung tiêu chí", "Điểm chuẩn", "Tài liệu minh chứng")
    return PaperTable(head=head, rows=rows, widths=(17, 0, 18, 58), figures=(2,), words=(1, 3), size=11.5)
