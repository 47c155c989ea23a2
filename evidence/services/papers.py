"""The papers of a dossier: the commune's text, and rendering by the worker [dossier 1-3]."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from accounts.models import User
from audit.services import record, record_once
from documents.papers import Paper
from documents.pdf import paper_pdf
from documents.services import discard_replaced, store_file
from evidence import tasks
from evidence.models import DossierPart
from evidence.papers import dossier_facts, dossier_paper, draft_text
from evidence.papers.states import PATIENCE, paper_problems
from evidence.services.locks import lock_dossier
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment

FILE_NAMES: dict[str, str] = {
    DossierPart.Kind.LETTER: "to-trinh",
    DossierPart.Kind.REPORT: "bao-cao",
    DossierPart.Kind.TABLE: "bang-tu-cham-diem",
}
# Official names, as the trail shows them in either language.
PAPER_NAMES: dict[str, str] = {
    DossierPart.Kind.LETTER: "Tờ trình",
    DossierPart.Kind.REPORT: "Báo cáo",
    DossierPart.Kind.TABLE: "Bảng tự chấm điểm",
}
_TYPED = ("number", "dated", "signer_title", "signer_name", "text")


def fingerprint(part: DossierPart) -> str:
    """A digest of what an editor saw; it changes with any edit, so that a second editor overwrites nothing."""
    typed = "\x1f".join(str(getattr(part, field) or "") for field in _TYPED)
    return hashlib.sha256(typed.encode()).hexdigest()[:16]


def part_of(assessment: SelfAssessment, kind: str) -> DossierPart:
    """The dossier's paper of that kind; unsaved where nobody has begun it."""
    return assessment.parts.filter(kind=kind).first() or DossierPart(assessment=assessment, kind=kind)


@transaction.atomic
def begin_part(*, assessment: SelfAssessment, kind: str, by: User, now: datetime) -> DossierPart:
    """The dossier's paper of that kind, created where nobody has begun it, so that its file bears its code."""
    part = part_of(lock_dossier(assessment.pk).assessment, kind)
    if part.pk is None:
        part.save()
        record("evidence.begin_part", by=by, now=now, on=part, label=str(assessment), paper=PAPER_NAMES[kind])
    return part


def draft_report_text(assessment: SelfAssessment) -> str:
    """The report's body, drafted from scores and explanations group by group [S6]."""
    return draft_paper_text(assessment, DossierPart.Kind.REPORT)


def draft_paper_text(assessment: SelfAssessment, kind: str) -> str:
    """The body of a paper from the present scores; empty for the table, which consists of scores only."""
    with translation.override("vi"):
        return draft_text(kind, dossier_facts(assessment))


@transaction.atomic
def edit_paper(
    *,
    assessment: SelfAssessment,
    kind: str,
    number: str = "",
    dated: date | None = None,
    signer_title: str = "",
    signer_name: str = "",
    text: str = "",
    seen: str = "",
    by: User,
    now: datetime,
) -> DossierPart:
    """Save the commune's text of one paper.

    Its old PDF is deleted (with the report's also the table's, which cites it).

    `seen` is the `fingerprint` of what the editor saw. A `text` equal to the draft is stored as empty, so that it
    follows the scores.

    Raises:
        Refused: the dossier was sent, or somebody else changed the paper meanwhile.
        ValidationError: a value does not fit its field.
    """
    dossier = lock_dossier(assessment.pk)
    assessment = dossier.assessment
    part = part_of(assessment, kind)
    before, part.dated = fingerprint(part), dated
    part.number, part.signer_title, part.signer_name = number.strip(), signer_title.strip(), signer_name.strip()
    part.text = "" if _is_draft(text, assessment, kind) else "\n".join(text.strip().splitlines())
    refuse_if(paper_problems(assessment, kind))
    if part.pk and fingerprint(part) == before:
        return part
    refuse_if(_meanwhile(part, before, seen))
    part.full_clean()
    _save_without_pdf(part)
    dossier.save()
    facts = {"paper": PAPER_NAMES[kind], "number": part.number}
    record_once("evidence.edit_paper", by=by, now=now, on=part, label=str(assessment), **facts)
    return part


def _save_without_pdf(part: DossierPart) -> None:
    """Delete its PDF, which is out of date, and with the report's also the table's, which cites it."""
    part.rendered = part.rendered_at = part.rendering_since = None
    part.save()
    if part.kind == DossierPart.Kind.REPORT:
        table = part.assessment.parts.filter(kind=DossierPart.Kind.TABLE)
        table.update(rendered=None, rendered_at=None, rendering_since=None)


def _is_draft(text: str, assessment: SelfAssessment, kind: str) -> bool:
    return bool(text.strip()) and text.split() == draft_paper_text(assessment, kind).split()


def signer_before(assessment: SelfAssessment, kind: str) -> Mapping[str, object]:
    """The signer last typed into another paper of this dossier, or into one of the unit's earlier years."""
    registration = assessment.registration
    year = "assessment__registration__cycle__year"
    named = DossierPart.objects.filter(assessment__registration__commune=registration.commune_id)
    named = named.filter(**{f"{year}__lte": registration.cycle.year}).exclude(assessment=assessment, kind=kind)
    return named.exclude(signer_name="").order_by(f"-{year}", "-pk").values("signer_title", "signer_name").first() or {}


@transaction.atomic
def request_rendering(*, assessment: SelfAssessment, kind: str, by: User, now: datetime) -> DossierPart:
    """Request the PDF of one paper from the worker; requesting it again meanwhile changes nothing.

    Raises:
        Refused: the dossier was sent.
    """
    assessment = lock_dossier(assessment.pk).assessment
    refuse_if(paper_problems(assessment, kind))
    part = part_of(assessment, kind)
    if part.rendering_since and now - part.rendering_since < PATIENCE:
        return part
    part.rendering_since = now
    part.save()
    record("evidence.request_rendering", by=by, now=now, on=part, label=str(assessment), paper=PAPER_NAMES[kind])
    tasks.render_part.enqueue(part.pk, now.isoformat())
    part.refresh_from_db()
    return part


def render_part(*, part_id: int, since: datetime, now: datetime) -> bool:
    """Make the PDF that was requested at `since`, and store it; False where that request is no longer current.

    Safe to run twice: the first run fulfils the request, and the second finds it fulfilled. An edit meanwhile
    withdraws the request, so an outdated PDF is never stored.
    """
    part = _with_its_year().filter(pk=part_id, rendering_since=since).first()
    if part is None:
        return False
    pdf = paper_pdf(described(part))
    with transaction.atomic():
        lock_dossier(part.assessment_id)
        part = _with_its_year().select_for_update(of=("self",)).filter(pk=part_id, rendering_since=since).first()
        if part is None:
            return False
        upload = ContentFile(pdf, name=file_name(part))
        before, part.rendered = part.rendered, store_file(upload=upload, by=None, now=now)
        part.rendered_at = now
        part.rendering_since = None
        part.save(update_fields=["rendered", "rendered_at", "rendering_since"])
        discard_replaced(before, unless=part.rendered, now=now)
        record(
            "evidence.render_part", by=None, now=now, on=part, label=str(part.assessment), paper=PAPER_NAMES[part.kind]
        )
    return True


def described(part: DossierPart) -> Paper:
    """A paper of a dossier in its present state; the table cites the report that it is attached to."""
    report = part.assessment.parts.filter(kind=DossierPart.Kind.REPORT).first()
    with translation.override("vi"):
        return dossier_paper(part, dossier_facts(part.assessment), report=report)


def _with_its_year() -> QuerySet[DossierPart]:
    return DossierPart.objects.select_related(
        "assessment__registration__cycle", "assessment__registration__commune", "assessment__rubric"
    )


def file_name(part: DossierPart) -> str:
    """ "to-trinh-10510-2026.pdf": kind, official code, year."""
    registration = part.assessment.registration
    return f"{FILE_NAMES[part.kind]}-{registration.commune.code}-{registration.cycle.year}.pdf"


def _meanwhile(part: DossierPart, stands: str, seen: str) -> Iterator[Problem]:
    if seen and seen != stands:
        yield Problem("paper_changed_meanwhile", where=part.kind)
