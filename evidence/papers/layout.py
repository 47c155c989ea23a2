"""One paper of a dossier, laid out for its template: head, addressee, body, signer."""

from dataclasses import dataclass
from datetime import date

from documents.papers import Block, PaperHead, Signature, blocks_of
from evidence.models import DossierPart
from evidence.papers.drafts import SUMMARY_MARK, draft_text
from evidence.papers.facts import DossierFacts

_SYMBOLS: dict[str, str] = {DossierPart.Kind.LETTER: "TTr-UBND", DossierPart.Kind.REPORT: "BC-UBND"}
_AUTHORITY = {
    DossierPart.Kind.LETTER: (),
    DossierPart.Kind.REPORT: ("TM. ỦY BAN NHÂN DÂN",),
    DossierPart.Kind.TABLE: ("TM. ỦY BAN NHÂN DÂN",),
}


@dataclass(frozen=True, slots=True)
class DossierPaper:
    """The letter, the report or the table, ready for `templates/evidence/papers/<kind>.html`."""

    kind: str
    head: PaperHead
    signature: Signature
    facts: DossierFacts
    blocks: tuple[Block, ...] = ()
    attached_to: str = ""

    @property
    def template(self) -> str:
        return f"evidence/papers/{self.kind}.html"

    @property
    def dated(self) -> date | None:
        return self.head.dated


def default_symbol(kind: str) -> str:
    """The symbol after a paper's number: "TTr-UBND" for the letter; the table bears none of its own."""
    return _SYMBOLS.get(kind, "")


def dossier_paper(part: DossierPart, facts: DossierFacts, *, report: DossierPart | None = None) -> DossierPaper:
    """Lay out one part: its typed body, or the draft from the scores where nothing was typed.

    The table names the `report` it comes with. Call it under `translation.override("vi")`.
    """
    head = PaperHead(
        issuer=facts.issuer,
        place=facts.place,
        number=part.number,
        symbol=default_symbol(part.kind),
        dated=part.dated,
        year=facts.year,
    )
    return DossierPaper(
        kind=part.kind,
        head=head,
        signature=_signature(part, facts),
        facts=facts,
        blocks=tuple(_blocks(part.text.strip() or draft_text(part.kind, facts))),
        attached_to=_attached_to(report, facts) if part.kind == DossierPart.Kind.TABLE else "",
    )


def _blocks(text):
    for block in blocks_of(text):
        if block.text == SUMMARY_MARK:
            yield Block("summary", "")
        elif block.text.startswith("Căn cứ "):
            yield Block("basis", block.text)
        else:
            yield block


def _signature(part, facts) -> Signature:
    typed = tuple(line.strip() for line in (part.signer_title or "CHỦ TỊCH").split("/") if line.strip())
    before = () if typed[0].upper().startswith("TM.") else _AUTHORITY[part.kind]
    return Signature(authority=(*before, *typed), name=part.signer_name, recipients=_recipients(part.kind, facts.kind))


def _recipients(kind, unit) -> tuple[str, ...]:
    party = f"Thường trực: Đảng ủy, HĐND {unit}"
    return {
        DossierPart.Kind.LETTER: ("Như trên", "Sở Nội vụ", party, "Lưu: VT"),
        DossierPart.Kind.REPORT: ("Ủy ban nhân dân thành phố", "Sở Nội vụ", party, "Lưu: VT"),
    }.get(kind, ())


def _attached_to(report, facts) -> str:
    head = PaperHead(
        issuer=(),
        place="",
        number=report.number if report else "",
        symbol="BC-UBND",
        dated=report.dated if report else None,
        year=facts.year,
    )
    return head.as_attached_to("Báo cáo", f"Ủy ban nhân dân {facts.unit}")
