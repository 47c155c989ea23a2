"""Drafts of the letter's and the report's body in official language, for people to edit.

A body is plain text, one paragraph per line; a line that contains only `SUMMARY_MARK` becomes the table of sums.
"""

from collections.abc import Callable, Iterator

from documents.numbers import date_in_words, points_text
from evidence.models import DossierPart
from evidence.papers.facts import DossierFacts, TableRow
from papers.texts import texts_read_once, words_of
from scoring.core import QUALIFIED_FROM, Level, lower_bound
from scoring.level_words import level_in_papers

SUMMARY_MARK = "[Bảng tổng hợp điểm]"
_NAME = "“Chính quyền thân thiện”"
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_DOTS = "..................."
_POINTS = "\u00a0điểm"  # never separated from its number by a line break


def draft_text(kind: str, facts: DossierFacts) -> str:
    """The body of a letter or a report from the present scores and explanations; a table has none.

    Always Vietnamese: call it under `translation.override("vi")`, because of the decimals.
    """
    drafts: dict[str, Callable[[DossierFacts], Iterator[str]]] = {
        DossierPart.Kind.LETTER: _letter,
        DossierPart.Kind.REPORT: _report,
    }
    with texts_read_once():
        return "\n".join(drafts[kind](facts)) if kind in drafts else ""


def _committee() -> str:
    return words_of("city_committee")


def _letter(facts) -> Iterator[str]:
    yield f"Căn cứ {_decision(facts)};"
    yield f"Căn cứ kết quả tự đánh giá, chấm điểm các tiêu chí {_NAME} năm {facts.year} trên địa bàn {facts.kind},"
    yield (
        f"Chủ tịch Ủy ban nhân dân {facts.unit} kính trình Chủ tịch {_committee()} xem xét, thẩm định "
        f"kết quả xây dựng {_NAME} năm {facts.year} của {facts.kind} như sau:"
    )
    yield "1. Kết quả tự đánh giá, chấm điểm"
    yield f"Tổng số điểm tự chấm: {_of(facts.total, facts.max_total)}{_POINTS}. {_verdict(facts)}"
    yield from _exceptions(facts)
    yield SUMMARY_MARK
    yield "2. Hồ sơ gửi kèm"
    yield f"- Báo cáo kết quả xây dựng {_NAME} năm {facts.year} của Ủy ban nhân dân {facts.unit};"
    yield "- Bảng tự chấm điểm theo các tiêu chí của Bộ tiêu chí;"
    yield (
        "- Tài liệu minh chứng, sắp xếp theo thứ tự từng tiêu chí, mỗi tiêu chí là một tập tài liệu riêng "
        f"({facts.sets_count} tập, {facts.files_count} tài liệu)."
    )
    yield "3. Nội dung đề nghị"
    yield f"Đề nghị Chủ tịch {_committee()} {_request_sentence(facts)}"
    yield f"Chủ tịch Ủy ban nhân dân {facts.unit} kính trình Chủ tịch Ủy ban nhân dân thành phố xem xét, quyết định./."


def _report(facts) -> Iterator[str]:
    yield (
        f"Thực hiện {_decision(facts)}, Ủy ban nhân dân {facts.unit} báo cáo kết quả xây dựng {_NAME} "
        f"năm {facts.year} như sau:"
    )
    yield "I. CÔNG TÁC TRIỂN KHAI THỰC HIỆN"
    yield _registration(facts)
    yield "II. KẾT QUẢ THỰC HIỆN CÁC TIÊU CHÍ"
    for number, group in enumerate(facts.groups, start=1):
        yield f"{number}. {_title(group)}: {_of(group.points, group.max_points)}{_POINTS}"
        yield from _criteria(facts, group)
    yield "III. TỔNG HỢP KẾT QUẢ TỰ CHẤM ĐIỂM"
    yield f"Tổng số điểm tự chấm: {_of(facts.total, facts.max_total)}{_POINTS}, cụ thể:"
    yield from _exceptions(facts)
    yield SUMMARY_MARK
    yield _verdict(facts)
    yield "IV. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN"
    yield from _shortcomings(facts)
    yield f"V. MỤC TIÊU, KẾ HOẠCH NĂM {facts.year + 1}"
    yield from _plan(facts)
    yield "VI. ĐỀ XUẤT, KIẾN NGHỊ"
    yield f"Đề nghị {_committee()} {_request_sentence(facts)}"
    yield (
        f"Trên đây là báo cáo kết quả xây dựng {_NAME} năm {facts.year} của Ủy ban nhân dân {facts.unit}, "
        "kính gửi Ủy ban nhân dân thành phố xem xét, thẩm định./."
    )


def _criteria(facts, group) -> Iterator[str]:
    for letter, criterion in zip(_LETTERS, facts.criteria_of(group), strict=False):
        line = f"{letter}) {_title(criterion)}: {_earned(criterion)}."
        if criterion.is_leaf:
            yield f"{line} {_sentence(criterion.explanation)}".rstrip()
            continue
        yield line
        for below in facts.leaves_of(criterion):
            explanation = _sentence(below.explanation)
            yield f"- {_title(below)} ({_earned(below)}){f': {explanation}' if explanation else '.'}"


def _exceptions(facts) -> Iterator[str]:
    """The exceptions, their reasons, and their effect on the total [S9]."""
    if not facts.excepted:
        return
    points = f"{points_text(facts.exceptions.points)}{_POINTS}"
    if facts.exceptions.rescales:
        effect = f"không tính, phần còn lại quy về thang 100, tăng thêm {points}"
    else:
        effect = f"tính đủ {points}"
    yield f"Trong đó {len(facts.excepted):02} nội dung đề nghị không áp dụng ({effect}):"
    for criterion in facts.excepted:
        yield f"- {_title(criterion)} (tiêu chí {criterion.code}): {_sentence(criterion.explanation)}"


def _shortcomings(facts) -> Iterator[str]:
    short = facts.shortfalls
    if not short:
        yield "Tất cả các nội dung của Bảng thang điểm đều tự chấm đạt điểm tối đa."
        return
    yield "1. Tồn tại, hạn chế"
    yield f"Còn {len(short):02} nội dung chưa đạt điểm tối đa:"
    for row in short:
        yield (
            f"- {_title(row)} (tiêu chí {row.code}): {_of(row.points, row.max_points)}{_POINTS}, "
            f"thiếu {points_text(row.missing)}{_POINTS}."
        )
    yield "2. Nguyên nhân"
    yield f"- Nguyên nhân khách quan: {_DOTS}"
    yield f"- Nguyên nhân chủ quan: {_DOTS}"


def _plan(facts) -> Iterator[str]:
    """The target and the plan that units below Level 4 must give [S6]."""
    if facts.level is Level.LEVEL_4:
        yield f"Giữ vững {level_in_papers(facts.level)}, tiếp tục nâng cao chất lượng thực hiện các tiêu chí {_NAME}."
        return
    aim = Level(facts.level + 1)
    bound = lower_bound(aim)
    yield (
        f"1. Mục tiêu: năm {facts.year + 1} đạt chuẩn {_NAME} {level_in_papers(aim)} "
        f"(từ {points_text(bound)}{_POINTS}), "
        f"tăng ít nhất {points_text(bound - facts.total)}{_POINTS} so với năm {facts.year}."
    )
    yield "2. Nhiệm vụ, giải pháp"
    for row in facts.shortfalls:
        yield f"- {_title(row)}: khắc phục để tăng đến {points_text(row.missing)}{_POINTS}; hoàn thành trước: {_DOTS}"


def _registration(facts) -> str:
    if not facts.registered_on or not facts.aimed_level:
        return f"Ủy ban nhân dân {facts.kind} đã triển khai thực hiện các tiêu chí {_NAME} năm {facts.year}: {_DOTS}"
    return (
        f"Ủy ban nhân dân {facts.kind} đã đăng ký đạt chuẩn {_NAME} năm {facts.year} "
        f"ở {level_in_papers(facts.aimed_level)} và gửi kế hoạch thực hiện về {words_of('department')} "
        f"{date_in_words(facts.registered_on)}; trên cơ sở đó tổ chức triển khai "
        f"đến cán bộ, công chức và Nhân dân trên địa bàn."
    )


def _verdict(facts) -> str:
    if facts.level is Level.NOT_QUALIFIED:
        return f"Ủy ban nhân dân {facts.kind} tự đánh giá: chưa đạt chuẩn {_NAME} (dưới {QUALIFIED_FROM} điểm)."
    return f"Ủy ban nhân dân {facts.kind} tự đánh giá: đạt chuẩn {_NAME} {facts.level_words}."


def _request_sentence(facts) -> str:
    if facts.level is Level.NOT_QUALIFIED:
        return f"thẩm định kết quả tự chấm điểm {_NAME} năm {facts.year} của {facts.unit} theo quy định."
    return f"thẩm định và công nhận {facts.unit} đạt chuẩn {_NAME} năm {facts.year}, {facts.level_words}."


def _decision(facts) -> str:
    return (
        f"{facts.decision} ban hành Bộ tiêu chí, Bảng thang điểm và quy trình xét công nhận {_NAME} cấp xã "
        f"trên địa bàn {words_of('city')}"
    )


def _earned(row: TableRow) -> str:
    if row.not_applicable:
        return "đề nghị không áp dụng"
    return f"{_of(row.points, row.max_points)}{_POINTS}"


def _of(points, max_points) -> str:
    """ "1,5/2"; dots where nothing has been scored."""
    return f"{'......' if points is None else points_text(points)}/{points_text(max_points)}"


def _title(row: TableRow) -> str:
    return row.title.strip().rstrip(".;:")


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", ";")) else f"{text}."
