"""The state of each paper of a dossier for a page, with nothing left to query."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Max, Q
from django.utils import translation

from documents.numbers import points_text
from evidence.models import DossierPart
from kernel.problems import Problem
from scoring.models import SelfAssessment

# Rendering takes seconds; after this time the page says so and offers to request it again.
PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class PaperState:
    """One paper on a page. `state` is "none", "rendering", "lost" or "rendered".

    `outdated`: a score, an explanation or a file changed after the PDF was made. `silent_on_total`: the typed text of a
    letter or a report does not contain the present total, so its figures may be old. `signed_outdated`: a score or an
    explanation changed after the signed copy was uploaded.
    """

    year: int
    code: str
    kind: str
    label: str
    state: str
    number: str = ""
    rendered_at: datetime | None = None
    rendering_since: datetime | None = None
    size: int = 0
    outdated: bool = False
    signed_at: datetime | None = None
    signed_name: str = ""
    total: Decimal = Decimal(0)
    silent_on_total: bool = False
    signed_outdated: bool = False


def paper_problems(assessment: SelfAssessment, kind: str) -> Iterator[Problem]:
    """Why a paper can no longer be changed: the dossier was sent with it [R2]."""
    if assessment.state not in (SelfAssessment.State.OPEN, SelfAssessment.State.RETURNED):
        yield Problem("paper_locked", where=kind, clause="R2")


def paper_state(assessment: SelfAssessment, kind: str, *, now: datetime) -> PaperState:
    """The state of one paper."""
    return next(state for state in paper_states(assessment, now=now) if state.kind == kind)


def parts_of(assessment: SelfAssessment) -> dict[str, DossierPart]:
    """The papers that are begun, by kind, in the order of their kinds; one query."""
    parts = assessment.parts.select_related("rendered", "signed__inspection", "signed_by").order_by("kind")
    return {part.kind: part for part in parts}


class Changed(NamedTuple):
    """When a score or an explanation last changed, when any of these or a file of evidence did, and how many files."""

    scores: datetime | None
    anything: datetime | None
    files: int


def paper_states(
    assessment: SelfAssessment,
    *,
    now: datetime,
    parts: Mapping[str, DossierPart] | None = None,
    changed: Changed | None = None,
) -> list[PaperState]:
    """The states of the three papers in the decree's order, begun or not; no query where the others are given."""
    parts = parts_of(assessment) if parts is None else parts
    changed = changed or changed_of(assessment)
    return [_state(assessment, kind, parts.get(kind), changed, now) for kind in DossierPart.Kind]


def changed_of(assessment: SelfAssessment) -> Changed:
    """When a dossier last changed; its files include those of an unsent answer, and no removed ones. One query."""
    found = assessment.scores.aggregate(
        scored=Max("changed_at"),
        added=Max("evidence_items__added_at"),
        removed=Max("evidence_items__removed_at"),
        files=Count("evidence_items", filter=Q(evidence_items__removed_at=None)),
    )
    moments = [found[name] for name in ("scored", "added", "removed") if found[name]]
    return Changed(found["scored"], max(moments, default=None), found["files"])


def _is_after(changed_at: datetime | None, made_at: datetime | None) -> bool:
    return bool(made_at and changed_at and changed_at > made_at)


def _state(assessment, kind, part, changed: Changed, now) -> PaperState:
    registration = assessment.registration
    address = {"year": registration.cycle.year, "code": registration.commune.code, "kind": kind.value}
    if part is None:
        return PaperState(**address, label=kind.label, state="none")
    return PaperState(
        **address,
        label=kind.label,
        state=_word(part, now),
        number=part.number,
        rendered_at=part.rendered_at,
        rendering_since=part.rendering_since,
        size=part.rendered.size if part.rendered else 0,
        outdated=_is_after(changed.anything, part.rendered_at),
        signed_outdated=_is_after(changed.scores, part.signed_at),
        signed_at=part.signed_at,
        signed_name=part.signed.name if part.signed else "",
        total=assessment.total,
        silent_on_total=bool(part.text) and kind != DossierPart.Kind.TABLE and not _names(part.text, assessment.total),
    )


def _word(part, now) -> str:
    if part.rendering_since:
        return "rendering" if now - part.rendering_since < PATIENCE else "lost"
    return "rendered" if part.rendered_at else "none"


def _names(text, total) -> bool:
    """True where a typed text contains the total, as 94,5 or 94,50."""
    with translation.override("vi"):
        shapes = points_text(total), points_text(total, places=2)
    return any(re.search(rf"(?<![\d,]){shape}(?![\d]|,\d)", text) for shape in shapes)
