"""Take over what the commune gave the year before: words and files, never points."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from evidence.models import EvidenceItem
from evidence.services.items import link_evidence
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment, SelfScore
from scoring.services.scores import enter_score


@dataclass
class Taken:
    """How many were taken over, and why some were not."""

    explanations: int = 0
    files: int = 0
    refused: list[str] = field(default_factory=list)


def start_from_last_year(
    *, assessment: SelfAssessment, criteria: Collection[str] | None = None, by: User, now: datetime
) -> Taken:
    """Copy the words and files of the year before where this year has none; for these `criteria`, or for all.

    Existing content stays. Each criterion is a change of its own, so a refused one does not stop the rest. Repeating
    it copies nothing twice.
    """
    taken, former = Taken(), _former_scores(assessment, criteria)
    files = _former_files(former.values())
    proved = set(
        EvidenceItem.objects.filter(score__assessment=assessment, removed_at=None).values_list("score", flat=True)
    )
    for score in assessment.scores.filter(criterion__code__in=list(former)).select_related("criterion"):
        before = former[score.criterion.code]
        for item in files[before.pk] if score.pk not in proved else ():
            _try(taken, _link, score, item, by=by, now=now)
        if before.explanation.strip() and not score.explanation.strip():
            _try(taken, _explain, score, before.explanation, by=by, now=now)
    return taken


def _former_scores(assessment: SelfAssessment, criteria: Collection[str] | None) -> dict[str, SelfScore]:
    registration = assessment.registration
    """By code; the reason why a content did not apply is no explanation of one that does."""
    scores = SelfScore.objects.filter(
        not_applicable=False,
        assessment__registration__commune=registration.commune_id,
        assessment__registration__cycle__year=registration.cycle.year - 1,
    ).select_related("criterion")
    scores = scores if criteria is None else scores.filter(criterion__code__in=criteria)
    return {score.criterion.code: score for score in scores}


def _former_files(scores: Collection[SelfScore]) -> dict[int, list[EvidenceItem]]:
    items = EvidenceItem.objects.filter(score__in=[score.pk for score in scores], removed_at=None)
    files: dict[int, list[EvidenceItem]] = defaultdict(list)
    for item in items.select_related("file").order_by("position", "pk"):
        files[item.score_id].append(item)
    return files


def _try(taken: Taken, act: Any, score: SelfScore, what: Any, **facts: Any) -> None:
    """A refusal is recorded and does not stop the rest."""
    try:
        act(taken, score, what, **facts)
    except ValidationError as refusal:
        taken.refused += [f"{score.criterion.code}: {message}" for message in refusal.messages]


def _link(taken: Taken, score: SelfScore, item: EvidenceItem, *, by: User, now: datetime) -> None:
    linked = link_evidence(score=score, sha256=item.file.sha256, name=item.file.name, by=by, now=now)
    taken.files += linked is not None


def _explain(taken: Taken, score: SelfScore, explanation: str, *, by: User, now: datetime) -> None:
    enter_score(
        address=DossierAddress.of(score.assessment),
        criterion=score.criterion.code,
        points=score.points,
        explanation=explanation,
        seen_version=score.version,
        not_applicable=score.not_applicable,
        by=by,
        now=now,
    )
    taken.explanations += 1
