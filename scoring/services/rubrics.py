"""Put a scoring table into use by the city's decision [S7]."""

from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from documents.services import store_file
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from scoring.core import validate_rubric
from scoring.models import Criterion, FormerRubricDecision, Rubric, RubricDecision
from scoring.policies import (
    correcting_decision_problems,
    dating_problems,
    decision_problems,
    editing_problems,
    partial_step_problems,
    rescaling_problems,
)
from scoring.queries import table_of


@transaction.atomic
def publish_rubric(
    *,
    rubric: Rubric,
    number: str,
    dated_on: date | None,
    file: UploadedFile | None,
    by: User,
    now: datetime,
    seen_version: int | None = None,
) -> Rubric:
    """Put a draft into use by the city's decision: from then on years may use it, and it never changes [S7].

    `seen_version` is the version of its points that the person confirmed; None where nobody saw it.

    Raises:
        Refused: the decision lacks number, date or file, or its date is in the future; the table does not total
            exactly 100, its sums differ, a criterion of the criteria set is missing or a new one was added, a group
            is empty, it changed meanwhile, or it is no longer a draft.
    """
    rubric = Rubric.objects.select_for_update(of=("self",)).get(pk=rubric.pk)
    refuse_if(editing_problems(rubric, seen_version=seen_version, by=by))
    of_decision = decision_problems(number=number, dated_on=dated_on, file=file, now=now)
    refuse_if([*publication_problems(rubric), *of_decision])
    decision = RubricDecision(
        rubric=rubric,
        number=number.strip(),
        dated_on=dated_on,
        file=store_file(upload=required(file), by=by, now=now),
        recorded_at=now,
        recorded_by=by,
    )
    return put_into_use(rubric, decision, by=by, now=now)


def put_into_use(rubric: Rubric, decision: RubricDecision, *, by: User | None, now: datetime) -> Rubric:
    """Write the decision and publish the draft, in the caller's transaction [S7].

    Raises:
        Refused: the table cannot be published in its present state.
    """
    refuse_if(publication_problems(rubric))
    decision.full_clean(exclude=["rubric", "file", "recorded_by"])
    decision.save()
    rubric.publish(at=now)
    rubric.full_clean()
    rubric.save()
    record("scoring.publish_rubric", by=by, now=now, on=rubric, decision=decision.number)
    return rubric


@transaction.atomic
def date_decision(*, rubric: Rubric, dated_on: date, by: User, now: datetime) -> RubricDecision:
    """Fill in the date of a table's decision once it is known; no figure and no word of the table changes [S7].

    Raises:
        Refused: the date is already known, or it is in the future.
    """
    decision = RubricDecision.objects.select_for_update(of=("self",)).get(rubric=rubric)
    refuse_if(dating_problems(decision, dated_on=dated_on, now=now))
    decision.dated_on = dated_on
    decision.save(update_fields=["dated_on"])
    record("scoring.date_decision", by=by, now=now, on=rubric, decision=decision.number, day=f"{dated_on:%d/%m/%Y}")
    return decision


@transaction.atomic
def correct_decision(
    *,
    rubric: Rubric,
    number: str,
    dated_on: date,
    reason: str,
    file: UploadedFile | None = None,
    by: User,
    now: datetime,
) -> RubricDecision:
    """Correct number, date or file of a table's decision; the former version stays on record, no figure changes [S7].

    Without `file` the signed decision on record stays.

    Raises:
        Refused: the number or the reason is empty, the date is in the future, or the file cannot be stored.
    """
    rows = RubricDecision.objects.select_for_update(of=("self",)).select_related("file")
    decision = rows.get(rubric=rubric)
    refuse_if(correcting_decision_problems(number=number, dated_on=dated_on, reason=reason, now=now))
    former = FormerRubricDecision(
        decision=decision, number=decision.number, dated_on=decision.dated_on, file=decision.file
    )
    former.reason, former.corrected_at, former.corrected_by = reason.strip(), now, by
    former.save()
    decision.number, decision.dated_on = number.strip(), dated_on
    if file is not None:
        decision.file = store_file(upload=file, by=by, now=now)
    decision.full_clean(exclude=["rubric", "file"])
    decision.save()
    facts = {"former": former.number, "decision": decision.number, "day": f"{dated_on:%d/%m/%Y}"}
    record("scoring.correct_decision", by=by, now=now, on=rubric, **facts, reason=former.reason)
    return decision


def publication_problems(rubric: Rubric) -> list[Problem]:
    """Every reason why a draft cannot be published now [S1, S2, S7]; its criteria set is its base's."""
    known = None
    if rubric.base_id:
        known = set(Criterion.objects.filter(rubric=rubric.base_id, is_leaf=True).values_list("code", flat=True))
    problems = validate_rubric(table_of(rubric), known_codes=known, step=Decimal(rubric.step))
    criteria = list(rubric.criteria.filter(is_leaf=True))
    return [
        *problems,
        *partial_step_problems(criteria, step=Decimal(rubric.step)),
        *rescaling_problems(rubric, criteria),
    ]
