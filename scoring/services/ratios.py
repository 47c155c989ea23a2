"""The figures behind a threshold row, as a unit reports them [A21, A25, A26]."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from kernel.text import clean_line
from scoring.addresses import DossierAddress
from scoring.models import RatioFigure
from scoring.policies import figure_problems, scoring_problems
from scoring.services.locks import lock_assessment_at
from scoring.thresholds import threshold_of


@transaction.atomic
def enter_ratios(
    *,
    address: DossierAddress,
    criterion: str,
    figures: Mapping[str, tuple[int | None, int | None, str]],
    seen: str,
    by: User,
    now: datetime,
) -> None:
    """Record numerator, denominator and source of each ratio of a threshold row; empty values clear it.

    They give no points. `seen` is what the person saw. Sending the same again changes nothing.

    Raises:
        Refused: the commune cannot score now [R2, R4]; the criterion has no threshold; a ratio is incomplete, its
            denominator is 0, or the part exceeds the whole; or somebody else changed the figures meanwhile.
    """
    assessment = lock_assessment_at(address)
    figures = {key: (part, whole, clean_line(source)) for key, (part, whole, source) in figures.items()}
    refuse_if([*scoring_problems(assessment, now=now), *figure_problems(criterion, figures)])
    stored = required(threshold_of(assessment, criterion))
    before = {row.key: (row.part, row.whole, row.source) for row in stored.ratios}
    if before == before | figures:
        return
    if stored.seen != seen:
        refuse_if([Problem("ratios_changed_meanwhile", where=criterion)])
    score = assessment.scores.get(criterion__code=criterion)
    for key, (part, whole, source) in figures.items():
        if whole is None:
            RatioFigure.objects.filter(score=score, ratio=key).delete()
        else:
            values = {"part": part, "whole": whole, "source": source, "changed_at": now, "changed_by": by}
            RatioFigure.objects.update_or_create(score=score, ratio=key, defaults=values)
    assessment.version += 1
    assessment.save(update_fields=["version"])
    stated = {key: value for key, value in (before | figures).items() if value[1] is not None}
    words = "; ".join(f"{part}/{whole} ({source})" for part, whole, source in stated.values()) or "–"
    record("scoring.enter_ratios", by=by, now=now, on=assessment, criterion=criterion, figures=words)
