"""Papers for one unit: its result with the reason for each lost point, its plan for the next level, a certificate."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from communes.issuers import FRIENDLY, city, city_committee, city_head, department, department_head, unit_head
from communes.models import Registration
from communes.paper_names import paper_name
from documents.numbers import date_in_words, points_text
from documents.papers import Block, Paper, PaperRow, PaperTable, Piece, Signature, blocks_of
from papers.kinds import Section, Typed
from papers.texts import lines_of, words_of
from results.models import CityDecision, Outcome, PlanTask, Recognition
from results.papers import REASON_WORDS
from results.queries import REVOKED, UNDER_80
from results.result_detail import ResultRow
from scoring.core import Level, lower_bound
from scoring.level_words import level_in_papers

_DOTS = "..................."


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One unit's year: its outcome, its recognition, each leaf with both verdicts, the tasks of its plan [S6]."""

    registration: Registration
    outcome: Outcome
    recognition: Recognition | None
    leaves: tuple[ResultRow, ...]
    tasks: tuple[PlanTask, ...] = ()

    @property
    def year(self) -> int:
        return self.registration.cycle.year

    @property
    def unit(self) -> str:
        return paper_name(self.registration.commune)

    @property
    def lost(self) -> list[ResultRow]:
        """The leaves with less than their maximum, in the table's order."""
        return [leaf for leaf in self.leaves if leaf.is_leaf and missing(leaf) > 0]

    @property
    def is_revoked(self) -> bool:
        return self.recognition is not None and self.recognition.state == Recognition.State.REVOKED


def missing(leaf: ResultRow) -> Decimal:
    """Points short of the maximum in the appraisal; an exception lacks nothing [S9]."""
    if leaf.not_applicable or leaf.appraised is None:
        return Decimal(0)
    return leaf.max_points - leaf.appraised


def _conclusion(facts: UnitFacts) -> str:
    if facts.is_revoked:
        return REASON_WORDS[REVOKED]
    if facts.outcome.level:
        return f"đạt chuẩn {FRIENDLY} {level_in_papers(facts.outcome.level)}"
    reason = UNDER_80 if facts.outcome.reason == Outcome.Reason.BY_POINTS else facts.outcome.reason
    return f"không đạt chuẩn ({REASON_WORDS[reason].lower()})"


# -- Letter with the result -------------------------------------------------------------------------------------------


def result_letter_sections(facts: UnitFacts) -> tuple[Section, ...]:
    """The letter that gives a unit its result."""
    return (
        Section("result", "Kết quả", "\n".join(_result(facts))),
        Section("closing", "Yêu cầu", "\n".join(_request(facts))),
    )


def _result(facts: UnitFacts) -> Iterator[str]:
    decision = facts.recognition.decision if facts.recognition else None
    if decision:
        yield f"Thực hiện Quyết định số {decision.number} {date_in_words(decision.dated)} của {city_committee()},"
    yield f"{department()} thông báo kết quả thẩm định {FRIENDLY} năm {facts.year} của {facts.unit} như sau:"
    yield f"- Điểm tự chấm: {points_text(facts.outcome.self_total, places=2)} điểm;"
    yield f"- Điểm thẩm định: {points_text(facts.outcome.appraised_total, places=2)} điểm;"
    yield f"- Kết quả: {_conclusion(facts)}."


def _request(facts: UnitFacts) -> Iterator[str]:
    if facts.outcome.level in (1, 2, 3) and not facts.is_revoked:
        yield words_of("result_request_to_rise", unit=facts.unit, next_year=facts.year + 1)
    else:
        yield words_of("result_request", unit=facts.unit, next_year=facts.year + 1)


def result_letter(facts: UnitFacts, typed: Typed) -> Paper:
    """The department's letter with the result, every lost point and its reason."""
    known, closing = result_letter_sections(facts)
    body: list[Piece] = [*blocks_of(typed.texts.get("result", known.text))]
    if facts.lost:
        body += [Block("text", f"Các nội dung chưa đạt điểm tối đa ({len(facts.lost):02}):"), _lost_table(facts)]
    body += blocks_of(typed.texts.get("closing", closing.text))
    return Paper(
        title=f"Thông báo kết quả thẩm định {FRIENDLY} năm {facts.year} – {facts.unit}",
        kind="",
        abstract=(),
        body=tuple(body),
        head=department_head(
            symbol=words_of("letter_symbol"),
            number=typed.number,
            dated=typed.dated,
            year=facts.year,
            subject=f"V/v thông báo kết quả {FRIENDLY} năm {facts.year}",
        ),
        addressee=(f"Kính gửi: Ủy ban nhân dân {facts.unit}",),
        signatures=(
            Signature(typed.authority(words_of("department_signer")), typed.signer_name, lines_of("result_recipients")),
        ),
        check=typed.check,
    )


def _lost_table(facts: UnitFacts) -> PaperTable:
    rows = [
        PaperRow(
            (
                leaf.code,
                leaf.title,
                points_text(leaf.max_points, places=2),
                points_text(leaf.appraised, places=2),
                points_text(missing(leaf), places=2),
                leaf.comment or _own_explanation(leaf),
            )
        )
        for leaf in facts.lost
    ]
    head = ("TT", "Nội dung", "Điểm chuẩn", "Thẩm định", "Thiếu", "Lý do")
    widths = (19, 0, 17, 19, 16, 52)
    return PaperTable(head=head, rows=tuple(rows), widths=widths, figures=(2, 3, 4), words=(1, 5), size=11.5)


def _own_explanation(leaf: ResultRow) -> str:
    """Where the team agreed with the unit's own points, the unit's own explanation is the reason."""
    explanation = " ".join(leaf.explanation.split())
    return f"Đơn vị tự chấm {points_text(leaf.own, places=2)}" + (f": {explanation}" if explanation else ".")


# -- Plan for the next level ------------------------------------------------------------------------------------------


def plan_sections(facts: UnitFacts) -> tuple[Section, ...]:
    """The plan that a unit recognised at Levels 1 to 3 must give, drafted from its lost points [S6]."""
    return (
        Section("purpose", "I. Mục đích, yêu cầu", "\n".join(_purpose(facts))),
        Section("target", "II. Mục tiêu", "\n".join(_target(facts))),
        Section("measures", "III. Nhiệm vụ, giải pháp", _measures_opening(facts)),
        Section("carrying_out", "IV. Tổ chức thực hiện", f"1. Phân công: {_DOTS}\n2. Kiểm tra, báo cáo: {_DOTS}"),
    )


def _purpose(facts: UnitFacts) -> Iterator[str]:
    yield words_of("plan_purpose", year=facts.year)


def _target(facts: UnitFacts) -> Iterator[str]:
    total = facts.outcome.appraised_total or Decimal(0)
    if facts.outcome.level >= Level.LEVEL_4:
        yield f"Giữ vững {level_in_papers(4)} trong năm {facts.year + 1}."
        return
    aim = Level(facts.outcome.level + 1)
    bound = lower_bound(aim)
    yield (
        f"Năm {facts.year + 1} đạt chuẩn {FRIENDLY} {level_in_papers(aim)} (từ {points_text(bound)} điểm), "
        f"tăng ít nhất "
        f"{points_text(bound - total, places=2)} điểm so với {points_text(total, places=2)} điểm thẩm định "
        f"năm {facts.year}."
    )


def _measures_opening(facts: UnitFacts) -> str:
    whole = sum((missing(leaf) for leaf in facts.lost), Decimal(0))
    return f"Còn {len(facts.lost):02} nội dung chưa đạt điểm tối đa, thiếu {points_text(whole, places=2)} điểm:"


def plan_paper(facts: UnitFacts, typed: Typed) -> Paper:
    """The unit's plan, with a line for each content that lacks points: what to do, who, until when."""
    body: list[Piece] = []
    for section in plan_sections(facts):
        body += [Block("part", section.title), *blocks_of(typed.texts.get(section.key, section.text))]
        if section.key == "measures" and facts.lost:
            body.append(_measures(facts))
    head = unit_head(
        facts.registration.commune, symbol="KH-UBND", number=typed.number, dated=typed.dated, year=facts.year
    )
    return Paper(
        title=f"Kế hoạch phấn đấu {FRIENDLY} năm {facts.year + 1} – {facts.unit}",
        kind="Kế hoạch",
        abstract=(f"Phấn đấu nâng mức {FRIENDLY} năm {facts.year + 1}", f"của {facts.unit}"),
        body=tuple(body),
        head=head,
        signatures=(
            Signature(typed.authority(words_of("unit_signer")), typed.signer_name, lines_of("plan_recipients")),
        ),
        check=typed.check,
    )


def _measures(facts: UnitFacts) -> PaperTable:
    largest = sorted(facts.lost, key=lambda leaf: -missing(leaf))
    lines = [
        (f"{leaf.code} {leaf.title}", points_text(missing(leaf), places=2), leaf.comment, *_planned(facts, leaf.code))
        for leaf in largest
    ]
    lines += [(task.text, "", "", *_who_and_when([task])) for task in facts.tasks if task.criterion is None]
    rows = [PaperRow((str(place), *line)) for place, line in enumerate(lines, start=1)]
    head = ("TT", "Nội dung", "Thiếu", "Lý do bị trừ điểm", "Giải pháp, người chịu trách nhiệm", "Hoàn thành trước")
    widths = (11, 0, 15, 38, 42, 22)
    return PaperTable(
        head=head, rows=tuple(rows), widths=widths, figures=(2,), words=(1, 3, 4), size=11.5, row_height=14
    )


def _planned(facts: UnitFacts, code: str) -> tuple[str, str]:
    """What the unit's plan says of a content; empty cells, to be filled in by hand, where it says nothing."""
    tasks = [task for task in facts.tasks if task.criterion and task.criterion.code == code]
    words, day = _who_and_when(tasks)
    return "; ".join([*(task.text for task in tasks), *([words] if words else [])]), day


def _who_and_when(tasks: list[PlanTask]) -> tuple[str, str]:
    people = dict.fromkeys(str(task.responsible) for task in tasks if task.responsible)
    days = dict.fromkeys(f"{task.due_on:%d/%m/%Y}" for task in tasks)
    return ", ".join(people), ", ".join(days)


# -- Certificate ------------------------------------------------------------------------------------------------------


def certificate_sections(facts: UnitFacts) -> tuple[Section, ...]:
    """The text of the certificate; the decree names none, so a setting decides whether there is one."""
    decision = facts.recognition.decision if facts.recognition else CityDecision(number="......")
    text = (
        f"{paper_name(facts.registration.commune).upper()}\n"
        f"Đạt chuẩn {FRIENDLY} năm {facts.year} – {level_in_papers(facts.outcome.level)}\n"
        f"(Quyết định số {decision.number} {date_in_words(decision.dated, year=facts.year)} của {city_committee()})"
    )
    return (Section("words", "Nội dung", text),)


def certificate_paper(facts: UnitFacts, typed: Typed) -> Paper:
    """The certificate of a recognised unit: A4 landscape, framed."""
    known = certificate_sections(facts)[0]
    lines = [line.strip() for line in typed.texts.get(known.key, known.text).splitlines() if line.strip()]
    return Paper(
        title=f"Giấy chứng nhận {FRIENDLY} năm {facts.year} – {facts.unit}",
        kind="Giấy chứng nhận",
        abstract=(f"{FRIENDLY} cấp xã trên địa bàn {city()}",),
        body=tuple(Block("centre", line) for line in lines),
        head=city_head(symbol="", number=typed.number, dated=typed.dated, year=facts.year),
        signatures=(Signature(typed.authority(words_of("city_signer")), typed.signer_name),),
        check=typed.check,
        is_wide=True,
        has_frame=True,
    )
