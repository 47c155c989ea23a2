"""The city's decision that sets up the year's team, with its annex of members and tasks [R3]."""

from appraisal.models import AppraisalTeam, TeamMember
from appraisal.paper_words import PART_WORDS
from communes.decision_papers import decision_bases, decision_paper
from communes.issuers import FRIENDLY, city, city_committee, city_head, team
from documents.papers import Paper, PaperRow, PaperTable
from papers.kinds import Section, Typed
from papers.texts import words_of
from scoring.queries import table_in_force

_TASKS = {
    TeamMember.Part.LEAD: "Lãnh đạo, phân công, kết luận; chịu trách nhiệm về kết quả thẩm định",
    TeamMember.Part.SECRETARY: "Giúp việc, tổng hợp, ghi biên bản",
    TeamMember.Part.MEMBER: "Thẩm định hồ sơ được phân công; chấm điểm và nêu lý do chênh lệch",
}


def team_decision_sections(founded: AppraisalTeam) -> tuple[Section, ...]:
    """The decision's bases and articles."""
    return _sections(table_in_force(founded.cycle).decision_vi, founded.cycle.year, founded.members.count())


def _sections(decision: str, year: int, members: int) -> tuple[Section, ...]:
    return (
        Section("bases", "Căn cứ", decision_bases(decision, year)),
        Section("articles", "Nội dung quyết định", "\n".join(_articles(year, members))),
    )


def _articles(year: int, count: int):
    yield (
        f"Điều 1. Thành lập {team()} kết quả xây dựng {FRIENDLY} cấp xã trên địa bàn {city()} năm {year} "
        f"gồm {count:02} "
        "thành viên (danh sách và nhiệm vụ tại Phụ lục kèm theo)."
    )
    yield f"Điều 2. {words_of('team_tasks')}"
    yield f"Điều 3. {words_of('decision_in_force')}"
    yield f"Điều 4. {words_of('team_execution')}"


def team_decision_paper(founded: AppraisalTeam, typed: Typed) -> Paper:
    """The decision with its annex."""
    year = founded.cycle.year
    head = city_head(symbol="QĐ-UBND", number=typed.number, dated=typed.dated, year=year)
    people = list(founded.members.select_related("person").order_by("pk"))
    members = [one for part in TeamMember.Part for one in people if one.part == part]
    rows = [
        PaperRow(
            (str(place), str(one.person), "", PART_WORDS[TeamMember.Part(one.part)], _TASKS[TeamMember.Part(one.part)])
        )
        for place, one in enumerate(members, start=1)
    ]
    table = PaperTable(
        head=("TT", "Họ và tên", "Chức vụ, đơn vị công tác", "Vai trò", "Nhiệm vụ"),
        rows=tuple(rows),
        widths=(11, 38, 40, 22, 0),
        words=(1, 2, 4),
        row_height=10,
    )
    annex = Paper(
        title="Phụ lục",
        kind="Phụ lục",
        abstract=(f"DANH SÁCH VÀ NHIỆM VỤ THÀNH VIÊN {team().upper()} NĂM {year}",),
        attached=(head.as_attached_to("Quyết định", city_committee()),),
        body=(table,),
    )
    decision = table_in_force(founded.cycle).decision_vi
    return decision_of_team(decision, year, members=len(members), typed=typed, annexes=(annex,))


def decision_of_team(decision: str, year: int, *, members: int, typed: Typed, annexes: tuple[Paper, ...] = ()) -> Paper:
    """The decision on a team of so many members, under the decision with the year's table."""
    about = (f"Thành lập {team()} kết quả xây dựng {FRIENDLY}", f"cấp xã năm {year}")
    sections = _sections(decision, year, members)
    return decision_paper(year=year, about=about, sections=sections, typed=typed, annexes=annexes, last=4)
