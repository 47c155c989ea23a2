"""The minutes of an appraisal as a paper, described once for PDF and Word (Decree 30/2020/NĐ-CP)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils import translation

from accounts.queries import barred_units, read_duties
from appraisal.desk import VerdictRow, verdict_rows, verdicts_of
from appraisal.double_review.comparison import DifferenceRow, difference_rows
from appraisal.models import IndependentScore, Minutes, ReviewScore, TeamMember
from appraisal.paper_words import BREACH_WORDS, PART_WORDS
from appraisal.queries import judge_among, reviewers_of, standing_breaches
from communes.issuers import team, team_head
from communes.paper_names import paper_name
from documents.numbers import date_in_words, hour_in_words, points_text, signed_text
from documents.papers import Block, Paper, PaperRow, PaperTable, Signature
from evidence.inquiry_queries import QuestionRow, question_rows
from evidence.models import Inquiry, Question
from papers.queries import check_of
from papers.texts import texts_read_once, words_of
from scoring.core import Level, level_for
from scoring.level_words import level_in_papers

_SECRETARY = TeamMember.Part.SECRETARY

_STYLES = {0: "heading", 1: "subheading"}
_OUTCOMES = {Question.Outcome.KEPT: "giữ nguyên điểm", Question.Outcome.CHANGED: "điều chỉnh điểm"}


@dataclass(frozen=True, slots=True)
class MinutesFacts:
    """The data of the minutes, from the typed fields and from the present review [S3, S4, S8, S9]."""

    minutes: Minutes
    year: int
    unit: str
    decision: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    recused: tuple[str, ...]
    rows: tuple[VerdictRow, ...]
    resolved: tuple[DifferenceRow, ...]
    explained: tuple[QuestionRow, ...]
    self_total: Decimal
    total: Decimal
    level_words: str
    breaches: tuple[str, ...]
    secretary: str
    chair: str
    chair_title: str

    @property
    def differing(self) -> list[VerdictRow]:
        """The criteria whose points differ from the commune's own, each with its justification [S8]."""
        return [row for row in self.rows if row.criterion.is_leaf and row.differs]

    @property
    def agreed(self) -> list[VerdictRow]:
        """The criteria that do not apply, as the team agreed [S9]."""
        return [row for row in self.rows if row.criterion.is_leaf and row.not_applicable]


def minutes_facts(minutes: Minutes, *, reader) -> MinutesFacts:
    """Read the data of the minutes. A recused person neither chairs nor signs, and is named as recused [S8]."""
    review, registration = minutes.review, minutes.review.assessment.registration
    team, code = review.appraiser.team, registration.commune.code
    members = _members(minutes)
    read_duties(member.person for member in members)
    here = {member.pk for member in members if vars(member)["is_here"]}
    recused = {member.pk for member in members if code in barred_units(member.person)}
    away = [member for member in members if member.pk not in here]
    chair = minutes.chair or judge_among(members, code, besides=reviewers_of(review))
    chair = None if chair is None or chair.pk in recused else chair
    scores = list(review.scores.all())
    breaches = [BREACH_WORDS[b.kind] for b in standing_breaches(registration) if b.state == b.State.CONFIRMED]
    decided = f" ngày {team.decision_date:%d/%m/%Y}" if team.decision_date else ""
    return MinutesFacts(
        minutes=minutes,
        year=registration.cycle.year,
        unit=paper_name(registration.commune),
        decision=f"Quyết định số {team.decision_number}{decided}" if team.decision_number else "",
        present=tuple(_named(member) for member in members if member.pk in here),
        absent=tuple(_named(member) for member in away if member.pk not in recused),
        recused=tuple(_named(member) for member in away if member.pk in recused),
        rows=tuple(verdict_rows(review, stored=verdicts_of(scores))),
        resolved=tuple(row for row in difference_rows(reader, review, scores) if row.is_resolved),
        explained=tuple(row for row in question_rows(review.assessment) if row.kind == Inquiry.Kind.EXPLANATION),
        self_total=review.assessment.total,
        total=review.total,
        level_words=level_in_papers(Level.NOT_QUALIFIED if breaches else level_for(review.total)),
        breaches=tuple(breaches),
        secretary=next((str(m.person) for m in members if m.part == _SECRETARY and m.pk not in recused), ""),
        chair=str(chair.person) if chair else "",
        chair_title=PART_WORDS[TeamMember.Part(chair.part)] if chair else PART_WORDS[TeamMember.Part.LEAD],
    )


def _members(minutes: Minutes) -> list[TeamMember]:
    """The team's members with their people and `is_here`: lead, secretary, then the others."""
    order = list(TeamMember.Part)
    present = Minutes.present.through.objects.filter(minutes=minutes.pk, teammember=OuterRef("pk"))
    members = TeamMember.objects.filter(team=minutes.review.appraiser.team_id).select_related("person")
    ordered = members.annotate(is_here=Exists(present)).order_by("pk")
    return sorted(ordered, key=lambda member: order.index(TeamMember.Part(member.part)))


def _named(member: TeamMember) -> str:
    return f"{member.person} – {PART_WORDS[TeamMember.Part(member.part)]}"


@texts_read_once()
def minutes_paper(minutes: Minutes, *, reader) -> Paper:
    """Describe the minutes: hours, people, points, differences with justifications and explanations, conclusion."""
    with translation.override("vi"):
        facts = minutes_facts(minutes, reader=reader)
        body = tuple(_body(facts))
    signed = (("THƯ KÝ", facts.secretary), ("ĐẠI DIỆN ĐƠN VỊ", ""), ("CHỦ TRÌ", facts.chair))
    return Paper(
        title=f"Biên bản thẩm định “Chính quyền thân thiện” năm {facts.year} – {facts.unit}",
        kind="Biên bản",
        abstract=("Thẩm định kết quả xây dựng", f"“Chính quyền thân thiện” năm {facts.year} của {facts.unit}"),
        body=body,
        head=team_head(
            symbol=f"BB-{words_of('team_symbol')}", number=minutes.number, dated=minutes.held_on, year=facts.year
        ),
        signatures=tuple(Signature(authority=(title,), name=name) for title, name in signed),
        check=check_of(minutes.code),
    )


def _body(facts: MinutesFacts) -> Iterator[Block | PaperTable]:
    minutes, day = facts.minutes, date_in_words(facts.minutes.held_on)
    yield Block("text", f"Thời gian bắt đầu: {hour_in_words(minutes.begins_at)}, {day}.")
    yield Block("text", f"Địa điểm: {minutes.place}.")
    founded = f"{team()} thành lập theo {facts.decision}" if facts.decision else team()
    yield Block(
        "text", f"{founded} tiến hành thẩm định hồ sơ “Chính quyền thân thiện” năm {facts.year} của {facts.unit}."
    )
    yield Block("part", "I. Thành phần tham dự")
    yield from _people(facts)
    yield Block("part", "II. Kết quả thẩm định")
    yield _table(facts)
    if facts.agreed:
        count = len(facts.agreed)
        yield Block("note", f"KAD: nội dung không áp dụng, tính theo Bảng thang điểm ({count} nội dung).")
    yield Block("part", "III. Chênh lệch, lý do và giải trình của đơn vị")
    yield from _differences(facts)
    yield Block("part", "IV. Vi phạm")
    for words in facts.breaches:
        yield Block("text", f"- {words}: không xét đánh giá năm {facts.year}, xếp loại không đạt chuẩn.")
    if not facts.breaches:
        yield Block("text", "Không có vi phạm được xác nhận.")
    yield Block("part", "V. Ý kiến và kết luận")
    yield from (Block("text", line) for line in minutes.remarks.splitlines() if line.strip())
    yield Block("result", f"Kết quả thẩm định: {points_text(facts.total, places=2)}/100 điểm – {facts.level_words}.")
    yield Block(
        "text",
        f"Cuộc họp kết thúc vào {hour_in_words(minutes.ends_at)}, {day}. Biên bản đã được đọc lại cho những người"
        " tham dự cùng nghe và thống nhất./.",
    )


def _people(facts: MinutesFacts) -> Iterator[Block]:
    yield Block("text", f"Chủ trì: {facts.chair or '......'} – {facts.chair_title}.")
    if facts.secretary:
        yield Block("text", f"Thư ký: {facts.secretary}.")
    lists = [
        ("Thành viên có mặt:", facts.present),
        ("Thành viên vắng mặt:", facts.absent),
        ("Không tham gia thẩm định đơn vị này:", facts.recused),
        ("Cùng dự:", tuple(line.strip() for line in facts.minutes.others.splitlines() if line.strip())),
    ]
    for title, people in lists:
        if people:
            yield Block("text", title)
            ends = [*(";" for _ in people[1:]), "."]
            yield from (Block("text", f"- {who.rstrip('.;')}{end}") for who, end in zip(people, ends, strict=True))


def _differences(facts: MinutesFacts) -> Iterator[Block]:
    explained = {row.criterion: row for row in facts.explained}
    for row in facts.differing:
        yield Block("text", _difference(row))
        if asked := explained.pop(row.criterion.code, None):
            yield from _explanation(asked)
    if not facts.differing:
        yield Block("text", "Không có nội dung chênh lệch.")
    if explained:
        yield Block("text", "Nội dung được điều chỉnh bằng điểm tự chấm sau khi đơn vị giải trình:")
        for code, asked in explained.items():
            yield Block("text", f"{code}. {asked.title}: điểm tạm chấm {points_text(asked.points)}.")
            yield from _explanation(asked)
    if facts.resolved:
        yield Block("text", "Nội dung do hai người thẩm định độc lập, có ý kiến khác nhau:")
        yield from (Block("text", _resolved(row)) for row in facts.resolved)


def _difference(row: VerdictRow) -> str:
    own, given = _points(row)
    moved = "" if row.claimed else f" (chênh lệch {signed_text(row.difference)})"
    title = row.criterion.title_vi
    return f"{row.criterion.code}. {title}: tự chấm {own}, thẩm định {given}{moved}. Lý do: {row.comment}"


def _explanation(asked: QuestionRow) -> Iterator[Block]:
    """The commune's explanations, and the team's replies [S8]."""
    if not asked.is_answered:
        yield Block("text", "Đơn vị không giải trình nội dung này.")
        return
    files = f" (kèm {asked.files} tài liệu)" if asked.files else ""
    yield Block("text", f"Giải trình của đơn vị{files}: {asked.answer.strip() or 'theo tài liệu gửi kèm.'}")
    if asked.outcome:
        yield Block("text", f"Trả lời của {team()}: {_OUTCOMES[Question.Outcome(asked.outcome)]}. {asked.reply}")


def _resolved(row: DifferenceRow) -> str:
    sides = "; ".join(f"{one.author.person} chấm {_given(one)}" for one in (row.first, row.second))
    code, title, score = row.criterion.code, row.criterion.title_vi, row.score
    return f"{code}. {title}: {sides}; Tổ trưởng thống nhất {_given(score)}. Lý do: {score.comment}"


def _given(one: IndependentScore | ReviewScore) -> str:
    return "KAD" if one.not_applicable else points_text(one.points)


def _table(facts: MinutesFacts) -> PaperTable:
    """Points side by side for the total, each group and each criterion, with the differences."""
    rows = [_line("", "Tổng điểm", Decimal(100), facts.self_total, facts.total, style="total")]
    for row in facts.rows:
        own, given = _points(row, places=2)
        style = "plain" if row.criterion.is_leaf else _STYLES.get(row.criterion.depth, "subheading")
        moved = signed_text(row.difference) if row.differs else ""
        max_points = points_text(row.criterion.max_points, places=2)
        rows.append(PaperRow((row.criterion.code, row.criterion.title_vi, max_points, own, given, moved), style))
    head = ("TT", "Nội dung tiêu chí", "Điểm chuẩn", "Tự chấm", "Thẩm định", "Chênh lệch")
    return PaperTable(head=head, rows=tuple(rows), widths=(19, 0, 18, 18, 18, 18), figures=(2, 3, 4, 5))


def _line(code: str, title: str, max_points: Decimal, own: Decimal, given: Decimal, *, style: str) -> PaperRow:
    figures = (points_text(points, places=2) for points in (max_points, own, given))
    return PaperRow((code, title, *figures, signed_text(given - own) if given != own else ""), style)


def _points(row: VerdictRow, *, places: int | None = None) -> tuple[str, str]:
    own = "KAD" if row.claimed else points_text(row.self_points, places=places)
    return own, "KAD" if row.not_applicable else points_text(row.points, places=places)
