"""The record of a breach: the ground in full, which document proves what, the unit's answer, the decision [S4]."""

from collections.abc import Iterator

from django.utils import timezone

from appraisal.models import Breach, BreachElement
from appraisal.paper_words import BREACH_WORDS
from communes.issuers import FRIENDLY, team, team_head
from communes.paper_names import paper_name
from documents.papers import Block, Paper, PaperRow, PaperTable, Piece, Signature, blocks_of
from papers.kinds import Section, Typed
from papers.texts import words_of

_DOTS = "..................."
_ELEMENTS: dict[str, str] = {
    BreachElement.Element.LATE_WITHIN_COMPETENCE: "Không kịp thời giải quyết vụ, việc thuộc thẩm quyền dẫn đến vi phạm",
    BreachElement.Element.COLLECTIVE_OR_CIVIL_SERVANT: "Người vi phạm là tập thể hoặc cá nhân cán bộ, công chức",
    BreachElement.Element.CITIZENS_BUSINESS: "Vi phạm liên quan đến giải quyết công việc của dân",
    BreachElement.Element.REPRIMAND_OR_PROSECUTION: "Bị kỷ luật từ khiển trách trở lên hoặc bị truy cứu trách nhiệm "
    "hình sự",
}
_DECISIONS: dict[str, str] = {
    Breach.State.PROPOSED: "Chưa kết luận.",
    Breach.State.DISMISSED: "Không xác nhận vi phạm.",
    Breach.State.WITHDRAWN: "Việc ghi nhận đã được rút.",
    Breach.State.SET_ASIDE: "Vi phạm đã được xác nhận, sau đó bị hủy bỏ bởi quyết định có hiệu lực.",
}


def record_sections(breach: Breach) -> tuple[Section, ...]:
    """The record's text, section by section; the table of documents comes from the data."""
    return (
        Section("present", "I. Thành phần", f"Đại diện {team()}: {_DOTS}\nĐại diện đơn vị: {_DOTS}"),
        Section("facts", "II. Nội dung vi phạm", "\n".join(_facts(breach))),
        Section("answer", "III. Ý kiến của đơn vị", "\n".join(_answer(breach))),
        Section("decision", "IV. Kết luận", "\n".join(_decision(breach))),
    )


def _facts(breach: Breach) -> Iterator[str]:
    yield f"Loại vi phạm: {BREACH_WORDS[breach.kind]}."
    yield f"Nội dung: {' '.join(breach.facts.split())}"
    decided = (
        f"; ngày quyết định kỷ luật, khởi tố hoặc truy cứu: {breach.decided_on:%d/%m/%Y}" if breach.decided_on else ""
    )
    yield f"Văn bản làm căn cứ: {breach.source}; ngày xảy ra: {breach.occurred_on:%d/%m/%Y}{decided}."
    if why := " ".join(breach.year_justification.split()):
        yield f"Lý do tính cho năm {breach.registration.cycle.year}: {why}"


def _answer(breach: Breach) -> Iterator[str]:
    answer = getattr(breach, "answer", None)
    if answer is None:
        yield _DOTS
        return
    files, day = answer.files.count(), timezone.localtime(answer.answered_at)
    yield f"Đơn vị có ý kiến ngày {day:%d/%m/%Y}" + (f" (kèm {files:02} tài liệu):" if files else ":")
    yield " ".join(answer.text.split())


def _decision(breach: Breach) -> Iterator[str]:
    year = breach.registration.cycle.year
    if breach.state == Breach.State.CONFIRMED:
        yield f"Xác nhận vi phạm: đơn vị không được xét đánh giá năm {year}, xếp loại không đạt chuẩn."
    else:
        yield _DECISIONS[breach.state]
    if why := " ".join(breach.justification.split()):
        yield f"Lý do: {why}"


def breach_record(breach: Breach, typed: Typed) -> Paper:
    """The record, signed by the team and by the unit."""
    entry = breach.registration
    year, unit = entry.cycle.year, paper_name(entry.commune)
    sides = (Signature(("Đại diện đơn vị",)), Signature(typed.authority(words_of("team_signer")), typed.signer_name))
    return Paper(
        title=f"Biên bản vi phạm – {unit} – {year}",
        kind="Biên bản",
        abstract=("Ghi nhận vi phạm trong xét công nhận", f"{FRIENDLY} năm {year} của {unit}"),
        body=tuple(_body(breach, typed)),
        head=team_head(symbol=f"BB-{words_of('team_symbol')}", number=typed.number, dated=typed.dated, year=year),
        signatures=sides,
        check=typed.check,
    )


def _body(breach: Breach, typed: Typed) -> Iterator[Piece]:
    for section in record_sections(breach):
        yield Block("part", section.title)
        yield from blocks_of(typed.texts.get(section.key, section.text))
        if section.key == "facts":
            yield from _documents(breach)
    yield Block("text", words_of("visit_closing"))


def _documents(breach: Breach) -> Iterator[PaperTable]:
    """What the kind of breach requires, each with the document that proves it."""
    rows = [
        PaperRow((str(place), _ELEMENTS[one.element], one.document))
        for place, one in enumerate(breach.elements.all(), start=1)
    ]
    if rows:
        head = ("TT", "Yếu tố của vi phạm", "Văn bản chứng minh")
        yield PaperTable(head=head, rows=tuple(rows), widths=(12, 0, 70), words=(1, 2))
