"""The summary of the citizen surveys as evidence of II.7.1 and II.7.2."""

from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from documents.pdf import paper_pdf
from documents.services import store_file
from evidence.models import EvidenceItem
from evidence.policies import evidence_lock_problems
from evidence.services.items import append_item, joining_problems, lock_for_evidence
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from papers.queries import VisiblePaper, described, visible_paper
from scoring.models import SelfScore
from surveys.paper_kinds import SUMMARY, summary_key


def add_survey_summary(*, score: SelfScore, by: User, now: datetime) -> EvidenceItem:
    """Add the summary of the year's surveys on this criterion to its evidence: the signed copy, or a PDF as of now.

    From then on it is a file like any other, with its SHA-256; later answers do not change it. The PDF is made before
    the dossier is locked.

    Raises:
        Refused: no survey on this criterion was opened (`survey_summary_missing`); else as `add_evidence`.
    """
    assessment = score.assessment
    refuse_if(evidence_lock_problems(assessment, score, now=now))
    entry, criterion = assessment.registration, score.criterion.code
    key = summary_key(entry.cycle.year, entry.commune, criterion)
    paper = visible_paper(by, SUMMARY, key, now=now)
    refuse_if([] if paper else [Problem("survey_summary_missing", where=criterion)])
    return _add(score, required(paper), _summary_file(required(paper)), by=by, now=now)


def _summary_file(paper: VisiblePaper) -> ContentFile:
    if paper.draft is not None and paper.draft.signed is not None:
        with paper.draft.signed.content.open() as signed:
            return ContentFile(signed.read(), name=paper.draft.signed.name)
    return ContentFile(paper_pdf(described(paper)), name=f"{paper.kind.file_name(paper.about)}.pdf")


def _add(score: SelfScore, paper: VisiblePaper, upload: ContentFile, *, by: User, now: datetime) -> EvidenceItem:
    description: dict[str, object] = {"kind": EvidenceItem.Kind.STATISTICS, "caption": str(paper.kind.name)}
    if paper.draft is not None:
        description |= {"number": paper.draft.number, "dated": paper.draft.dated}
    with transaction.atomic():
        dossier = lock_for_evidence(score, now)
        stored = store_file(upload=upload, by=by, now=now, judge=partial(joining_problems, dossier.assessment, score))
        return append_item(score, stored, dossier, description=description, by=by, now=now)
