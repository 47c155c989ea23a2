"""The documents of a year as the office's registry and the archive know them: what arrived, what left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils import translation

from appraisal.minutes_bundle import minutes_of_year
from appraisal.papers import minutes_paper
from communes.issuers import FRIENDLY, city_committee, department, team
from communes.models import Cycle, Registration
from communes.paper_names import paper_name
from documents.models import StoredFile
from documents.papers import Paper
from evidence.models import DossierPart, Inquiry
from kernel.deadlines import CITY_ZONE
from papers.kinds import paper_kinds
from papers.models import Draft
from papers.queries import with_root
from papers.texts import texts_read_once
from results import queries
from results.issued_papers import current_report
from results.papers import ranking_paper
from scoring.models import SelfAssessment

M = TypeVar("M", bound=Model)


class Way(StrEnum):
    """Whether a document arrived at the office or left it."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class YearDocument:
    """One document of a year.

    `key` is its key within the year; documents that arrived together share `registered_as`. `file` is what people
    sent or signed; where the portal makes the document itself, `paper` describes it. An answer has neither: its
    words and files are in the dossier.
    """

    key: str
    way: Way
    kind: str
    author: str
    abstract: str
    number: str = ""
    dated: date | None = None
    registered_as: str = ""
    file: StoredFile | None = None
    paper: Callable[[], Paper] | None = None
    remark: str = ""

    @property
    def registry_key(self) -> str:
        return self.registered_as or self.key


_PARTS: dict[str, str] = {
    DossierPart.Kind.LETTER: "Tờ trình",
    DossierPart.Kind.REPORT: "Báo cáo",
    DossierPart.Kind.TABLE: "Bảng tự chấm điểm",
}
# The body that issues the papers of each app's kinds, where it is not the department.
_CITY = frozenset({"results.recognition", "results.commendation", "results.revocation", "results.certificate"})
_TEAM = frozenset({"appraisal.inquiry_letter", "appraisal.visit_record", "appraisal.scoring_sheet"})
_STANDING = {"corrected": "Đã được thay bằng văn bản đính chính", "revoked": "Đã thu hồi"}


def registered_documents(person: Any, cycle: Cycle) -> list[YearDocument]:
    """What arrived and left in a year, without its files and what the portal alone makes; few queries for any size."""
    with translation.override("vi"), texts_read_once():
        return [*_arrived(cycle, files=False), *_left(cycle, files=False)]


def documents_of(person: Any, cycle: Cycle, *, now: datetime) -> list[YearDocument]:
    """Every document of a year for the archive, as this person may see it."""
    with translation.override("vi"), texts_read_once():
        return [*_arrived(cycle, files=True), *_left(cycle, files=True), *_made(person, cycle, now)]


def _read(rows: QuerySet[M], unit: str, file: str, *fields: str, files: bool) -> QuerySet[M]:
    """The rows with their commune, the relation `unit`, and their `file`; without it only the `fields` of the row."""
    if files:
        return rows.select_related(unit, f"{file}__inspection")
    return rows.select_related(unit).only(*fields, *(f"{unit}__{name}" for name in ("code", "kind", "name")))


def _arrived(cycle: Cycle, *, files: bool) -> Iterator[YearDocument]:
    entries = Registration.objects.filter(cycle=cycle, submitted_at__isnull=False).order_by("commune__code")
    for entry in _read(entries, "commune", "plan", "submitted_at", files=files):
        yield YearDocument(
            key=f"registration-{entry.commune.code}",
            way=Way.IN,
            kind="Đăng ký và kế hoạch",
            author=_committee(entry),
            abstract=f"Đăng ký và kế hoạch thực hiện {FRIENDLY} năm {cycle.year}",
            dated=_day(entry.submitted_at),
            file=entry.plan if files else None,
        )
    yield from _dossiers(cycle, files=files)
    yield from _answers(cycle)


def _dossiers(cycle: Cycle, *, files: bool) -> Iterator[YearDocument]:
    sent = SelfAssessment.objects.filter(registration__cycle=cycle, submitted_at__isnull=False)
    parts = DossierPart.objects.filter(assessment__in=sent).order_by("assessment__registration__commune__code", "pk")
    own = ("kind", "number", "dated", "assessment__submitted_at")
    for part in _read(parts, "assessment__registration__commune", "signed", *own, files=files):
        entry = part.assessment.registration
        code = entry.commune.code
        kind = _PARTS[part.kind]
        yield YearDocument(
            key=f"dossier-{code}-{part.kind}",
            way=Way.IN,
            kind=kind,
            author=_committee(entry),
            abstract=f"{kind}: hồ sơ đề nghị thẩm định, công nhận {FRIENDLY} năm {cycle.year}",
            number=part.number,
            dated=part.dated or _day(part.assessment.submitted_at),
            registered_as=f"dossier-{code}",
            file=part.signed if files else None,
        )


def _answers(cycle: Cycle) -> Iterator[YearDocument]:
    answered = Inquiry.objects.filter(
        assessment__registration__cycle=cycle, state=Inquiry.State.ANSWERED, ended_at__isnull=False
    )
    answered = answered.order_by("assessment__registration__commune__code", "pk")
    for inquiry in _read(answered, "assessment__registration__commune", "", "kind", "number", "ended_at", files=False):
        entry = inquiry.assessment.registration
        about = "giải trình" if inquiry.kind == Inquiry.Kind.EXPLANATION else "bổ sung, làm rõ tài liệu minh chứng"
        yield YearDocument(
            key=f"answer-{entry.commune.code}-{inquiry.pk}",
            way=Way.IN,
            kind="Trả lời",
            author=_committee(entry),
            abstract=f"Trả lời trên cổng về việc {about}, lần {inquiry.number}",
            dated=_day(inquiry.ended_at),
            remark="Nội dung trả lời được lưu trong hồ sơ trên cổng",
        )


def _left(cycle: Cycle, *, files: bool) -> Iterator[YearDocument]:
    year = str(cycle.year)
    issued = Draft.objects.filter(issued_at__isnull=False).select_related("corrected_by")
    issued = issued.select_related("signed__inspection") if files else issued.defer("sections")
    for draft in issued.order_by("dated", "pk"):
        kind = paper_kinds.get(draft.kind)
        if kind is None or draft.subject.partition("-")[0] != year:
            continue
        about = draft.subject.removeprefix(year).strip("-")
        yield YearDocument(
            key=f"paper-{draft.code.lower()}",
            way=Way.OUT,
            kind=str(kind.name),
            author=_issuer(draft.kind),
            abstract=f"{kind.name} năm {year}{f' ({about})' if about else ''}",
            number=draft.number,
            dated=draft.dated,
            file=draft.signed if files else None,
            remark=_STANDING.get(draft.standing, ""),
        )


def _made(person: Any, cycle: Cycle, now: datetime) -> Iterator[YearDocument]:
    """Minutes, signed or as the portal makes them; and the ranked table."""
    for minutes in minutes_of_year(person, cycle.year):
        entry = minutes.review.assessment.registration
        unit = paper_name(entry.commune)
        yield YearDocument(
            key=f"minutes-{entry.commune.code}",
            way=Way.OUT,
            kind="Biên bản thẩm định",
            author=team(),
            abstract=f"Biên bản thẩm định {FRIENDLY} năm {cycle.year} của {unit}",
            number=minutes.number,
            dated=minutes.held_on,
            file=minutes.signed,
            paper=lambda minutes=minutes: with_root(minutes_paper(minutes, reader=person)),  # type: ignore[misc]
        )
    if queries.is_frozen(cycle):
        report = current_report(cycle)
        yield YearDocument(
            key="ranking",
            way=Way.OUT,
            kind="Bảng xếp hạng",
            author=department(),
            abstract=f"Kết quả thẩm định, xếp hạng {FRIENDLY} năm {cycle.year}",
            number=report.number if report else "",
            dated=report.dated if report else None,
            paper=lambda: ranking_paper(year=cycle.year, rows=queries.ranking_rows(cycle, now=now)),
        )


def _issuer(kind: str) -> str:
    if kind in _CITY or kind == "appraisal.team_decision":
        return city_committee()
    return team() if kind in _TEAM or kind == "appraisal.breach_notice" else department()


def _committee(entry: Registration) -> str:
    return f"Ủy ban nhân dân {paper_name(entry.commune)}"


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(CITY_ZONE).date() if moment else None
