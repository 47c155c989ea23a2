"""The minutes of the team's meeting of the year: who was present, what was decided on each dossier [R3, S4, S8, S9]."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from appraisal.models import AppraisalTeam, Breach, Review, TeamMember, Visit
from appraisal.paper_words import BREACH_WORDS, PART_WORDS
from appraisal.queries import breaches_by_unit, breaches_visible_to, reviews_visible_to, team_of
from communes.issuers import FRIENDLY, city, city_committee, department, team, team_head
from communes.models import Cycle
from communes.paper_names import paper_name
from documents.numbers import date_in_words, hour_in_words, points_text, signed_text
from documents.papers import Block, Paper, PaperRow, PaperTable, Piece, Signature, blocks_of, listed
from evidence.models import Inquiry
from kernel.problems import required
from papers.kinds import Section, Typed
from papers.texts import words_of
from scoring.core import Level, level_for
from scoring.level_words import level_in_papers

_DOTS = "..................."


@dataclass(frozen=True, slots=True)
class DecidedDossier:
    """One dossier of the year, as the team decided on it; `total` is None until it is appraised."""

    unit: str
    self_total: Decimal | None
    total: Decimal | None
    state: str
    excepted: int
    is_breach: bool
    has_open_breach: bool

    @property
    def is_agreed(self) -> bool:
        return self.state == Review.State.RECONCILED

    @property
    def conclusion(self) -> str:
        """The level by points; none for a breach [S4], none for a review that is not agreed."""
        if self.is_breach:
            return "Có vi phạm: không xét, không đạt chuẩn"
        if self.state == Review.State.NOT_CONSIDERED:
            return "Không thẩm định"
        if not self.is_agreed or self.total is None:
            return "Chưa thống nhất"
        notes = [level_in_papers(level_for(self.total))]
        notes += [f"KAD {self.excepted:02} nội dung"] if self.excepted else []
        notes += ["có vi phạm đang xem xét"] if self.has_open_breach else []
        return "; ".join(notes)


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """The year's team with its dossiers; `kept_out` counts those on which the reader may not be informed [S8]."""

    team: AppraisalTeam
    members: tuple[TeamMember, ...]
    dossiers: tuple[DecidedDossier, ...]
    letters: int
    visits: int
    breaches: tuple[tuple[str, Breach], ...]
    kept_out: int

    @property
    def cycle(self) -> Cycle:
        return self.team.cycle

    @property
    def year(self) -> int:
        return self.team.cycle.year

    @property
    def agreed(self) -> list[DecidedDossier]:
        return [one for one in self.dossiers if one.is_agreed]


def meeting_facts(cycle: Cycle, *, reader: User) -> MeetingFacts | None:
    """Read the year for its meeting, within what the reader may see; None where the year has no team."""
    year_team = team_of(cycle)
    if year_team is None:
        return None
    every = Review.objects.filter(appraiser__team=year_team, assessment__registration__isnull=False)
    reviews = reviews_visible_to(reader).filter(appraiser__team=year_team)
    keys = reviews.order_by().values("pk")
    dossiers = _dossiers(reviews.order_by("assessment__registration__commune__code"), *breaches_by_unit(cycle))
    letters = Inquiry.objects.filter(assessment__review__in=keys).exclude(state=Inquiry.State.COLLECTING)
    order = list(TeamMember.Part)
    members = sorted(year_team.members.all(), key=lambda one: (order.index(TeamMember.Part(one.part)), one.pk))
    return MeetingFacts(
        team=year_team,
        members=tuple(members),
        dossiers=dossiers,
        letters=letters.count(),
        visits=Visit.objects.filter(review__in=keys, state=Visit.State.DONE).count(),
        breaches=_breaches(cycle, reader),
        kept_out=every.count() - len(dossiers),
    )


def _dossiers(
    reviews: Iterable[Review], breaches: Mapping[int, Collection], open_ones: Collection[int]
) -> tuple[DecidedDossier, ...]:
    return tuple(
        DecidedDossier(
            unit=paper_name(review.assessment.registration.commune),
            self_total=review.assessment.total,
            total=review.total if review.completed_at else None,
            state=review.state,
            excepted=review.excepted_count,
            is_breach=review.assessment.registration_id in breaches,
            has_open_breach=review.assessment.registration_id in open_ones,
        )
        for review in reviews
    )


def _breaches(cycle: Cycle, reader: User) -> tuple[tuple[str, Breach], ...]:
    """The confirmed breaches of the year's units, by unit."""
    confirmed = breaches_visible_to(reader).filter(registration__cycle=cycle, state=Breach.State.CONFIRMED)
    known = confirmed.order_by("registration__commune__code", "pk")
    return tuple((paper_name(one.registration.commune), one) for one in known)


# -- Text -------------------------------------------------------------------------------------------------------------


def meeting_sections(facts: MeetingFacts) -> tuple[Section, ...]:
    """The minutes' text, section by section; the table of dossiers comes from the data."""
    parts = (
        ("place", "Thời gian, địa điểm", _place(facts)),
        ("present", "I. Thành phần tham dự", _present(facts)),
        ("work", "II. Kết quả công việc", _work(facts)),
        ("decided", "III. Kết luận đối với từng hồ sơ", _decided(facts)),
        ("breaches", "IV. Vi phạm", _breach_lines(facts)),
        ("opinions", "V. Ý kiến thảo luận", iter((_DOTS,))),
        ("conclusion", "VI. Kết luận, kiến nghị", _conclusion(facts)),
    )
    return tuple(Section(key, title, "\n".join(lines)) for key, title, lines in parts)


def _place(facts: MeetingFacts) -> Iterator[str]:
    day = date_in_words(None, year=facts.year)
    yield f"Thời gian bắt đầu: {hour_in_words(None)}, {day}. Địa điểm: {_DOTS}"


def _present(facts: MeetingFacts) -> Iterator[str]:
    """The members by decision; who came is typed, because nothing on record says so."""
    number = facts.team.decision_number or "......"
    dated = date_in_words(facts.team.decision_date, year=facts.year)
    yield f"1. {team()} thành lập theo Quyết định số {number} {dated}, gồm {len(facts.members):02} thành viên:"
    members = [f"{one.person}: {PART_WORDS[TeamMember.Part(one.part)]}" for one in facts.members]
    yield from (block.text for block in listed(members))
    yield f"2. Có mặt: ......; vắng mặt: ...... (lý do: {_DOTS})."
    yield f"3. Cùng dự: {_DOTS}"


def _work(facts: MeetingFacts) -> Iterator[str]:
    done = sum(1 for one in facts.dossiers if one.total is not None)
    yield (
        f"1. Hồ sơ được giao thẩm định: {len(facts.dossiers)}; đã thẩm định xong: {done}; đã thống nhất kết quả: "
        f"{len(facts.agreed)}."
    )
    yield (
        f"2. Văn bản đề nghị bổ sung, mời giải trình đã gửi các đơn vị: {facts.letters}; kiểm tra thực tế: "
        f"{facts.visits} lượt."
    )


def _decided(facts: MeetingFacts) -> Iterator[str]:
    yield f"{team()} thống nhất kết quả thẩm định của {len(facts.agreed)}/{len(facts.dossiers)} hồ sơ như sau:"
    if facts.kept_out:
        yield (
            f"Không gồm {facts.kept_out:02} hồ sơ mà người lập biên bản không tham gia thẩm định; biên bản về các hồ "
            "sơ này do người khác lập."
        )


def _breach_lines(facts: MeetingFacts) -> Iterator[str]:
    for unit, breach in facts.breaches:
        yield f"- {unit}: {BREACH_WORDS[breach.kind]}; không xét đánh giá năm {facts.year}, xếp loại không đạt chuẩn."
    if not facts.breaches:
        yield "Không có vi phạm được xác nhận."


def _conclusion(facts: MeetingFacts) -> Iterator[str]:
    counted = [one for one in facts.agreed if not one.is_breach and one.total is not None]
    levels = [level_for(required(one.total)) for one in counted]
    reached = (f"{level_in_papers(level)}: {levels.count(level)}" for level in sorted(Level, reverse=True))
    yield f"1. Kết quả theo điểm thẩm định (số đơn vị): {'; '.join(reached)}."
    yield (
        f"2. {team()} đề nghị {department()} tổng hợp, trình {city_committee()} xem xét, công nhận {FRIENDLY} năm "
        f"{facts.year} theo quy định."
    )
    yield f"3. Kiến nghị khác: {_DOTS}"
    yield (
        f"Cuộc họp kết thúc vào {hour_in_words(None)} cùng ngày. Biên bản đã được đọc lại cho những người tham dự cùng "
        "nghe và thống nhất./."
    )


# -- Paper ------------------------------------------------------------------------------------------------------------


def meeting_paper(facts: MeetingFacts, typed: Typed) -> Paper:
    """The minutes of the meeting, signed by the secretary and by who chairs it."""
    people = {one.part: str(one.person) for one in facts.members}
    signed = (
        Signature(("Thư ký",), people.get(TeamMember.Part.SECRETARY, "")),
        Signature(typed.authority("Chủ trì"), typed.signer_name or people.get(TeamMember.Part.LEAD, "")),
    )
    return Paper(
        title=f"Biên bản họp {team()} {FRIENDLY} năm {facts.year}",
        kind="Biên bản",
        abstract=(f"Họp {team()} kết quả xây dựng {FRIENDLY} cấp xã", f"trên địa bàn {city()} năm {facts.year}"),
        body=tuple(_body(facts, typed)),
        head=team_head(symbol=f"BB-{words_of('team_symbol')}", number=typed.number, dated=typed.dated, year=facts.year),
        signatures=signed,
        check=typed.check,
    )


def _body(facts: MeetingFacts, typed: Typed) -> Iterator[Piece]:
    for section in meeting_sections(facts):
        if section.key != "place":
            yield Block("part", section.title)
        yield from blocks_of(typed.texts.get(section.key, section.text))
        if section.key == "decided" and facts.dossiers:
            yield _table(facts)


def _table(facts: MeetingFacts) -> PaperTable:
    rows = [
        PaperRow(
            (
                str(place),
                f"{one.unit[:1].upper()}{one.unit[1:]}",
                points_text(one.self_total, places=2),
                points_text(one.total, places=2),
                "–" if one.total is None or one.self_total is None else signed_text(one.total - one.self_total),
                one.conclusion,
            )
        )
        for place, one in enumerate(facts.dossiers, start=1)
    ]
    head = ("TT", "Đơn vị", "Tự chấm", "Thẩm định", "Chênh lệch", "Kết luận")
    return PaperTable(
        head=head, rows=tuple(rows), widths=(11, 0, 17, 19, 19, 52), figures=(2, 3, 4), words=(1, 5), size=11.5
    )
