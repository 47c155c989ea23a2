"""Comments of the head on single criteria, before the dossier is sent."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from evidence.models import ReadingRemark
from evidence.policies import remark_problems, resolving_problems
from evidence.services.locks import lock_dossier
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment


@transaction.atomic
def remark_on_criterion(
    *, assessment: SelfAssessment, criterion: str, text: str, by: User, now: datetime
) -> ReadingRemark:
    """Record what the head wants changed on one criterion; it is a task of the clerk until it is resolved.

    Raises:
        Refused: the dossier is sent or its time over, or the comment is empty.
        SelfScore.DoesNotExist: the table has no such criterion.
    """
    assessment = lock_dossier(assessment.pk).assessment
    refuse_if(remark_problems(assessment, text=text, now=now))
    score = assessment.scores.get(criterion__code=criterion)
    remark = ReadingRemark(score=score, text=text.strip(), made_at=now, made_by=by)
    remark.full_clean(exclude=["score"])
    remark.save()
    record("evidence.remark_on_criterion", by=by, now=now, on=assessment, criterion=criterion, text=remark.text)
    return remark


@transaction.atomic
def resolve_remark(*, remark: ReadingRemark, by: User, now: datetime) -> ReadingRemark:
    """Mark a comment as resolved: done, or no longer needed.

    Raises:
        Refused: it is already resolved, or the dossier is sent.
    """
    assessment = lock_dossier(remark.score.assessment_id).assessment
    remark = ReadingRemark.objects.select_related("score__criterion").get(pk=remark.pk)
    refuse_if(resolving_problems(assessment, remark, now=now))
    remark.resolved_by, remark.resolved_at = by, now
    remark.save(update_fields=["resolved_by", "resolved_at"])
    criterion = remark.score.criterion.code
    record("evidence.settle_remark", by=by, now=now, on=assessment, criterion=criterion, text=remark.text)
    return remark
