"""Load the decree's table from its document, and update a portal that already has it to a corrected document."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from audit.services import record
from kernel.deadlines import CITY_ZONE
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.core import Node, validate_rubric
from scoring.models import Criterion, FigureConfirmation, Rubric, RubricDecision, RubricInForce, SelfAssessment
from scoring.queries import forget_tables
from scoring.services.drafts import draft_rubric
from scoring.services.rubrics import put_into_use

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_WORDS = ("title_vi", "title_en", "evidence_vi", "applies_when_vi", "applies_in_part", "scoring_hint_vi")
_ORIGIN = ("provenance", "provenance_note")
# The origin of a figure that a person confirmed, or set by a decision, is never overwritten.
_PERSONS_WORD = (Criterion.Provenance.CORRECTED, Criterion.Provenance.DECIDED)


@transaction.atomic
def load_rubric(document: Mapping[str, Any], *, by: User | None, now: datetime) -> tuple[Rubric, bool]:
    """Load the decree's table from its document and put it into use; (rubric, did anything change).

    An existing table keeps its figures; its wording and the origins of its figures are updated from the document,
    except what a person confirmed. Where a past year used it, that year keeps its exact wording: the corrected wording
    becomes a new version. Loading again changes nothing.

    Raises:
        Refused: the table does not total 100, its sums differ, or rows are malformed [S1, S7]; or the figures of the
            existing table differ. Nothing is written.
    """
    refuse_if(document_problems(document))
    there = _latest_loaded(document["code"])
    if there is None:
        return _replace(document, by=by, now=now), True
    refuse_if(_difference_problems(there, document))
    if not _rows_to_correct(there, document):
        return there, False
    if _is_part_of_the_past(there, now=now):
        there = _corrected_version(there, document, by=by, now=now)
    else:
        _correct(there, document)
        record("scoring.correct_wording", by=by, now=now, on=there)
    forget_tables()
    return there, True


def _latest_loaded(code: str) -> Rubric | None:
    """The most recently loaded table of the decree; corrected versions have its code with a number."""
    tables = Rubric.objects.select_for_update(of=("self",)).filter(Q(code=code) | Q(code__regex=rf"^{code}-v[0-9]+$"))
    return tables.exclude(state=Rubric.State.DRAFT).order_by("-pk").first()


def _replace(document: Mapping[str, Any], *, by: User | None, now: datetime) -> Rubric:
    rubric = Rubric(
        code=document["code"],
        decision_vi=document["decision_vi"],
        title_vi=document["title_vi"],
        title_en=document["title_en"],
        applies_from_year=document["applies_from_year"],
    )
    rubric.full_clean()
    rubric.save()
    for group in document["groups"]:
        _create_row(rubric, group, parent=None)
    record("scoring.load_rubric", by=by, now=now, on=rubric)
    return put_into_use(
        rubric,
        _decree(rubric, document.get("decision_number") or document["decision_vi"][:60], now=now),
        by=by,
        now=now,
    )


def _decree(rubric: Rubric, number: str, *, now: datetime) -> RubricDecision:
    """The decree itself, whose date is illegible in the scan."""
    return RubricDecision(rubric=rubric, number=number, recorded_at=now)


def _is_part_of_the_past(rubric: Rubric, *, now: datetime) -> bool:
    """True where a past year used it: its report was due, or a dossier's appraisal is confirmed."""
    cycles = RubricInForce.objects.filter(rubric=rubric)
    if cycles.filter(cycle__report_before__lte=now.astimezone(CITY_ZONE).date()).exists():
        return True
    return SelfAssessment.objects.filter(rubric=rubric, state=SelfAssessment.State.CLOSED).exists()


def _rows_to_correct(rubric: Rubric, document: Mapping[str, Any]) -> list[Criterion]:
    """The rows whose texts differ from the document, with their new texts; confirmed origins are not changed."""
    wanted = {row["code"]: _texts_of(row) for row in rows_of_document(document["groups"])}
    confirmed = set(FigureConfirmation.objects.filter(criterion__rubric=rubric).values_list("criterion", flat=True))
    rows = []
    for row in rubric.criteria.all():
        words = dict(wanted[row.code])
        if row.pk in confirmed or row.provenance in _PERSONS_WORD:
            words = {field: words[field] for field in _WORDS}
        if any(getattr(row, field) != value for field, value in words.items()):
            for field, value in words.items():
                setattr(row, field, value)
            rows.append(row)
    return rows


def _correct(rubric: Rubric, document: Mapping[str, Any]) -> None:
    """One row at a time: the database allows new wording in a published table only with a new version of the row."""
    for row in _rows_to_correct(rubric, document):
        row.version += 1
        row.full_clean(exclude=["rubric", "parent"])
        row.save(update_fields=[*_WORDS, *_ORIGIN, "version"])


def _corrected_version(there: Rubric, document: Mapping[str, Any], *, by: User | None, now: datetime) -> Rubric:
    """The same figures with the corrected wording, for coming years; the former version is retired."""
    number = Rubric.objects.filter(code__startswith=f"{document['code']}-v").count() + 2
    draft = draft_rubric(
        base=there,
        code=f"{document['code']}-v{number}",
        title_vi=there.title_vi,
        title_en=there.title_en,
        decision_vi=there.decision_vi,
        applies_from_year=there.applies_from_year,
        by=by,
        now=now,
    )
    _correct(draft, document)
    before = there.decision
    decision = RubricDecision(
        rubric=draft, number=before.number, dated_on=before.dated_on, file=before.file, recorded_at=now
    )
    put_into_use(draft, decision, by=by, now=now)
    if there.state == Rubric.State.PUBLISHED:
        there.retire()
        there.save()
        record("scoring.retire_rubric", by=by, now=now, on=there)
    return draft


def _texts_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The texts of a row in the document, as the fields of a criterion."""
    texts = {field: row.get(field, "") for field in (*_WORDS, *_ORIGIN)}
    return texts | {"applies_in_part": bool(row.get("applies_in_part"))}


def document_problems(document: Mapping[str, Any]) -> list[Problem]:
    """Every reason why a document is no valid scoring table [S1, S7]."""
    malformed = [problem for row in rows_of_document(document["groups"]) for problem in _row_problems(row)]
    return malformed or validate_rubric(_table_of_document(document), step=Decimal("0.01"))


def rows_of_document(rows: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every row of a document's table, in its order."""
    for row in rows:
        yield row
        yield from rows_of_document(row.get("children", []))


def _row_problems(row: Mapping[str, Any]) -> Iterator[Problem]:
    code = str(row.get("code", ""))
    group, *numbers = code.split(".")
    if group not in _ROMAN or not all(number.isdecimal() for number in numbers):
        yield Problem("criterion_code_malformed", where=code)
    try:
        Decimal(row["max_points"])
    except (KeyError, InvalidOperation, TypeError):
        yield Problem("criterion_points_malformed", where=code)
    if row.get("provenance") not in Criterion.Provenance:
        yield Problem("criterion_provenance_unknown", where=code)


def _table_of_document(document: Mapping[str, Any]) -> Node:
    def node(row: Mapping[str, Any]) -> Node:
        return Node(row["code"], Decimal(row["max_points"]), tuple(node(child) for child in row.get("children", [])))

    return Node("", Decimal(document["total_points"]), tuple(node(group) for group in document["groups"]))


def _difference_problems(rubric: Rubric, document: Mapping[str, Any]) -> list[Problem]:
    """Loading never changes the figures of an existing table: that needs a new version [S7]."""
    stored = dict(rubric.criteria.values_list("code", "max_points"))
    wanted = {row["code"]: Decimal(row["max_points"]) for row in rows_of_document(document["groups"])}
    return [
        Problem("rubric_differs_from_loaded", where=code, clause="S7")
        for code in sorted(stored.keys() | wanted.keys())
        if stored.get(code) != wanted.get(code)
    ]


def sort_key(code: str) -> str:
    """Write "I.1.10" as "01.001.010", so that rows sort in the order of the printed table."""
    group, *numbers = code.split(".")
    return ".".join([f"{_ROMAN[group]:02}", *(f"{int(number):03}" for number in numbers)])


def _create_row(rubric: Rubric, row: Mapping[str, Any], *, parent: Criterion | None) -> None:
    criterion = Criterion(
        rubric=rubric,
        parent=parent,
        code=row["code"],
        sort_key=sort_key(row["code"]),
        is_leaf=not row.get("children"),
        max_points=Decimal(row["max_points"]),
        **_texts_of(row),
    )
    criterion.full_clean(exclude=["rubric", "parent"])
    criterion.save()
    for child in row.get("children", []):
        _create_row(rubric, child, parent=criterion)
