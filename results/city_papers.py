"""The city's decisions on a year: recognition by level, commendation of Level 4, revocation [R4, R5, S3, S5]."""

from collections.abc import Iterator
from dataclasses import dataclass

from appraisal.models import Breach
from appraisal.paper_words import BREACH_WORDS
from communes.decision_papers import decision_bases, decision_paper
from communes.issuers import FRIENDLY, city, city_committee, city_head
from communes.paper_names import KIND_WORDS, paper_name
from documents.numbers import date_in_words, points_text
from documents.papers import Block, Paper, PaperRow, PaperTable
from papers.kinds import Section, Typed
from papers.texts import words_of
from results.models import Recognition
from results.queries import RankingRow
from results.year_facts import YearFacts
from scoring.level_words import level_in_papers

# -- Recognition ------------------------------------------------------------------------------------------------------


def recognition_sections(facts: YearFacts) -> tuple[Section, ...]:
    """The recognition's bases and articles."""
    return (
        Section("bases", "Căn cứ", decision_bases(facts.decision, facts.year)),
        Section("articles", "Nội dung quyết định", "\n".join(_recognition_articles(facts))),
    )


def _recognition_articles(facts: YearFacts) -> Iterator[str]:
    count = len(facts.qualified)
    yield (
        f"Điều 1. Công nhận {count} xã, phường, đặc khu trên địa bàn {city()} đạt chuẩn {FRIENDLY} năm {facts.year} "
        "(danh sách theo từng mức tại Phụ lục kèm theo)."
    )
    for level in (4, 3, 2, 1):
        yield f"- {level_in_papers(level)}: {len(facts.at_level(level))} đơn vị{';' if level > 1 else '.'}"
    yield f"Điều 2. {words_of('decision_in_force')}"
    yield f"Điều 3. {words_of('recognition_execution')}"


def recognition_paper(facts: YearFacts, typed: Typed) -> Paper:
    """The decision of recognition with its annex by level."""
    head = city_head(symbol="QĐ-UBND", number=typed.number, dated=typed.dated, year=facts.year)
    attached = head.as_attached_to("Quyết định", city_committee())
    about = (f"Công nhận {FRIENDLY} cấp xã", f"trên địa bàn {city()} năm {facts.year}")
    sections = recognition_sections(facts)
    annex = _level_annex(facts, attached)
    return decision_paper(year=facts.year, about=about, sections=sections, typed=typed, annexes=(annex,))


def _level_annex(facts: YearFacts, attached: str) -> Paper:
    rows: list[PaperRow] = []
    number = 0
    for level in (4, 3, 2, 1):
        units = facts.at_level(level)
        rows += [PaperRow((f"{level_in_papers(level)} ({len(units)} đơn vị)",), "spanning")] if units else []
        for row in units:
            number += 1
            rows.append(PaperRow((str(number), _unit(row), points_text(row.appraised_total, places=2), "")))
    head = ("TT", "Đơn vị", "Điểm thẩm định", "Ghi chú")
    table = PaperTable(head=head, rows=tuple(rows), widths=(12, 0, 32, 34), figures=(2,), words=(1, 3))
    return Paper(
        title="Phụ lục",
        kind="Phụ lục",
        abstract=(f"DANH SÁCH ĐƠN VỊ ĐẠT CHUẨN {FRIENDLY.upper()}", f"NĂM {facts.year}, THEO TỪNG MỨC"),
        attached=(attached,),
        body=(table,) if rows else (Block("text", "Không có đơn vị đạt chuẩn."),),
    )


def _unit(row: RankingRow) -> str:
    return f"{KIND_WORDS[row.kind].capitalize()} {row.name}"


# -- Commendation -----------------------------------------------------------------------------------------------------


def commendation_sections(facts: YearFacts) -> tuple[Section, ...]:
    """The commendation's bases and articles [R5]."""
    count = len(facts.at_level(4))
    articles = (
        (
            f"Điều 1. Khen thưởng, biểu dương {count:02} xã, phường, đặc khu đạt chuẩn {FRIENDLY} {level_in_papers(4)} "
            f"năm {facts.year} "
            "(danh sách tại Phụ lục kèm theo). Hình thức: ..................."
        ),
        f"Điều 2. {words_of('decision_in_force')}",
        f"Điều 3. {words_of('commendation_execution')}",
    )
    return (
        Section("bases", "Căn cứ", decision_bases(facts.decision, facts.year)),
        Section("articles", "Nội dung quyết định", "\n".join(articles)),
    )


def commendation_paper(facts: YearFacts, typed: Typed) -> Paper:
    """The decision that commends the units at Level 4, with their list."""
    head = city_head(symbol="QĐ-UBND", number=typed.number, dated=typed.dated, year=facts.year)
    units = [(str(place), _unit(row), points_text(row.appraised_total, places=2)) for place, row in _numbered(facts)]
    table = PaperTable(
        head=("TT", "Đơn vị", "Điểm thẩm định"),
        rows=tuple(PaperRow(cells) for cells in units),
        widths=(12, 0, 36),
        figures=(2,),
    )
    annex = Paper(
        title="Phụ lục",
        kind="Phụ lục",
        abstract=(f"DANH SÁCH ĐƠN VỊ ĐẠT MỨC 4 NĂM {facts.year} ĐƯỢC KHEN THƯỞNG, BIỂU DƯƠNG",),
        attached=(head.as_attached_to("Quyết định", city_committee()),),
        body=(table,) if units else (Block("text", f"Không có đơn vị đạt {level_in_papers(4)}."),),
    )
    about = ("Khen thưởng, biểu dương đơn vị đạt chuẩn", f"{FRIENDLY} {level_in_papers(4)} năm {facts.year}")
    sections = commendation_sections(facts)
    return decision_paper(year=facts.year, about=about, sections=sections, typed=typed, annexes=(annex,))


def _numbered(facts: YearFacts):
    return enumerate(facts.at_level(4), start=1)


# -- Revocation -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RevocationFacts:
    """The recognition to be revoked, and the confirmed breach behind it [S5]."""

    recognition: Recognition
    breach: Breach
    decision: str

    @property
    def year(self) -> int:
        return self.recognition.outcome.registration.cycle.year

    @property
    def unit(self) -> str:
        return paper_name(self.recognition.outcome.registration.commune)


def revocation_sections(facts: RevocationFacts) -> tuple[Section, ...]:
    """The revocation's bases and articles; the breach in full, as in NT3 [S4, S5]."""
    known = facts.recognition.decision
    decided = f"Quyết định số {known.number} {date_in_words(known.dated)} của {city_committee()}"
    bases = decision_bases(facts.decision, facts.year).splitlines()
    bases.insert(2, f"Căn cứ {decided} về việc công nhận {FRIENDLY} năm {facts.year};")
    articles = (
        f"Điều 1. Thu hồi việc công nhận {FRIENDLY} năm {facts.year} đối với {facts.unit} tại {decided}.",
        f"Lý do: {BREACH_WORDS[facts.breach.kind]} (được phát hiện, xác nhận sau khi công nhận).",
        f"Điều 2. {words_of('decision_in_force')}",
        f"Điều 3. {words_of('revocation_execution', unit=facts.unit)}",
    )
    return (
        Section("bases", "Căn cứ", "\n".join(bases)),
        Section("articles", "Nội dung quyết định", "\n".join(articles)),
    )


def revocation_paper(facts: RevocationFacts, typed: Typed) -> Paper:
    """The decision that revokes one unit's recognition."""
    about = (f"Thu hồi Quyết định công nhận {FRIENDLY}", f"năm {facts.year} đối với {facts.unit}")
    return decision_paper(year=facts.year, about=about, sections=revocation_sections(facts), typed=typed)
