"""Draft the hints of the guidance on a table, and load them to its criteria when the guidance is issued [S2, S7]."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from kernel.refusals import refuse_if
from papers.models import Draft
from scoring.guidance_queries import DraftedHint, drafted_hints, is_guidance_open
from scoring.models import GuidanceHint, HintDraft, Rubric
from scoring.policies import hint_problems


@transaction.atomic
def write_hints(
    *, rubric: Rubric, texts: Mapping[str, str], seen: Mapping[str, int], by: User, now: datetime
) -> list[str]:
    """Save drafted hints by their criterion's code, all or none; returns the codes that changed.

    `seen` are the versions that the person saw. A text equal to the stored one changes nothing.

    Raises:
        Refused: the guidance is issued and no correction is begun, a code earns no points in the table, a text is too
            long, or somebody changed one meanwhile; nothing is written.
    """
    _lock(rubric)
    known = {one.row.code: one for one in drafted_hints(rubric)}
    clean = {code: text.strip() for code, text in texts.items()}
    changed = {code: text for code, text in clean.items() if code not in known or known[code].text != text}
    versions = {code: one.version for code, one in known.items()}
    refuse_if(hint_problems(changed, versions=versions, seen=seen, is_open=is_guidance_open(rubric)))
    if changed:
        _store(known, changed, by, now)
        record("scoring.write_hints", by=by, now=now, on=rubric, criteria=", ".join(changed))
    return list(changed)


def load_hints(paper: Draft, rubric: Rubric, *, by: User, now: datetime) -> None:
    """Load the drafted hints to the table's criteria as those of the issued `paper`; called in the act that issues it.

    The table itself is not touched: years that run keep it as it is.
    """
    _lock(rubric)
    hints = drafted_hints(rubric)
    GuidanceHint.objects.bulk_create(GuidanceHint(paper=paper, criterion_id=one.row.pk, text=one.text) for one in hints)
    given = sum(bool(one.text) for one in hints)
    record("scoring.load_hints", by=by, now=now, on=rubric, number=paper.number, hints=given)


def _lock(rubric: Rubric) -> None:
    """The table's row is locked, so that no hint is written while the guidance is issued."""
    Rubric.objects.select_for_update(of=("self",), no_key=True).get(pk=rubric.pk)


def _store(known: Mapping[str, DraftedHint], changed: Mapping[str, str], by: User, now: datetime) -> None:
    HintDraft.objects.bulk_create(
        (
            HintDraft(
                criterion_id=known[code].row.pk,
                text=text,
                version=known[code].version + 1,
                changed_at=now,
                changed_by=by,
            )
            for code, text in changed.items()
        ),
        update_conflicts=True,
        unique_fields=["criterion"],
        update_fields=["text", "version", "changed_at", "changed_by"],
    )
