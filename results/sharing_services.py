"""A head's consent to show evidence to other units, and taking it back [S6, S8]."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.models import Registration
from communes.services.locks import lock_registration
from evidence.models import EvidenceItem
from kernel.refusals import refuse_if
from results.models import SharedEvidence
from results.plan_policies import sharing_problems


@transaction.atomic
def share_evidence(*, registration: Registration, items: Collection[EvidenceItem], by: User, now: datetime) -> None:
    """Show exactly these pieces of the unit's evidence to other units; consent to any other is taken back.

    Each consent, and each one taken back, is an entry on the trail.

    Raises:
        Refused: a piece is not from a criterion with full points, or its file is held back.
    """
    registration = lock_registration(registration)
    shared = SharedEvidence.objects.filter(item__score__assessment__registration=registration)
    standing = {row.item_id: row for row in shared.select_related("item__file", "item__score__criterion")}
    wanted = {item.pk: item for item in items}
    refuse_if(sharing_problems(registration, [item for key, item in wanted.items() if key not in standing]))
    for key in wanted.keys() - standing.keys():
        SharedEvidence.objects.create(item=wanted[key], agreed_at=now, agreed_by=by)
        record("results.share_evidence", by=by, now=now, on=registration, **_facts(wanted[key]))
    for key in standing.keys() - wanted.keys():
        record("results.take_back_evidence", by=by, now=now, on=registration, **_facts(standing[key].item))
        standing[key].delete()


def _facts(item: EvidenceItem) -> dict[str, str]:
    return {"criterion": item.score.criterion.code, "file": item.file.name}
