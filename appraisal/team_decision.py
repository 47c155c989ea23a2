"""The city's decision that sets up the year's team, with its annex of members and tasks [R3]."""

from appraisal.models import AppraisalTeam, TeamMember
from appraisal.paper_words import PART_WORDS
from communes.decision_papers import decision_bases, decision_paper
from communes.issuers import CITY, CITY_COMMITTEE, FRIENDLY, city_head
from documents.papers import Paper, PaperRow, PaperTable
from papers.kinds import Section, Typed
from scoring.queries import table_in_force

_TASKS = {
    TeamMember.Part.LEAD: "Lãnh đạo, phân công, kết luận; chịu trách nhiệm về kết quả thẩm định",
    TeamMember.Part.SECRETARY: "Giúp việc, tổng hợp, ghi biên bản",
    TeamMember.Part.MEMBER: "Thẩm định hồ sơ được phân công; chấm điểm và nêu lý do chênh lệch",
}


def team_decision_sections(team: AppraisalTeam) -> tuple[Section, ...]:
    """The decision's bases and articles."""
    year = team.cycle.year
    count = team.members.count()
    articles = "\n".join(_articles(year, count))
    return (
        Section("bases", "Căn cứ", decision_bases(table_in_force(team.cycle).decision_vi, year)),
        Section("articles", "Nội dung quyết định", articles),
    )


def _articles(year: int, count: int):
    yield (
        f"Điều 1. Thành lập Tổ thẩm định kết quả xây dựng {FRIENDLY} cấp xã trên địa bàn {CITY} năm {year} "
        f"gồm {count:02} "
        "thành viên (danh sách và nhiệm vụ tại Phụ lục kèm theo)."
    )
    yield (
        "Điều 2. Tổ thẩm định có nhiệm vụ thẩm định hồ sơ tự chấm điểm của các đơn vị đã đăng ký, báo cáo "
        "kết quả theo quy "
        "trình; tự giải thể sau khi hoàn thành nhiệm vụ."
    )
    yield "Điều 3. Quyết định này có hiệu lực kể từ ngày ký."
    yield (
        "Điều 4. Chánh Văn phòng Ủy ban nhân dân thành phố, Giám đốc Sở Nội vụ, các cơ quan, đơn vị có "
        "liên quan và các "
        "thành viên có tên tại Phụ lục chịu trách nhiệm thi hành Quyết định này./."
    )


def team_decision_paper(team: AppraisalTeam, typed: Typed) -> Paper:
    """The decision with its annex."""
    year = team.cycle.year
    head = city_head(symbol="QĐ-UBND", number=typed.number, dated=typed.dated, year=year)
    people = list(team.members.select_related("person").order_by("pk"))
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
        abstract=(f"DANH SÁCH VÀ NHIỆM VỤ THÀNH VIÊN TỔ THẨM ĐỊNH NĂM {year}",),
        attached=(head.as_attached_to("Quyết định", CITY_COMMITTEE),),
        body=(table,),
    )
    about = (f"Thành lập Tổ thẩm định kết quả xây dựng {FRIENDLY}", f"cấp xã năm {year}")
    sections = team_decision_sections(team)
    return decision_paper(year=year, about=about, sections=sections, typed=typed, annexes=(annex,), last=4)
