"""When a dossier may be sent and a file may be added: one list of reasons for the page, the button and the service."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings

from accounts.models import User
from communes.policies import quota_problems
from documents.models import Inspection
from evidence.completeness import Completeness, Need
from evidence.content import DossierContent, content_of
from evidence.drafts import ASKED
from evidence.inquiry_queries import QuestionRow, is_with_commune, open_question
from evidence.models import DossierPart, EvidenceItem, Inquiry, PartialUpload, ReadingRemark
from evidence.queries import bytes_announced, unfinished_uploads
from kernel.deadlines import lies_ahead
from kernel.problems import Problem, required
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import scoring_problems
from scoring.queries import criterion_rows


def dossier_problems(
    assessment: SelfAssessment, *, now: datetime, content: DossierContent | None = None
) -> Iterator[Problem]:
    """Every reason why the dossier cannot be sent: permission and time [R2], and its contents [R4, dossier].

    `content`: what it contains, where the caller has read it.
    """
    yield from scoring_problems(assessment, now=now)
    yield from content_problems(assessment, now=now, content=content)


def seen_total_problems(assessment: SelfAssessment, seen_total: str | None) -> Iterator[Problem]:
    """A score was changed after the sender's page was opened: the total sent would differ from the one seen [R2]."""
    if seen_total is not None and seen_total != f"{assessment.total:.2f}":
        params = {"total": assessment.total}
        yield Problem("total_changed_meanwhile", where="total", clause="QT2", params=params)


def content_problems(
    assessment: SelfAssessment, *, now: datetime, content: DossierContent | None = None
) -> Iterator[Problem]:
    """What a dossier lacks or has wrong, regardless of the deadline [R4, dossier]."""
    content = content or content_of(assessment)
    yield from paper_problems(content)
    yield from paper_day_problems(assessment, content, now=now)
    yield from score_problems(content.criteria)
    yield from evidence_problems(assessment, content.criteria)
    yield from quarantine_problems(content)


def remark_problems(assessment: SelfAssessment, *, text: str, now: datetime) -> Iterator[Problem]:
    """Why the head cannot comment: the dossier is sent or its time over [R2], or the comment is empty."""
    yield from scoring_problems(assessment, now=now)
    if not text.strip():
        yield Problem("remark_missing", where="text")


def resolving_problems(assessment: SelfAssessment, remark: ReadingRemark, *, now: datetime) -> Iterator[Problem]:
    """Why a comment cannot be resolved: the dossier is sent or its time over [R2], or it is already resolved."""
    yield from scoring_problems(assessment, now=now)
    if remark.resolved_at is not None:
        yield Problem("remark_resolved_already", where="remark")


def paper_problems(content: DossierContent) -> Iterator[Problem]:
    """The components of the dossier without a signed copy."""
    for kind in DossierPart.Kind:
        part = content.parts.get(kind)
        if part is None or part.signed is None:
            yield Problem("part_missing", where=kind.value, clause="QT2", params={"part": kind.label})


def paper_day_problems(assessment: SelfAssessment, content: DossierContent, *, now: datetime) -> Iterator[Problem]:
    """The papers of the dossier with a date in the future, or in another year [dossier]."""
    year = assessment.registration.cycle.year
    for part in content.parts.values():
        params = {"part": part.get_kind_display(), "year": year}
        if part.dated is None:
            continue
        if lies_ahead(part.dated, now=now):
            yield Problem("paper_in_the_future", where=part.kind, clause="QT2", params=params)
        elif part.dated.year != year:
            yield Problem("paper_of_another_year", where=part.kind, clause="QT2", params=params)


def description_problems(dated: date | None, *, now: datetime) -> Iterator[Problem]:
    """Why an item cannot have this description: its document's date is in the future."""
    if dated is not None and lies_ahead(dated, now=now):
        yield Problem("document_in_the_future", where="dated")


_OF_SCORES = {
    Need.POINTS: Problem("criterion_without_points", clause="R2"),
    Need.RESCORE: Problem("criterion_to_rescore", clause="S7"),
    Need.EXPLANATION: Problem("criterion_without_explanation", clause="S8"),
}


def score_problems(criteria: Mapping[str, Completeness]) -> Iterator[Problem]:
    """Every criterion without points, or with points but no explanation [R2, S8]."""
    for code, criterion in criteria.items():
        for need in criterion.blocks:
            if need in _OF_SCORES:
                yield replace(_OF_SCORES[need], where=code)


def evidence_problems(assessment: SelfAssessment, criteria: Mapping[str, Completeness]) -> Iterator[Problem]:
    """The sets with points and no file: each criterion is a set of its own [dossier 4]."""
    rows = criterion_rows(assessment.rubric)
    lacking = {row.evidence_set for row in rows if row.is_leaf and Need.EVIDENCE in criteria[row.code].needs}
    for row in rows:
        if row.code in lacking:
            yield Problem("evidence_missing", where=row.code, clause="QT2")


def quarantine_problems(content: DossierContent) -> Iterator[Problem]:
    """Files that the virus scanner found infected: nobody could read them."""
    for code, name in content.infected:
        yield Problem("evidence_infected", where=code, params={"file": name})
    for kind, part in content.parts.items():
        if part.signed is not None and part.signed.inspection.state == Inspection.State.INFECTED:
            yield Problem("part_infected", where=kind, params={"part": DossierPart.Kind(kind).label})


def unproved_criteria(criteria: Mapping[str, Completeness]) -> list[str]:
    """Criteria with points but no file of their own, blocking or not."""
    return [code for code, criterion in criteria.items() if {Need.EVIDENCE, Need.OWN_FILE} & set(criterion.needs)]


def room_problems(assessment: SelfAssessment, *, name: str, size: int, by: User, now: datetime) -> Iterator[Problem]:
    """Why another upload cannot begin: too many are unfinished, or no space is left beside them."""
    waiting = bytes_announced(assessment, now=now)
    yield from quota_problems(assessment.registration, name=name, size=size, waiting=waiting)
    unfinished = unfinished_uploads(assessment, now=now)
    own, all_ = unfinished.filter(owner=by).count(), unfinished.count()
    if own >= settings.UPLOAD_UNFINISHED_PER_PERSON:
        yield Problem("uploads_too_many", where=name, params={"count": own})
    elif all_ >= settings.UPLOAD_UNFINISHED_PER_COMMUNE:
        yield Problem("uploads_too_many", where=name, params={"count": all_})


def evidence_lock_problems(
    assessment: SelfAssessment, score: SelfScore, *, now: datetime, item: EvidenceItem | None = None
) -> Iterator[Problem]:
    """Why the evidence of a criterion cannot change now [R2, R4].

    A criterion that the team asks about is open again [R3].

    Evidence that was sent stays unchanged: of `item`s, only those added in answer may change.
    """
    problems = list(scoring_problems(assessment, now=now))
    if not problems:
        return
    question = open_question(score, now=now) if assessment.state in ASKED else None
    if question is None:
        yield from problems
    elif item is not None and item.added_at < required(question.inquiry.sent_at):
        yield Problem("evidence_of_the_dossier", where=item.file.name, clause="R2")


def answering_problems(inquiry: Inquiry, *, now: datetime) -> Iterator[Problem]:
    """Why a commune cannot answer: the inquiry has ended, or was not sent [R3]."""
    if not is_with_commune(inquiry, now=now):
        yield Problem("inquiry_over", where="state", clause="R3")


def sending_back_problems(inquiry: Inquiry, rows: Sequence[QuestionRow], *, knowingly: bool) -> Iterator[Problem]:
    """The supplements without text and files; an explanation is the commune's own choice [S8]."""
    if knowingly or inquiry.kind == Inquiry.Kind.EXPLANATION:
        return
    for row in rows:
        if not row.is_answered:
            yield Problem("question_unanswered", where=row.criterion, clause="R3")


def piece_problems(upload: PartialUpload | None, *, offset: int, size: int, now: datetime) -> Iterator[Problem]:
    """Why a chunk is refused: the upload is gone, its offset differs, or it would exceed the announced size."""
    if upload is None or upload.expires_at <= now:
        yield Problem("upload_gone")
    elif upload.offset != offset:
        yield Problem("upload_moved", params={"offset": upload.offset})
    elif offset + size > upload.length:
        yield Problem("upload_too_long", where=upload.name)


def link_problems(address: str, seen_at: datetime, *, now: datetime) -> Iterator[Problem]:
    """Why a page is refused as evidence: no web URL, a host hidden behind a user name, or seen in the future."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield Problem("link_not_web", where="address")
    elif parts.username is not None:
        yield Problem("link_with_name", where="address")
    if seen_at > now:
        yield Problem("link_seen_later", where="seen_at")
