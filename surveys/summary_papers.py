"""The summary of a year's citizen surveys on one criterion, as the commune's paper in the form of Decree 30."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from communes.issuers import unit_head
from communes.models import Commune, Cycle
from communes.paper_names import paper_name
from documents.numbers import points_text
from documents.papers import Block, Paper, PaperRow, PaperTable, Piece, Signature, blocks_of
from papers.kinds import Section, Typed
from papers.texts import lines_of, words_of
from surveys.figures import ChannelFigures, QuestionFigures, SurveyFigures
from surveys.models import Question, Response, Survey
from surveys.statistics import MINIMUM, Cell, Direction, Estimate, percent, points

FEW = f"dưới {MINIMUM}"
CHANNEL_WORDS: dict[str, str] = {
    Response.Channel.OPEN_LINK: "Trực tuyến (đường liên kết, mã QR mở)",
    Response.Channel.CODE: "Trực tuyến (mã dùng một lần, theo mẫu)",
    Response.Channel.PAPER: "Phiếu giấy",
}
_TRENDS = {Direction.UP: "tăng", Direction.DOWN: "giảm", Direction.UNCLEAR: "chưa có thay đổi rõ rệt"}


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """What the paper is about: the unit, the year, the criterion, and the figures of each version asked."""

    commune: Commune
    cycle: Cycle
    criterion: str
    figures: tuple[SurveyFigures, ...]

    @property
    def surveys(self) -> list[Survey]:
        return [survey for each in self.figures for survey in each.surveys]


def summary_sections(facts: SummaryFacts) -> tuple[Section, ...]:
    """What the commune may edit: how people were asked, and what it does about the answers."""
    return (
        Section("asked", "Việc tổ chức khảo sát", "\n".join(_asked(facts))),
        Section("measures", "Đánh giá chung và biện pháp", _measures(facts)),
    )


def _measures(facts: SummaryFacts) -> str:
    return words_of("survey_summary_measures", unit=paper_name(facts.commune))


def _asked(facts: SummaryFacts) -> Iterator[str]:
    count = len(facts.surveys)
    yield (
        f"Trong năm {facts.cycle.year}, Ủy ban nhân dân {paper_name(facts.commune)} đã tổ chức {count:02} đợt khảo sát:"
    )
    for survey in facts.surveys:
        until = f" đến {_day(survey.closed_at)}" if survey.closed_at else ""
        end = "." if survey is facts.surveys[-1] else ";"
        yield f"- {survey.purpose}, tại {_place(survey)}, từ {_day(survey.opened_at)}{until}{end}"


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}" if moment else "..."


def _place(survey: Survey) -> str:
    words = {
        Survey.PlaceKind.COUNTER: "quầy của Trung tâm Phục vụ hành chính công",
        Survey.PlaceKind.VILLAGE: "thôn, tổ dân phố",
        Survey.PlaceKind.ONLINE: "môi trường trực tuyến",
    }
    return survey.place_name or words[Survey.PlaceKind(survey.place_kind)]


def summary_paper(facts: SummaryFacts, typed: Typed) -> Paper:
    """The summary: how people were asked, the figures by channel, how they are computed, what follows from them."""
    asked, measures = summary_sections(facts)
    body: list[Piece] = [
        Block("part", "I. VIỆC TỔ CHỨC KHẢO SÁT"),
        *blocks_of(typed.texts.get("asked", asked.text)),
        Block("part", "II. KẾT QUẢ"),
    ]
    for figures in facts.figures:
        body += _results(figures)
    body += [Block("note", _METHOD), Block("part", "III. ĐÁNH GIÁ CHUNG VÀ BIỆN PHÁP")]
    body += blocks_of(typed.texts.get("measures", measures.text))
    year, unit = facts.cycle.year, paper_name(facts.commune)
    abstract = (f"Kết quả khảo sát, đánh giá sự hài lòng của người dân năm {year}", f"(tiêu chí {facts.criterion})")
    return Paper(
        title=f"{' '.join(abstract)} – {unit}",
        kind="Bảng tổng hợp",
        abstract=abstract,
        body=tuple(body),
        head=unit_head(facts.commune, symbol="BC-UBND", number=typed.number, dated=typed.dated, year=year),
        signatures=(
            Signature(
                typed.authority(words_of("unit_signer")), typed.signer_name, lines_of("survey_summary_recipients")
            ),
        ),
        check=typed.check,
    )


_METHOD = (
    "Ghi chú: Hài lòng là trả lời mức 4 hoặc 5 trên thang 5 mức; điểm từ 1 đến 5. Trong ngoặc là khoảng tin cậy 95% "
    "(tỷ lệ: Wilson; điểm trung bình: Student). Các kênh trả lời được tổng hợp riêng, không cộng chung; câu trả lời "
    "qua đường liên kết mở không đại diện cho toàn bộ người dân. Không nêu số liệu của nhóm "
    f"{FEW} câu trả lời, và của nhóm mà từ đó có thể tính ra nhóm như vậy (“–”)."
)


def _results(figures: SurveyFigures) -> Iterator[Piece]:
    yield _people_table(figures)
    for question in figures.questions:
        if question.channels:
            yield _scale_table(question) if question.is_scale else _choice_table(question)
            yield from _trends(question)


def _people_table(figures: SurveyFigures) -> PaperTable:
    rows = []
    for channel in figures.responses:
        rows.append(PaperRow(("", CHANNEL_WORDS[channel.channel], _count(channel.whole)), "subheading"))
        rows += [
            PaperRow(("", f"- {_place(survey)}", _count(cell)))
            for survey, cell in channel.places
            if len(channel.places) > 1
        ]
    numbered = [PaperRow((str(number), *row.cells[1:]), row.style) for number, row in enumerate(rows, start=1)]
    head = ("TT", "Kênh trả lời, nơi khảo sát", "Số người trả lời")
    caption = f"Số người trả lời: {figures.version.questionnaire.title_vi}"
    return PaperTable(head, tuple(numbered), (12, 0, 36), words=(1,), caption=caption)


def _scale_table(question: QuestionFigures) -> PaperTable:
    rows = [
        PaperRow((str(number), CHANNEL_WORDS[each.channel], _count(each.whole), _share(each.whole), _mean(each.whole)))
        for number, each in enumerate(question.channels, start=1)
    ]
    head = ("TT", "Kênh trả lời", "Số câu trả lời", "Tỷ lệ hài lòng (%)", "Điểm trung bình")
    return PaperTable(head, tuple(rows), (12, 0, 24, 40, 40), words=(1,), caption=_caption(question.question))


def _choice_table(question: QuestionFigures) -> PaperTable:
    head = ("TT", "Lựa chọn", *(_SHORT[each.channel] for each in question.channels))
    rows = [
        PaperRow((str(number), option.words, *(_of_option(each, option.number) for each in question.channels)))
        for number, option in enumerate(question.options, start=1)
    ]
    widths = (12, 0, *(38 for _channel in question.channels))
    return PaperTable(head, tuple(rows), widths, words=(1,), caption=_caption(question.question))


_CHANNELS = {"open_link": "liên kết mở", "code": "mã dùng một lần", "paper": "phiếu giấy"}
_SHORT = {"open_link": "Liên kết mở (%)", "code": "Mã dùng một lần (%)", "paper": "Phiếu giấy (%)"}


def _caption(question: Question) -> str:
    return f"Câu {question.position}. {question.text_vi}"


def _trends(question: QuestionFigures) -> Iterator[Piece]:
    for each in question.channels:
        if each.trend is not None:
            direction, difference = each.trend
            bounds = f"từ {_percent(difference.low)} đến {_percent(difference.high)}"
            change = f"{_percent(difference.value)} điểm phần trăm, khoảng tin cậy {bounds}"
            yield Block("text", f"Xu hướng trong năm, kênh {_CHANNELS[each.channel]}: {_TRENDS[direction]} ({change}).")


def _of_option(channel: ChannelFigures, number: int) -> str:
    share = channel.whole.share(number)
    return "–" if share is None else _with_spread(share)


def _count(cell: Cell) -> str:
    return "–" if cell.is_hidden else f"{cell.answers:,}".replace(",", ".")


def _share(cell: Cell) -> str:
    return "–" if cell.satisfied is None else _with_spread(cell.satisfied)


def _with_spread(share: Estimate) -> str:
    low, high = share.low, share.high
    return f"{_percent(share.value)} ({_spread(low or Decimal(0), high or Decimal(1))})"


def _spread(low: Decimal, high: Decimal) -> str:
    return f"{_percent(low)}–{_percent(high)}"


def _percent(share: Decimal) -> str:
    return points_text(percent(share), places=1)


def _mean(cell: Cell) -> str:
    mean = cell.mean
    if mean is None:
        return "–"
    value = points_text(points(mean.value), places=2)
    if mean.low is None or mean.high is None:
        return value
    low, high = (points_text(points(bound), places=2) for bound in (mean.low, mean.high))
    return f"{value} ({low}–{high})"


def sample_summary() -> Paper:
    """A summary without any survey, to show the office's texts in."""
    facts = SummaryFacts(Commune(name="An Lão", kind=Commune.Kind.COMMUNE), Cycle(year=2026), "II.7.1", ())
    return summary_paper(facts, Typed())
