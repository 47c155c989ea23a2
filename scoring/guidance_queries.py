"""The hints of the guidance on a table: as drafted, as in force, and as each version gave them [S2, S7]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Subquery
from django.db.models.functions import JSONObject

from papers.models import Draft
from scoring.models import GuidanceHint, HintDraft, Rubric
from scoring.queries import CriterionRow, criterion_rows

GUIDANCE = "scoring.guidance"


@dataclass(frozen=True, slots=True)
class Hint:
    """A criterion's hint for display; `number` and `dated` are of the guidance that gives it, empty for the table's."""

    text: str
    number: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class DraftedHint:
    """A criterion with its hint as drafted, and the version that the person saw."""

    row: CriterionRow
    text: str
    version: int


def guidance_papers(rubric: Rubric) -> QuerySet[Draft]:
    """The issued versions of the guidance on this table, the newest first."""
    issued = Draft.objects.filter(kind=GUIDANCE, subject=rubric.code, issued_at__isnull=False)
    return issued.select_related("signed", "corrected_by", "corrects").order_by("-pk")


def guidance_in_force(rubric: Rubric) -> Draft | None:
    """The newest issued version; None where there is none, or where it was revoked."""
    return standing(guidance_papers(rubric).first())


def standing(newest: Draft | None) -> Draft | None:
    """The newest issued version, where there is one and it was not revoked."""
    return newest if newest is not None and newest.revoked_at is None else None


def hints_in_force(rubric: Rubric) -> dict[int, Hint]:
    """The hint of each criterion by its key, from the guidance in force; one query.

    The newest issued version is in force unless it was revoked. A criterion on which it says nothing has no hint.
    Where no guidance is in force, the table's own hints apply.
    """
    rows = _issued_hints(rubric).values_list("criterion", "text", "paper__number", "paper__dated")
    issued = {pk: Hint(text, number, dated) for pk, text, number, dated in rows}
    own = {row.pk: Hint(row.scoring_hint) for row in criterion_rows(rubric)}
    return {pk: hint for pk, hint in (own | issued).items() if hint.text}


def issued_hint(rubric: Rubric, criterion: int) -> Subquery:
    """The hint of one criterion by the guidance in force, as an expression for the query that a page makes anyway."""
    facts = JSONObject(text=F("text"), number=F("paper__number"), dated=F("paper__dated"))
    return Subquery(_issued_hints(rubric).filter(criterion=criterion).values(facts=facts)[:1])


def hint_of(row: CriterionRow, issued: Mapping[str, str] | None) -> Hint | None:
    """The hint of one criterion for display; `issued` is the value of `issued_hint`. None where there is none."""
    if issued is None:
        return Hint(row.scoring_hint) if row.scoring_hint else None
    dated = date.fromisoformat(issued["dated"])
    return Hint(issued["text"], issued["number"], dated) if issued["text"] else None


def _issued_hints(rubric: Rubric) -> QuerySet[GuidanceHint]:
    """The hints of the newest issued version, where it was not revoked."""
    newest = Subquery(guidance_papers(rubric).values("pk")[:1])
    return GuidanceHint.objects.filter(paper=newest, paper__revoked_at=None).order_by()


def drafted_hints(rubric: Rubric) -> list[DraftedHint]:
    """Every criterion that earns points with its drafted hint, else the table's own, in the table's order."""
    known = {one.criterion_id: one for one in HintDraft.objects.filter(criterion__rubric=rubric)}
    return [
        DraftedHint(row, known[row.pk].text, known[row.pk].version)
        if row.pk in known
        else DraftedHint(row, row.scoring_hint, 0)
        for row in criterion_rows(rubric)
        if row.is_leaf
    ]


def hint_texts(rubric: Rubric) -> Mapping[int, str]:
    """The drafted hints by their criterion's key: what the next issue of the guidance says."""
    return {one.row.pk: one.text for one in drafted_hints(rubric)}


def is_guidance_open(rubric: Rubric) -> bool:
    """True while its hints may be edited: no version is issued, or a correction is begun."""
    latest = Draft.objects.filter(kind=GUIDANCE, subject=rubric.code, is_latest=True).first()
    return latest is None or latest.issued_at is None


def hints_of_version(paper: Draft, rubric: Rubric) -> list[tuple[CriterionRow, str]]:
    """What one issued version says, criterion by criterion, in the table's order."""
    texts = dict(GuidanceHint.objects.filter(paper=paper).values_list("criterion", "text"))
    return [(row, texts[row.pk]) for row in criterion_rows(rubric) if texts.get(row.pk)]
