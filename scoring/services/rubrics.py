"""Loading, publishing and reading the scoring table."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.db import transaction

from audit.services import record
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.core import Node, validate_rubric
from scoring.models import Criterion, Rubric
from scoring.policies import editing_problems, partial_step_problems, rescaling_problems

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


@transaction.atomic
def load_rubric(document: Mapping, *, by, now: datetime) -> tuple[Rubric, bool]:
    """Load the decree's table from its document and publish it; (rubric, was it new). Loading again changes nothing.

    Raises:
        Refused: the table does not total 100, its sums differ, or rows are malformed [S1, S7]; nothing is written.
    """
    refuse_if(document_problems(document))
    there = Rubric.objects.select_for_update(of=("self",)).filter(code=document["code"]).first()
    if there is not None:
        refuse_if(_difference_problems(there, document))
        return there, False
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
    return publish_rubric(rubric=rubric, by=by, now=now), True


@transaction.atomic
def publish_rubric(*, rubric: Rubric, by, now: datetime, seen_version: int | None = None) -> Rubric:
    """Publish a draft: from now on cycles may begin with it, and it never changes [S7].

    `seen_version` is the version of its points that the person confirmed; None where nobody had it before their eyes.

    Raises:
        Refused: it does not total exactly 100, its sums differ, a leaf of the criteria set is missing or a new one
            stands in it, a group is empty, it changed meanwhile, or it is no draft any more.
    """
    rubric = Rubric.objects.select_for_update(of=("self",)).get(pk=rubric.pk)
    refuse_if(editing_problems(rubric, seen_version=seen_version))
    refuse_if(publication_problems(rubric))
    rubric.publish(at=now)
    rubric.full_clean()
    rubric.save()
    record("scoring.publish_rubric", by=by, now=now, on=rubric)
    return rubric


def publication_problems(rubric: Rubric) -> list[Problem]:
    """Every reason why a draft cannot be published as it stands [S1, S2, S7]; its criteria set is its base's."""
    known = None
    if rubric.base_id:
        known = set(Criterion.objects.filter(rubric=rubric.base_id, is_leaf=True).values_list("code", flat=True))
    problems = validate_rubric(_read_table(rubric.pk), known_codes=known, step=Decimal(rubric.step))
    leaves = list(rubric.criteria.filter(is_leaf=True))
    return [*problems, *partial_step_problems(leaves, step=Decimal(rubric.step)), *rescaling_problems(rubric, leaves)]


def table_of(rubric: Rubric) -> Node:
    """The table as the heart knows it. A published table never changes [S7], so it is read once."""
    return _read_table(rubric.pk) if rubric.state == Rubric.State.DRAFT else _frozen_table(rubric.pk, rubric.code)


@lru_cache(maxsize=64)
def _frozen_table(pk: int, code: str) -> Node:
    return _read_table(pk)


def _read_table(pk: int) -> Node:
    rows = Criterion.objects.filter(rubric=pk).order_by("sort_key").values_list("pk", "parent", "code", "max_points")
    children: dict[int | None, list] = {}
    for row in rows:
        children.setdefault(row[1], []).append(row)

    def node(pk: int, code: str, max_points: Decimal) -> Node:
        return Node(code, max_points, tuple(node(p, c, m) for p, _, c, m in children.get(pk, ())))

    groups = tuple(node(p, c, m) for p, _, c, m in children.get(None, ()))
    return Node("", sum((group.max_points for group in groups), Decimal(0)), groups)


def document_problems(document: Mapping) -> list[Problem]:
    """Every reason why a document is no valid scoring table [S1, S7]."""
    malformed = [problem for row in _rows(document["groups"]) for problem in _row_problems(row)]
    return malformed or validate_rubric(_table_of_document(document), step=Decimal("0.01"))


def _rows(rows: list[Mapping]) -> Iterator[Mapping]:
    for row in rows:
        yield row
        yield from _rows(row.get("children", []))


def _row_problems(row: Mapping) -> Iterator[Problem]:
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


def _table_of_document(document: Mapping) -> Node:
    def node(row: Mapping) -> Node:
        return Node(row["code"], Decimal(row["max_points"]), tuple(node(child) for child in row.get("children", [])))

    return Node("", Decimal(document["total_points"]), tuple(node(group) for group in document["groups"]))


def _difference_problems(rubric: Rubric, document: Mapping) -> list[Problem]:
    """A table that is already there is not changed by loading: a new version is the way [S7]."""
    stored = dict(rubric.criteria.values_list("code", "max_points"))
    wanted = {row["code"]: Decimal(row["max_points"]) for row in _rows(document["groups"])}
    return [
        Problem("rubric_differs_from_loaded", where=code, clause="S7")
        for code in sorted(stored.keys() | wanted.keys())
        if stored.get(code) != wanted.get(code)
    ]


def sort_key(code: str) -> str:
    """ "I.1.10" as "01.001.010", so that rows sort as the table prints them."""
    group, *numbers = code.split(".")
    return ".".join([f"{_ROMAN[group]:02}", *(f"{int(number):03}" for number in numbers)])


def _create_row(rubric: Rubric, row: Mapping, *, parent: Criterion | None) -> None:
    criterion = Criterion(
        rubric=rubric,
        parent=parent,
        code=row["code"],
        sort_key=sort_key(row["code"]),
        is_leaf=not row.get("children"),
        title_vi=row["title_vi"],
        title_en=row["title_en"],
        max_points=Decimal(row["max_points"]),
        evidence_vi=row.get("evidence_vi", ""),
        applies_when_vi=row.get("applies_when_vi", ""),
        provenance=row["provenance"],
        provenance_note=row.get("provenance_note", ""),
    )
    criterion.full_clean(exclude=["rubric", "parent"])
    criterion.save()
    for child in row.get("children", []):
        _create_row(rubric, child, parent=criterion)
