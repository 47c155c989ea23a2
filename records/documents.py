"""The documents of a year as the office's registry and the archive know them: what arrived, what left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Min, Model, QuerySet
from django.utils import translation

from appraisal.minutes_bundle import minutes_of_year
from appraisal.papers import minutes_paper
from communes.issuers import FRIENDLY, city_committee, department, team
from communes.models import Cycle, Registration
from communes.paper_names import paper_name, unit_paper_name
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


def registered_documents(person: Any, cycle: Cycle, *, unit: str = "") -> list[YearDocument]:
    """What arrived and left in a year, without its files and what the portal alone makes; few queries for any size.

    Of documents that arrived together only the first. With `unit` only what arrived from that unit.
    """
    with translation.override("vi"), texts_read_once():
        arrived = _arrived(cycle, files=False, unit=unit)
        return list(arrived) if unit else [*arrived, *_left(cycle, files=False)]


def documents_of(person: Any, cycle: Cycle, *, now: datetime) -> list[YearDocument]:
    """Every document of a year for the archive, as this person may see it."""
    with translation.override("vi"), texts_read_once():
        return [*_arrived(cycle, files=True), *_left(cycle, files=True), *_made(person, cycle, now)]


_ENTRY = "assessment__registration"
_UNIT = ("code", "kind", "name")


def _in_order(rows: QuerySet[M], entry: str, unit: str) -> QuerySet[M]:
    """The rows by the code of their unit; only those of `unit` where it is given. `entry` is the way to the entry."""
    rows = rows.filter(**{f"{entry}commune__code": unit}) if unit else rows
    return rows.order_by(f"{entry}commune__code", "pk")


def _units(entry: str) -> tuple[str, ...]:
    return tuple(f"{entry}commune__{name}" for name in _UNIT)


def _files(rows: QuerySet, field: str, *, files: bool) -> dict[int | None, StoredFile]:
    """The files of these rows by their keys; none where they are not wanted."""
    stored = StoredFile.objects.filter(pk__in=rows.order_by().values(field)).select_related("inspection")
    return {file.pk: file for file in stored} if files else {}


def _arrived(cycle: Cycle, *, files: bool, unit: str = "") -> Iterator[YearDocument]:
    entries = _in_order(Registration.objects.filter(cycle=cycle, submitted_at__isnull=False), "", unit)
    plans = _files(entries, "plan", files=files)
    abstract = f"Đăng ký và kế hoạch thực hiện {FRIENDLY} năm {cycle.year}"
    for code, kind, name, submitted_at, plan in entries.values_list(*_units(""), "submitted_at", "plan"):
        yield YearDocument(
            key=f"registration-{code}",
            way=Way.IN,
            kind="Đăng ký và kế hoạch",
            author=_committee(kind, name),
            abstract=abstract,
            dated=_day(submitted_at),
            file=plans.get(plan),
        )
    yield from _dossiers(cycle, files=files, unit=unit)
    yield from _answers(cycle, unit=unit)


def _dossiers(cycle: Cycle, *, files: bool, unit: str) -> Iterator[YearDocument]:
    sent = SelfAssessment.objects.filter(registration__cycle=cycle, submitted_at__isnull=False)
    parts = _in_order(DossierPart.objects.filter(assessment__in=sent), f"{_ENTRY}__", unit)
    if not files:
        parts = parts.filter(pk__in=parts.order_by().values("assessment").annotate(first=Min("pk")).values("first"))
    copies = _files(parts, "signed", files=files)
    named = f"hồ sơ đề nghị thẩm định, công nhận {FRIENDLY} năm {cycle.year}"
    own = ("kind", "number", "dated", "assessment__submitted_at", "signed")
    rows = parts.values_list(*_units(f"{_ENTRY}__"), *own)
    for code, unit_kind, name, kind, number, dated, submitted_at, signed in rows:
        yield YearDocument(
            key=f"dossier-{code}-{kind}",
            way=Way.IN,
            kind=_PARTS[kind],
            author=_committee(unit_kind, name),
            abstract=f"{_PARTS[kind]}: {named}",
            number=number,
            dated=dated or _day(submitted_at),
            registered_as=f"dossier-{code}",
            file=copies.get(signed),
        )


def _answers(cycle: Cycle, *, unit: str) -> Iterator[YearDocument]:
    answered = Inquiry.objects.filter(
        assessment__registration__cycle=cycle, state=Inquiry.State.ANSWERED, ended_at__isnull=False
    )
    rows = _in_order(answered, f"{_ENTRY}__", unit)
    own = ("kind", "number", "ended_at", "pk")
    for code, unit_kind, name, kind, number, ended_at, pk in rows.values_list(*_units(f"{_ENTRY}__"), *own):
        about = "giải trình" if kind == Inquiry.Kind.EXPLANATION else "bổ sung, làm rõ tài liệu minh chứng"
        yield YearDocument(
            key=f"answer-{code}-{pk}",
            way=Way.IN,
            kind="Trả lời",
            author=_committee(unit_kind, name),
            abstract=f"Trả lời trên cổng về việc {about}, lần {number}",
            dated=_day(ended_at),
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


def _committee(kind: str, name: str) -> str:
    return f"Ủy ban nhân dân {unit_paper_name(kind, name)}"


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(CITY_ZONE).date() if moment else None
