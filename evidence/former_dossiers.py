"""Dossiers that a correction of the table set aside, as they are kept on record [S7, S8]."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.queries import has_role, hidden_units, units_of
from communes.models import Registration
from documents.models import StoredFile
from evidence.models import DossierPart, EvidenceItem, Inquiry, Question, Receipt
from evidence.queries import file_visible_to
from kernel.problems import required
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import SEES_ALL, CriterionRow, criterion_rows


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as a link shows it."""

    name: str
    public_id: UUID


@dataclass(frozen=True, slots=True)
class FormerRow:
    """A row of the former table with what the unit entered there."""

    criterion: CriterionRow
    score: SelfScore | None
    files: Sequence[KeptFile]


@dataclass(frozen=True, slots=True)
class FormerDossier:
    """A dossier as it was when a correction of the table set it aside; `is_sent` distinguishes it from a draft."""

    assessment: SelfAssessment
    is_sent: bool
    receipt: Receipt | None
    papers: Sequence[tuple[str, KeptFile]]
    rows: Sequence[FormerRow]
    letters: Sequence[tuple[Inquiry, Sequence[Question]]]


def former_assessments(registration: Registration) -> list[SelfAssessment]:
    """What corrections of the table set aside for a unit's year, the newest first; one query."""
    former = SelfAssessment.with_set_aside.filter(former_registration=registration).order_by("-pk")
    related = ("set_aside_for__decision", "rubric", "submitted_by", "set_aside_by", "receipt")
    return list(former.select_related(*related))


def former_dossiers(registration: Registration, *, reader) -> list[FormerDossier]:
    """The same with all contents; letters with provisional points only for the unit itself [S8]."""
    is_own = registration.commune.code in units_of(reader)
    return [_former_dossier(work, is_own=is_own) for work in former_assessments(registration)]


def _former_dossier(work: SelfAssessment, *, is_own: bool) -> FormerDossier:
    scores = {score.criterion_id: score for score in SelfScore.objects.filter(assessment=work)}
    files = defaultdict(list)
    items = EvidenceItem.objects.filter(score__assessment=work, removed_at=None).order_by("position", "pk")
    for criterion, name, public_id in items.values_list("score__criterion", "file__name", "file__public_id"):
        files[criterion].append(KeptFile(name, public_id))
    parts = DossierPart.objects.filter(assessment=work, signed__isnull=False).select_related("signed")
    return FormerDossier(
        assessment=work,
        is_sent=work.state != SelfAssessment.State.OPEN,
        receipt=getattr(work, "receipt", None),
        papers=[(str(part.get_kind_display()), _kept(required(part.signed))) for part in parts],
        rows=[FormerRow(row, scores.get(row.pk), files[row.pk]) for row in criterion_rows(work.rubric)],
        letters=_letters(work, is_own=is_own),
    )


def _kept(file: StoredFile) -> KeptFile:
    return KeptFile(file.name, file.public_id)


def _letters(work: SelfAssessment, *, is_own: bool) -> list[tuple[Inquiry, Sequence[Question]]]:
    letters = Inquiry.objects.filter(assessment=work).exclude(state=Inquiry.State.COLLECTING).order_by("pk")
    if not is_own:
        letters = letters.filter(kind=Inquiry.Kind.SUPPLEMENT)
    questions = Question.objects.filter(inquiry__in=letters).select_related("score__criterion")
    by_letter = defaultdict(list)
    for question in questions.order_by("score__criterion__sort_key"):
        by_letter[question.inquiry_id].append(question)
    return [(letter, by_letter[letter.pk]) for letter in letters]


def former_file_visible_to(user, public_id: UUID) -> StoredFile | None:
    """A file of a dossier that was set aside, for the unit's people and for those to whom it had been sent [S8]."""
    items = EvidenceItem.objects.filter(_seen_by(user, "score__assessment"), file__public_id=public_id, removed_at=None)
    if item := items.select_related("file").first():
        return item.file
    parts = DossierPart.objects.filter(_seen_by(user, "assessment"), signed__public_id=public_id)
    part = parts.select_related("signed").first()
    return part.signed if part else None


def any_file_visible_to(user, public_id: UUID) -> StoredFile | None:
    """A file of a current dossier, or of one that was set aside, that the person may read; None otherwise."""
    return file_visible_to(user, public_id) or former_file_visible_to(user, public_id)


def _seen_by(user, work: str) -> Q:
    """A condition for former dossiers of the person's own units, or those that had been sent."""
    unit = f"{work}__former_registration__commune__code__in"
    seen = Q(**{unit: units_of(user)})
    if has_role(user, *SEES_ALL):
        seen |= ~Q(**{unit: hidden_units(user)}) & ~Q(**{f"{work}__state": SelfAssessment.State.OPEN})
    return Q(**{f"{work}__registration__isnull": True}) & seen
