"""The department's guidance on scoring by one table, with the hints that the department drafted [S2, S7, S9]."""

from collections.abc import Iterable, Iterator, Mapping

from communes.issuers import FRIENDLY, city, department, department_head, department_symbol
from documents.numbers import points_text
from documents.papers import Block, Cell, Paper, PaperRow, PaperTable, Piece, Signature, blocks_of
from papers.kinds import Section, Typed
from papers.texts import lines_of, words_of
from scoring.guidance_queries import hint_texts
from scoring.models import Rubric
from scoring.queries import CriterionRow, criterion_rows

_STYLES = {0: "heading", 1: "subheading"}
_POLICIES: dict[str, str] = {
    Rubric.NotApplicablePolicy.FULL_POINTS: "được tính đủ điểm chuẩn của nội dung đó",
    Rubric.NotApplicablePolicy.RESCALE: "không tính; phần còn lại được quy về thang 100 điểm",
}


def guidance_sections(rubric: Rubric) -> tuple[Section, ...]:
    """The guidance before and after its table."""
    return (
        Section("opening", "Mở đầu", _opening(rubric)),
        Section("general", "I. Hướng dẫn chung", "\n".join(_general(rubric))),
        Section("closing", "III. Tổ chức thực hiện", words_of("guidance_closing")),
    )


def _opening(rubric: Rubric) -> str:
    return (
        f"Thực hiện {rubric.decision_vi} ban hành Bộ tiêu chí, Bảng thang điểm và quy trình xét công nhận {FRIENDLY} "
        f"cấp xã trên địa bàn {city()}, {department()} hướng dẫn chấm điểm, áp dụng từ năm {rubric.applies_from_year}, "
        "như sau:"
    )


def _general(rubric: Rubric) -> Iterator[str]:
    yield (
        f"1. Mỗi nội dung được chấm từ 0 đến điểm chuẩn, theo bước {points_text(rubric.step)} điểm; tổng điểm tối đa "
        "là 100 điểm."
    )
    yield "2. Nội dung thực hiện một phần được chấm theo mức độ thực hiện và tài liệu minh chứng."
    yield (
        "3. Nội dung không phát sinh trên địa bàn, khi tổ thẩm định thống nhất, "
        f"{_POLICIES[Rubric.NotApplicablePolicy(rubric.not_applicable)]}."
    )
    yield "4. Mỗi điểm chấm phải có tài liệu minh chứng, sắp xếp theo thứ tự từng tiêu chí."


def guidance_paper(rubric: Rubric, typed: Typed) -> Paper:
    """The guidance with every row of the table and its drafted hint."""
    return guidance_of(rubric, criterion_rows(rubric), hint_texts(rubric), typed)


def guidance_of(rubric: Rubric, rows: Iterable[CriterionRow], hints: Mapping[int, str], typed: Typed) -> Paper:
    """The guidance with these rows; `hints` by the row's key."""
    return Paper(
        title=f"Hướng dẫn chấm điểm {FRIENDLY} – {rubric.code}",
        kind="Hướng dẫn",
        abstract=(f"Chấm điểm các tiêu chí {FRIENDLY} cấp xã", f"trên địa bàn {city()}"),
        body=tuple(_body(rubric, rows, hints, typed)),
        head=department_head(symbol=department_symbol("HD"), number=typed.number, dated=typed.dated, year=None),
        signatures=(
            Signature(
                typed.authority(words_of("department_signer")), typed.signer_name, lines_of("guidance_recipients")
            ),
        ),
        check=typed.check,
    )


def _body(rubric: Rubric, rows: Iterable[CriterionRow], hints: Mapping[int, str], typed: Typed) -> Iterator[Piece]:
    opening, general, closing = guidance_sections(rubric)
    yield from blocks_of(typed.texts.get(opening.key, opening.text))
    yield Block("part", general.title)
    yield from blocks_of(typed.texts.get(general.key, general.text))
    yield Block("part", "II. Hướng dẫn theo từng tiêu chí")
    yield _table(rows, hints)
    yield Block("part", closing.title)
    yield from blocks_of(typed.texts.get(closing.key, closing.text))


def _table(rows: Iterable[CriterionRow], hints: Mapping[int, str]) -> PaperTable:
    head = ("TT", "Nội dung tiêu chí", "Điểm chuẩn", "Tài liệu minh chứng", "Hướng dẫn chấm điểm")
    lines = tuple(
        PaperRow(
            (
                row.code,
                row.title_vi,
                points_text(row.max_points, places=2),
                row.own_evidence,
                _hint(row, hints.get(row.pk, "")),
            ),
            "plain" if row.is_leaf else _STYLES.get(row.depth, "subheading"),
        )
        for row in rows
    )
    return PaperTable(head=head, rows=lines, widths=(17, 0, 17, 42, 46), figures=(2,), words=(1, 3, 4), size=11)


def _hint(row: CriterionRow, hint: str) -> str | Cell:
    """When a criterion applies, its hint, and the usual steps of a part of it."""
    lines = [f"Chỉ áp dụng khi: {row.applies_when}"] if row.applies_when else []
    lines += hint.splitlines()
    if row.is_leaf and row.partial_steps:
        lines.append(f"Mức điểm một phần: {', '.join(f'{step}%' for step in row.partial_steps)} điểm chuẩn")
    return Cell(tuple(lines)) if lines else ""
