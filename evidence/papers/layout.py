"""One paper of a dossier, described for PDF and Word: header, addressee, body, signer."""

from collections.abc import Iterator

from documents.numbers import points_text
from documents.papers import Block, Cell, Paper, PaperHead, PaperRow, PaperTable, Piece, Signature, blocks_of
from evidence.models import DossierPart
from evidence.papers.drafts import SUMMARY_MARK, draft_text
from evidence.papers.facts import DossierFacts, TableRow
from papers.queries import check_of
from papers.texts import lines_of, texts_read_once, words_of

_NAME = "“Chính quyền thân thiện”"
_SYMBOLS: dict[str, str] = {DossierPart.Kind.LETTER: "TTr-UBND", DossierPart.Kind.REPORT: "BC-UBND"}
_AUTHORITY = {
    DossierPart.Kind.LETTER: (),
    DossierPart.Kind.REPORT: ("TM. ỦY BAN NHÂN DÂN",),
    DossierPart.Kind.TABLE: ("TM. ỦY BAN NHÂN DÂN",),
}
_TYPES = {
    DossierPart.Kind.LETTER: "Tờ trình",
    DossierPart.Kind.REPORT: "Báo cáo",
    DossierPart.Kind.TABLE: "Bảng tự chấm điểm",
}
_ADDRESSEES: dict[str, str] = {DossierPart.Kind.LETTER: "Chủ tịch ", DossierPart.Kind.REPORT: ""}
_RECIPIENTS: dict[str, str] = {
    DossierPart.Kind.LETTER: "dossier_letter_recipients",
    DossierPart.Kind.REPORT: "dossier_report_recipients",
}
_TITLES = {
    DossierPart.Kind.LETTER: f"Tờ trình đề nghị thẩm định, công nhận {_NAME}",
    DossierPart.Kind.REPORT: f"Báo cáo kết quả xây dựng {_NAME}",
    DossierPart.Kind.TABLE: f"Bảng tự chấm điểm {_NAME}",
}


def default_symbol(kind: str) -> str:
    """The symbol after a paper's number: "TTr-UBND" for the letter; the table has none."""
    return _SYMBOLS.get(kind, "")


@texts_read_once()
def dossier_paper(part: DossierPart, facts: DossierFacts, *, report: DossierPart | None = None) -> Paper:
    """Describe one part: its typed body, or the draft from the scores where nothing was typed.

    The table cites the `report` it is attached to. One that nobody has begun has no code yet. Call it under
    `translation.override("vi")`.
    """
    kind = DossierPart.Kind(part.kind)
    is_table = kind == DossierPart.Kind.TABLE
    return Paper(
        title=f"{_TITLES[kind]} năm {facts.year} – {facts.unit}",
        kind=_TYPES[kind],
        abstract=tuple(_abstract(kind, facts)),
        body=tuple(_table(facts) if is_table else _typed(part.text.strip() or draft_text(kind, facts), facts)),
        head=PaperHead(facts.issuer, facts.place, "", part.number, default_symbol(kind), part.dated, facts.year),
        attached=(_attached_to(report, facts),) if is_table else (),
        addressee=_addressee(kind),
        signatures=(_signature(part, facts),),
        check=check_of(part.code) if part.pk else None,
        is_wide=is_table,
    )


def _addressee(kind: DossierPart.Kind) -> tuple[str, ...]:
    if kind not in _ADDRESSEES:
        return ()
    return f"Kính gửi: {_ADDRESSEES[kind]}{words_of('city_committee')}", f"(qua {words_of('department')})"


def _abstract(kind: DossierPart.Kind, facts: DossierFacts) -> Iterator[str]:
    if kind == DossierPart.Kind.LETTER:
        yield "Về việc đề nghị thẩm định, công nhận đạt chuẩn"
        yield f"{_NAME} năm {facts.year}"
    elif kind == DossierPart.Kind.REPORT:
        yield f"Kết quả xây dựng {_NAME} năm {facts.year}"
    else:
        yield f"Kết quả thực hiện các tiêu chí {_NAME} năm {facts.year} của {facts.unit}"


def _typed(text: str, facts: DossierFacts) -> Iterator[Piece]:
    for block in blocks_of(text):
        yield _summary(facts) if block.text == SUMMARY_MARK else block


def _signature(part: DossierPart, facts: DossierFacts) -> Signature:
    typed = tuple(line.strip() for line in (part.signer_title or "CHỦ TỊCH").split("/") if line.strip())
    before = () if typed[0].upper().startswith("TM.") else _AUTHORITY[DossierPart.Kind(part.kind)]
    return Signature(authority=(*before, *typed), name=part.signer_name, recipients=_recipients(part.kind, facts.kind))


def _recipients(kind: str, unit: str) -> tuple[str, ...]:
    return lines_of(_RECIPIENTS[kind], unit=unit) if kind in _RECIPIENTS else ()


def _attached_to(report: DossierPart | None, facts: DossierFacts) -> str:
    number, dated = (report.number, report.dated) if report else ("", None)
    head = PaperHead((), "", number=number, symbol="BC-UBND", dated=dated, year=facts.year)
    return head.as_attached_to("Báo cáo", f"Ủy ban nhân dân {facts.unit}")


# -- Tables -----------------------------------------------------------------------------------------------------------


def _summary(facts: DossierFacts) -> PaperTable:
    """The sums of the groups."""
    rows = [
        PaperRow((group.code, group.title, _figure(group.max_points), _figure(group.points))) for group in facts.groups
    ]
    rows.append(PaperRow(("", "Tổng cộng", _figure(facts.max_total), _figure(facts.total)), "total"))
    head = ("TT", "Nhóm tiêu chí", "Điểm chuẩn", "Điểm tự chấm")
    return PaperTable(head=head, rows=tuple(rows), widths=(12, 0, 23, 25), figures=(2, 3))


def _table(facts: DossierFacts) -> Iterator[Piece]:
    """The whole scoring table with the evidence of each row [dossier 3]."""
    counts = f"{facts.files_count} tài liệu, {facts.sets_count} tập"
    whole = ("", "Tổng điểm", _figure(facts.max_total), _figure(facts.total), Cell((counts,)), "")
    rows = [PaperRow(whole, "total"), *(_row(row) for row in facts.rows)]
    head = ("TT", "Nội dung tiêu chí", "Điểm chuẩn", "Điểm tự chấm", "Tài liệu minh chứng")
    yield PaperTable(
        head=(*head, "Điểm UBND thành phố thẩm định"),
        rows=tuple(rows),
        widths=(13, 0, 18, 18, 74, 26),
        figures=(2, 3),
        words=(1, 4),
    )
    yield from _below_table(facts)
    yield Block(
        "result",
        f"Tự đánh giá: {points_text(facts.total)}/{points_text(facts.max_total)} điểm – {facts.level_words}.",
    )


def _below_table(facts: DossierFacts) -> Iterator[Block]:
    """The exceptions [S9], and the maxima that are illegible in the scan of the decision."""
    if exceptions := facts.exceptions:
        points = f"{points_text(exceptions.points)} điểm"
        if exceptions.rescales:
            effect = f"không tính; phần còn lại quy về thang 100, tổng điểm tăng thêm {points}"
        else:
            effect = f"tính đủ {points} trong tổng điểm"
        count = f"KAD: {exceptions.count} nội dung đề nghị không áp dụng"
        yield Block("text", f"{count}, {effect}; tổ thẩm định xem xét, kết luận.")
    if facts.provisional:
        note = "chờ đối chiếu với bản gốc Quyết định đã ký"
        yield Block("text", f"(*) Điểm chuẩn tạm dùng theo quy định của cổng, {note}.")


def _row(row: TableRow) -> PaperRow:
    limit = f"{_figure(row.max_points)}{'*' if row.is_provisional else ''}"
    points = "KAD" if row.not_applicable else _figure(row.points)
    return PaperRow((row.number, row.title, limit, points, _evidence(row), ""), row.style)


def _evidence(row: TableRow) -> Cell:
    lines = [*row.ratios]
    if row.not_applicable:
        lines.append(f"Đề nghị không áp dụng: {row.explanation}")
    if row.files and row.is_within_a_set:
        lines.append(f"Tập {row.evidence_set}:")
    lines += [f"{number}. {file}" for number, file in row.numbered_files]
    return Cell(tuple(lines), (row.expected,) if row.expected else ())


def _figure(points) -> str:
    return points_text(points, places=2)
