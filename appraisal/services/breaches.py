"""Recording and settling breaches: a person records one with its grounds, the lead decides; none is inferred [S4]."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from appraisal import notices
from appraisal.models import Breach, BreachDocument
from appraisal.policies import confirming_breach_problems, recording_problems, settlement_problems
from appraisal.queries import answer_days
from appraisal.signals import breach_confirmed
from audit.services import record
from communes.models import Registration
from documents.models import StoredFile
from kernel.deadlines import CITY_ZONE
from kernel.problems import Problem
from kernel.refusals import refuse_if


@transaction.atomic
def record_breach(
    *,
    registration: Registration,
    kind: str,
    facts: str,
    source: str,
    occurred_on: date,
    by,
    now: datetime,
    documents: Iterable[StoredFile] = (),
    shared: bool = False,
) -> Breach:
    """Propose a breach with its facts and the documents that tell of it; also after recognition [S4, S5].

    The commune is told and may answer; `shared` lets it read the documents [S8].

    Raises:
        Refused: facts or source are empty, or the day lies in the future or in another year.
    """
    refuse_if(recording_problems(registration.cycle, facts=facts, source=source, occurred_on=occurred_on, now=now))
    breach = Breach(
        registration=registration,
        kind=kind,
        facts=facts.strip(),
        source=source.strip(),
        occurred_on=occurred_on,
        answer_before=now.astimezone(CITY_ZONE).date() + timedelta(days=answer_days(registration.cycle) + 1),
        recorded_at=now,
        recorded_by=by,
    )
    breach.full_clean()
    breach.save()
    facts = {"breach": breach, "is_shared": shared, "added_at": now, "added_by": by}
    BreachDocument.objects.bulk_create(BreachDocument(file=file, **facts) for file in documents)
    record(
        "appraisal.record_breach", by=by, now=now, on=breach, label=str(registration), kind=kind, source=breach.source
    )
    notices.breach_proposed(breach, now=now)
    return breach


@transaction.atomic
def confirm_breach(*, breach: Breach, ground: str, by, now: datetime) -> Breach:
    """The lead confirms: the unit is not qualified this year, whatever its score [S4].

    Raises:
        Refused: the breach is settled already, or the commune may still answer it [S8].
    """
    breach = locked_breach(breach)
    refuse_if(confirming_breach_problems(breach, now=now))
    breach.confirm(by=by, at=now, ground=ground.strip())
    breach.full_clean(exclude=["registration"])
    breach.save()
    record("appraisal.confirm_breach", by=by, now=now, on=breach, label=str(breach.registration), kind=breach.kind)
    notices.breach_settled(breach, now=now)
    breach_confirmed.send(sender=Breach, breach=breach, now=now)
    return breach


@transaction.atomic
def dismiss_breach(*, breach: Breach, ground: str, by, now: datetime) -> Breach:
    """The lead finds that it is no breach, and says why [S4].

    Raises:
        Refused: the breach is settled already, or the ground is empty.
    """
    breach = locked_breach(breach)
    problems = list(settlement_problems(breach))
    if not ground.strip():
        problems.append(Problem("dismissal_ground_missing", where="ground", clause="S4"))
    refuse_if(problems)
    breach.dismiss(by=by, at=now, ground=ground.strip())
    breach.full_clean(exclude=["registration"])
    breach.save()
    record("appraisal.dismiss_breach", by=by, now=now, on=breach, label=str(breach.registration), ground=breach.ground)
    notices.breach_settled(breach, now=now)
    return breach


def locked_breach(breach: Breach) -> Breach:
    """The breach as it stands, held until the transaction ends."""
    rows = Breach.objects.select_for_update(of=("self",))
    return rows.select_related("registration__commune", "registration__cycle", "settled_by").get(pk=breach.pk)
