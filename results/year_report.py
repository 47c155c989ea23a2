"""The department's report to the city on a year, and its submission letter [R3, S3-S5, S9]."""

from collections.abc import Iterator
from decimal import Decimal

from appraisal.paper_words import BREACH_WORDS
from communes.deadlines import last_day_before
from communes.issuers import (
    FRIENDLY,
    city,
    city_committee,
    department,
    department_head,
    department_symbol,
    team,
)
from communes.paper_names import KIND_WORDS
from documents.numbers import date_in_words, points_text, signed_text
from documents.papers import Block, Paper, PaperRow, PaperTable, Piece, Signature, blocks_of, listed
from papers.kinds import Section, Typed
from papers.texts import lines_of, words_of
from results.papers import REASON_WORDS, ranking_paper
from results.populations import Population, population_counts, standing_counts, units_in
from results.queries import UNDER_80
from results.year_facts import YearFacts
from scoring.core import QUALIFIED_FROM
from scoring.level_words import LEVELS_IN_PAPERS, level_in_papers

_DOTS = "..................."


def report_sections(facts: YearFacts) -> tuple[Section, ...]:
    """The report's text, drafted from the data, section by section."""
    parts = (
        ("opening", "Mở đầu", _opening(facts)),
        ("work", "I. Công tác triển khai", _work(facts)),
        ("registration", "II. Đăng ký và gửi hồ sơ", _registration(facts)),
        ("appraisal", "III. Công tác thẩm định", _appraisal(facts)),
        ("differences", "IV. Chênh lệch giữa tự chấm điểm và thẩm định", _differences(facts)),
        ("breaches", "V. Vi phạm và nội dung không áp dụng", _breaches(facts)),
        ("results", "VI. Kết quả", _results(facts)),
        ("assessment", "VII. Đánh giá chung", _assessment()),
        ("proposals", "VIII. Đề xuất, kiến nghị", _proposals(facts)),
    )
    return tuple(Section(key, title, "\n".join(lines)) for key, title, lines in parts)


def report_paper(facts: YearFacts, typed: Typed) -> Paper:
    """The report with its two annexes; the tables come from the data."""
    head = department_head(symbol=department_symbol("BC"), number=typed.number, dated=typed.dated, year=facts.year)
    ranking = ranking_paper(
        year=facts.year,
        rows=facts.rows,
        draft=not facts.frozen,
        number=typed.number,
        dated=typed.dated,
        name="Phụ lục I",
    )
    return Paper(
        title=f"Báo cáo kết quả thẩm định {FRIENDLY} năm {facts.year}",
        kind="Báo cáo",
        abstract=(f"Kết quả thẩm định, đánh giá {FRIENDLY} cấp xã", f"trên địa bàn {city()} năm {facts.year}"),
        body=tuple(_body(facts, typed)),
        head=head,
        addressee=(f"Kính gửi: {city_committee()}",),
        signatures=(
            Signature(
                typed.authority(words_of("department_signer")),
                typed.signer_name,
                lines_of("report_recipients"),
            ),
        ),
        annexes=(ranking, _not_considered(facts, head.as_attached_to("Báo cáo", department()))),
        check=typed.check,
    )


def _body(facts: YearFacts, typed: Typed) -> Iterator[Piece]:
    tables = {"differences": _group_table, "results": _level_table}
    for section in report_sections(facts):
        if section.key != "opening":
            yield Block("part", section.title)
        yield from blocks_of(typed.texts.get(section.key, section.text))
        if section.key in tables:
            yield tables[section.key](facts)
    yield Block("text", words_of("report_closing"))


# -- Text -------------------------------------------------------------------------------------------------------------


def _opening(facts: YearFacts) -> Iterator[str]:
    yield (
        f"Thực hiện {facts.decision} ban hành Bộ tiêu chí, Bảng thang điểm và quy trình xét công nhận "
        f"{FRIENDLY} cấp xã "
        f"trên địa bàn {city()}, {department()} báo cáo kết quả thẩm định năm {facts.year} như sau:"
    )


def _work(facts: YearFacts) -> Iterator[str]:
    cycle = facts.cycle
    yield (
        f"{department()} đã hướng dẫn, tiếp nhận đăng ký của các đơn vị (thời hạn: hết "
        f"{date_in_words(last_day_before(cycle.register_before))}) và hồ sơ tự chấm điểm (thời hạn: hết "
        f"{date_in_words(last_day_before(cycle.submit_before))})."
    )
    if facts.team is None:
        yield f"{team()}: {_DOTS}"
        return
    number = facts.team.decision_number or "......"
    dated = date_in_words(facts.team.decision_date, year=facts.year)
    yield f"{team()} gồm {facts.members:02} thành viên, thành lập theo Quyết định số {number} {dated}."


def _registration(facts: YearFacts) -> Iterator[str]:
    counts = population_counts(facts.rows)
    whole = counts[Population.ALL]
    yield (
        f"1. Đăng ký: {counts[Population.REGISTERED]}/{whole} đơn vị đăng ký; không đăng ký: "
        f"{len(facts.not_registered)}."
    )
    yield from _names("Không đăng ký", facts.not_registered)
    yield from _names("Đăng ký muộn", facts.late_registrations)
    if facts.extensions:
        yield f"2. Gia hạn: {len(facts.extensions):02} trường hợp:"
        for one in facts.extensions:
            until = last_day_before(one.before)
            yield f"- {one.unit}: bước {one.step}, đến hết ngày {until:%d/%m/%Y}. Lý do: {' '.join(one.reason.split())}"
    else:
        yield "2. Gia hạn: không có."
    missing = [row for row in facts.rows if row.reason == "not_submitted"]
    yield f"3. Hồ sơ: {counts[Population.HANDED_IN]} hồ sơ được tiếp nhận; đã đăng ký nhưng không gửi: {len(missing)}."
    yield from _names("Gửi muộn hoặc thiếu thành phần", facts.late_dossiers)


def _names(title: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        yield f"{title} ({len(names):02}): {', '.join(names)}."


def _appraisal(facts: YearFacts) -> Iterator[str]:
    yield f"- Hồ sơ được giao thẩm định: {facts.reviews['all']}; đã thẩm định xong: {facts.reviews['done']}."
    yield (
        f"- Văn bản đề nghị bổ sung tài liệu: {facts.letters['supplement']}; văn bản mời giải trình: "
        f"{facts.letters['explanation']}."
    )
    yield f"- Kiểm tra thực tế: {facts.visits} lượt."


def _differences(facts: YearFacts) -> Iterator[str]:
    done = [row for row in facts.rows if row.difference is not None]
    lower = sum(1 for row in done if row.difference and row.difference < 0)
    higher = sum(1 for row in done if row.difference and row.difference > 0)
    yield (
        f"Trong {len(done)} đơn vị đã thẩm định: {lower} đơn vị có điểm thẩm định thấp hơn điểm tự chấm, "
        f"{higher} đơn vị "
        f"cao hơn, {len(done) - lower - higher} đơn vị bằng nhau. Điểm bình quân theo nhóm tiêu chí:"
    )


def _breaches(facts: YearFacts) -> Iterator[str]:
    if facts.breaches:
        yield f"1. Vi phạm được xác nhận: {len(facts.breaches):02}:"
        yield from (f"- {unit}: {BREACH_WORDS[breach.kind]}." for unit, breach in facts.breaches)
    else:
        yield "1. Vi phạm được xác nhận: không có."
    yield from _names("Có vi phạm đang xem xét, chưa kết luận", facts.open_breaches)
    excepted = [row for row in facts.rows if row.excepted_count]
    contents = sum(row.excepted_count for row in excepted)
    points = sum((row.excepted_points for row in excepted), Decimal(0))
    points_note = f", tính {points_text(points)} điểm theo Bảng thang điểm" if excepted else ""
    yield f"2. Nội dung không áp dụng được chấp nhận: {contents} nội dung tại {len(excepted)} đơn vị{points_note}."


def _results(facts: YearFacts) -> Iterator[str]:
    counts = population_counts(facts.rows)
    yield (
        f"Có {len(facts.qualified)}/{counts[Population.ALL]} đơn vị đạt chuẩn {FRIENDLY} năm {facts.year}; "
        f"chi tiết tại "
        "Phụ lục I. Các đơn vị không đạt chuẩn, không xét đánh giá và lý do tại Phụ lục II."
    )


def _assessment() -> Iterator[str]:
    yield f"1. Ưu điểm: {_DOTS}"
    yield f"2. Tồn tại, hạn chế: {_DOTS}"
    yield f"3. Nguyên nhân: {_DOTS}"


def _proposals(facts: YearFacts) -> Iterator[str]:
    yield f"- Công nhận {len(facts.qualified)} đơn vị đạt chuẩn {FRIENDLY} năm {facts.year} theo Phụ lục I."
    best = facts.at_level(4)
    if best:
        yield f"- Khen thưởng, biểu dương {len(best):02} đơn vị đạt {level_in_papers(4)}."
    yield f"- Các nội dung khác: {_DOTS}"


# -- Tables -----------------------------------------------------------------------------------------------------------


def _group_table(facts: YearFacts) -> PaperTable:
    rows = [
        PaperRow(
            (
                group.code,
                group.title,
                points_text(group.most, places=2),
                points_text(group.own, places=2),
                points_text(group.appraised, places=2),
                signed_text(group.difference) if group.difference is not None else "–",
            )
        )
        for group in facts.groups
    ]
    head = ("TT", "Nhóm tiêu chí", "Điểm chuẩn", "Tự chấm", "Thẩm định", "Chênh lệch")
    return PaperTable(head=head, rows=tuple(rows), widths=(12, 0, 20, 20, 22, 22), figures=(2, 3, 4, 5))


def _level_table(facts: YearFacts) -> PaperTable:
    """Each level, and each reason for having none, separately."""
    words = {f"level_{int(level)}": name for level, name in LEVELS_IN_PAPERS.items() if level} | REASON_WORDS
    known = [(words[standing], count) for standing, count in standing_counts(facts.rows).items() if count]
    rows = [PaperRow((str(place), name, str(count))) for place, (name, count) in enumerate(known, start=1)]
    rows.append(PaperRow(("", "Tổng số", str(len(facts.rows))), "whole"))
    return PaperTable(head=("TT", "Kết quả", "Số đơn vị"), rows=tuple(rows), widths=(12, 0, 30), figures=(2,))


def _not_considered(facts: YearFacts, attached: str) -> Paper:
    """Annex II: units that are not qualified or not considered, each with the reason."""
    others = [row for row in facts.rows if not row.level]
    rows = [
        PaperRow((str(place), f"{KIND_WORDS[row.kind].capitalize()} {row.name}", _total(row), _reason(row)))
        for place, row in enumerate(others, start=1)
    ]
    head = ("TT", "Đơn vị", "Tổng thẩm định", "Lý do")
    table = PaperTable(head=head, rows=tuple(rows), widths=(12, 0, 26, 70), figures=(2,), words=(1, 3))
    return Paper(
        title="Phụ lục II",
        kind="Phụ lục II",
        abstract=("ĐƠN VỊ KHÔNG ĐẠT CHUẨN, KHÔNG XÉT ĐÁNH GIÁ", f"NĂM {facts.year}"),
        attached=(attached,),
        body=(table,) if rows else (Block("text", "Không có."),),
    )


def _total(row) -> str:
    return points_text(row.appraised_total, places=2)


def _reason(row) -> str:
    return REASON_WORDS.get(row.standing, "")


# -- Submission letter ------------------------------------------------------------------------------------------------


def submission_sections(facts: YearFacts) -> tuple[Section, ...]:
    """The text of the letter that submits report and draft decisions to the city."""
    return (
        Section("opening", "Mở đầu", "\n".join(_submission_opening(facts))),
        Section("content", "Nội dung trình", "\n".join(_submission_content(facts))),
    )


def _submission_opening(facts: YearFacts) -> Iterator[str]:
    yield f"Căn cứ {facts.decision} ban hành Bộ tiêu chí, Bảng thang điểm và quy trình xét công nhận {FRIENDLY} cấp xã;"
    if facts.report:
        named = f"Báo cáo số {facts.report.number} {date_in_words(facts.report.dated)} của {department()}"
    else:
        named = f"Báo cáo số ....../{department_symbol('BC')} {date_in_words(None, year=facts.year)} của {department()}"
    yield f"Căn cứ {named} về kết quả thẩm định năm {facts.year},"
    asked = f"xem xét, quyết định công nhận {FRIENDLY} năm {facts.year} như sau:"
    yield f"{department()} kính trình {city_committee()} {asked}"


def _submission_content(facts: YearFacts) -> Iterator[str]:
    yield f"1. Công nhận {len(facts.qualified)} đơn vị đạt chuẩn:"
    lines = [f"{level_in_papers(level)}: {len(facts.at_level(level))} đơn vị" for level in (4, 3, 2, 1)]
    yield from (block.text for block in listed(lines))
    counts = population_counts(facts.rows)
    yield f"2. Không xét đánh giá do vi phạm: {counts[Population.NOT_CONSIDERED]} đơn vị."
    under = sum(1 for row in facts.rows if row.standing == UNDER_80)
    revoked = len(units_in(facts.rows, Population.REVOKED))
    yield f"3. Dưới {QUALIFIED_FROM} điểm: {under} đơn vị" + (
        f"; đã thu hồi công nhận: {revoked} đơn vị." if revoked else "."
    )
    if best := facts.at_level(4):
        yield f"4. Khen thưởng, biểu dương {len(best):02} đơn vị đạt {level_in_papers(4)}."


def submission_paper(facts: YearFacts, typed: Typed) -> Paper:
    """The department's letter that submits the recognition to the city."""
    body: list[Piece] = []
    for section in submission_sections(facts):
        body += blocks_of(typed.texts.get(section.key, section.text))
    annex_note = "(Kèm theo: dự thảo Quyết định công nhận và danh sách đơn vị theo từng mức)"
    body += [Block("note", annex_note), Block("text", words_of("submission_closing"))]
    return Paper(
        title=f"Tờ trình công nhận {FRIENDLY} năm {facts.year}",
        kind="Tờ trình",
        abstract=(f"Về việc công nhận {FRIENDLY} cấp xã", f"trên địa bàn {city()} năm {facts.year}"),
        body=tuple(body),
        head=department_head(symbol=department_symbol("TTr"), number=typed.number, dated=typed.dated, year=facts.year),
        addressee=(f"Kính gửi: {city_committee()}",),
        signatures=(
            Signature(
                typed.authority(words_of("department_signer")), typed.signer_name, lines_of("submission_recipients")
            ),
        ),
        check=typed.check,
    )
