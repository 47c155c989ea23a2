"""The checklist for a visit, as a paper with space for notes (Decree 30/2020/NĐ-CP)."""

from collections.abc import Iterator

from django.utils import timezone, translation

from appraisal.models import Visit
from appraisal.queries.visits import ItemRow, names_of
from communes.issuers import team_head
from communes.paper_names import paper_name
from documents.numbers import points_text
from documents.papers import Block, Cell, Paper, PaperRow, PaperTable, Piece, Signature
from papers.texts import texts_read_once

_ROOM = 26  # height in millimetres for handwriting


@texts_read_once()
def checklist_paper(visit: Visit, rows: list[ItemRow]) -> Paper:
    """The checklist of one visit: what the commune claims, what to check, boxes to tick, lines to write on."""
    registration = visit.review.assessment.registration
    year, unit = registration.cycle.year, paper_name(registration.commune)
    with translation.override("vi"):
        body = tuple(_body(visit, rows))
    return Paper(
        title=f"Phiếu kiểm tra thực tế {unit} năm {year}",
        kind="Phiếu kiểm tra thực tế",
        abstract=(f"Kết quả xây dựng “Chính quyền thân thiện” năm {year}", f"của {unit}"),
        body=body,
        head=team_head(dated=timezone.localtime(visit.starts_at).date()),
        signatures=(Signature(authority=("Đại diện đoàn kiểm tra",)),),
    )


def _body(visit: Visit, rows: list[ItemRow]) -> Iterator[Piece]:
    begins = timezone.localtime(visit.starts_at)
    yield Block("text", f"Thời gian: {begins:%H:%M}, ngày {begins:%d/%m/%Y}. Địa điểm: {visit.place}.")
    yield Block("text", f"Thành phần: {names_of(visit)}.")
    yield PaperTable(
        head=("Nội dung kiểm tra", "Kết quả", "Ghi chép tại chỗ"),
        rows=tuple(_row(row) for row in rows),
        widths=(66, 28, 0),
        words=(0, 1, 2),
        row_height=_ROOM,
    )
    yield Block("section", "Nhận xét chung")
    yield from (Block("text", line) for line in visit.remarks.splitlines() if line.strip())
    yield Block("room", "5")


def _row(row: ItemRow) -> PaperRow:
    criterion = row.item.criterion
    claimed = f"Đơn vị tự chấm: {points_text(row.own)}/{points_text(criterion.max_points)}"
    look_for = (f"Cần xem: {row.item.look_for}",) if row.item.look_for else ()
    asked = Cell((f"{criterion.code} {criterion.title_vi}", claimed, *look_for))
    return PaperRow((asked, Cell(("[   ] Đúng", "[   ] Một phần", "[   ] Không")), Cell(tuple(_lines(row)))))


def _lines(row: ItemRow) -> list[str]:
    return [line for line in row.item.remark.splitlines() if line.strip()]
