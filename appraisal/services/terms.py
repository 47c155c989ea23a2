"""The year's limits for asking communes [R3]."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from appraisal.models import AppraisalTerms
from audit.services import record
from communes.models import Cycle
from communes.services.locks import lock_cycle


@transaction.atomic
def set_terms(*, cycle: Cycle, by: User, now: datetime, **terms: int | bool) -> AppraisalTerms:
    """Set how often and for how long communes may be asked this year; sent letters keep their deadline.

    Raises:
        ValidationError: a number is out of range.
    """
    lock_cycle(cycle.pk)
    stored = AppraisalTerms.objects.filter(cycle=cycle).first() or AppraisalTerms(cycle=cycle)
    for name, value in terms.items():
        setattr(stored, name, value)
    stored.full_clean()
    stored.save()
    facts: dict[str, Any] = {
        "rounds": stored.max_rounds,
        "supplement": stored.supplement_days,
        "explanation": stored.explanation_days,
    }
    record("appraisal.set_terms", by=by, now=now, on=cycle, **facts)
    return stored
