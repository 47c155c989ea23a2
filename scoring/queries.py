"""Queries on the scoring table, self-assessments and their scores."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from django.db.models import Case, Count, Exists, F, Model, Q, QuerySet, When
from django.utils.translation import get_language

from accounts.models import Role, User
from accounts.queries import has_role, hidden_units, units_of
from communes.models import Cycle
from communes.queries import CITY_WIDE
from scoring.addresses import DossierAddress
from scoring.core import Node, NotApplicable, evidence_sets
from scoring.models import Criterion, FigureConfirmation, Rubric, RubricInForce, SelfAssessment

FIRST_TO_CONFIRM = "II.1"
"""The figure that is the least certain: 2 or 5."""

SEES_ALL = tuple(role for role in CITY_WIDE if role != Role.ADMINISTRATOR)


_UNIT = "registration__commune__code__in"


def assessments_visible_to(user) -> QuerySet[SelfAssessment]:
    """The department, the team and the city see sent ones, except where they are recused [S8].

    A commune's people see their own, sent or not; other people see none.
    """
    works = _works()
    own = Q(**{_UNIT: units_of(user)})
    if not has_role(user, *SEES_ALL):
        return works.filter(own)
    sent = ~Q(state=SelfAssessment.State.OPEN)
    if hidden := hidden_units(user):
        sent &= ~Q(**{_UNIT: hidden})
    return works.filter(own | sent)


def assessments_listed_for(user) -> QuerySet[SelfAssessment]:
    """The rows of the city's lists and counts, including unsent ones, of which only the progress may be shown."""
    if not has_role(user, *SEES_ALL):
        return assessments_visible_to(user)
    hidden = hidden_units(user)
    return _works().exclude(**{_UNIT: hidden}) if hidden else _works()


def _works() -> QuerySet[SelfAssessment]:
    return SelfAssessment.objects.select_related("registration__commune", "registration__cycle", "rubric")


def sent_first(field: str) -> Case | F:
    """The total for ordering a list: only sent ones have a value, because the others show none."""
    return Case(When(state=SelfAssessment.State.OPEN, then=None), default=F(field)) if field == "total" else F(field)


def address_to_score(user: User, *, year: int, code: str) -> DossierAddress | None:
    """One commune's dossier of a year for people who may score it; None where they may not know that it exists.

    This starts the portal's most frequent write, so it reads nothing: the service reads the dossier under its lock.
    """
    if code in hidden_units(user) or (not has_role(user, *SEES_ALL) and code not in units_of(user)):
        return None
    return DossierAddress(year, code)


def rubric_in_force(pk: int) -> Rubric:
    """A year's scoring table. A published table never changes [S7] and is cached; a draft is read each time."""
    rubric = _frozen_rubric(pk)
    if rubric.state == Rubric.State.DRAFT:
        _frozen_rubric.cache_clear()
    return rubric


def table_in_force(cycle: Cycle) -> Rubric:
    """The scoring table that a year began with [S7].

    Raises:
        Rubric.DoesNotExist: the year has none.
    """
    return Rubric.objects.get(cycles_in_force__cycle=cycle)


def has_table(year: int) -> Exists:
    """Whether the portal ran that year: an annotation, which costs no query."""
    return Exists(RubricInForce.objects.filter(cycle__year=year))


@lru_cache(maxsize=64)
def _frozen_rubric(pk: int) -> Rubric:
    return Rubric.objects.get(pk=pk)


def forget_tables() -> None:
    """Clear the cache of tables: only for the command that corrects the wording of a published table."""
    _frozen_rubric.cache_clear()
    _frozen_rows.cache_clear()


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A row of a scoring table, with the evidence expected for it or for a row above it.

    `evidence_set` is the code of the criterion whose evidence set contains the row [dossier 4]; "" above the sets.
    """

    pk: int
    code: str
    parent_code: str
    depth: int
    is_leaf: bool
    title_vi: str
    title_en: str
    max_points: Decimal
    own_evidence: str
    expected_evidence: str
    applies_when: str
    applies_in_part: bool
    scoring_hint: str
    partial_steps: tuple[int, ...]
    provenance: str
    provenance_note: str
    evidence_set: str

    @property
    def title(self) -> str:
        """The content in the active language."""
        return self.title_en if get_language() == "en" else self.title_vi

    @property
    def group_code(self) -> str:
        return self.code.partition(".")[0]


def policy_of(rubric: Rubric) -> NotApplicable:
    """How this table scores a criterion that does not apply [S9]."""
    return NotApplicable(rubric.not_applicable)


def criterion_rows(rubric: Rubric) -> tuple[CriterionRow, ...]:
    """All rows of a table in its order. A published table never changes [S7], so it is cached."""
    if rubric.state == Rubric.State.DRAFT:
        return _read_rows(rubric.pk)
    return _frozen_rows(rubric.pk, rubric.code)


def criterion_codes(rubric: Rubric) -> list[str]:
    """The codes of a table's criteria, in its order."""
    return [row.code for row in criterion_rows(rubric) if row.is_leaf]


@lru_cache(maxsize=64)
def _frozen_rows(pk: int, code: str) -> tuple[CriterionRow, ...]:
    return _read_rows(pk)


def _read_rows(pk: int) -> tuple[CriterionRow, ...]:
    rows: dict[int, CriterionRow] = {}
    criteria = list(Criterion.objects.filter(rubric=pk).order_by("sort_key"))
    sets = evidence_sets((row.code, bool(row.evidence_vi)) for row in criteria)
    for criterion in criteria:
        parent = rows[criterion.parent_id] if criterion.parent_id else None
        rows[criterion.pk] = CriterionRow(
            pk=criterion.pk,
            code=criterion.code,
            parent_code=parent.code if parent else "",
            depth=criterion.code.count("."),
            is_leaf=criterion.is_leaf,
            title_vi=criterion.title_vi,
            title_en=criterion.title_en,
            max_points=criterion.max_points,
            own_evidence=criterion.evidence_vi,
            expected_evidence=criterion.evidence_vi or (parent.expected_evidence if parent else ""),
            applies_when=criterion.applies_when_vi,
            applies_in_part=criterion.applies_in_part,
            scoring_hint=criterion.scoring_hint_vi,
            partial_steps=tuple(criterion.partial_steps),
            provenance=criterion.provenance,
            provenance_note=criterion.provenance_note,
            evidence_set=sets[criterion.code],
        )
    return tuple(rows.values())


def unconfirmed_figures(rubric: Rubric) -> int:
    """The number of assumed figures of a table that are not confirmed against the signed original."""
    return _unconfirmed().filter(rubric=rubric).count()


def published_with_open_figures() -> QuerySet[Rubric]:
    """The published tables with figures to confirm, the newest first; `unconfirmed` is how many."""
    assumed = Q(criteria__is_leaf=True, criteria__provenance=Criterion.Provenance.ASSUMED, criteria__confirmation=None)
    tables = Rubric.objects.filter(state=Rubric.State.PUBLISHED).annotate(unconfirmed=Count("criteria", filter=assumed))
    return tables.filter(unconfirmed__gt=0).order_by("-pk")


def unconfirmed_by_table(cycle: Cycle) -> list[tuple[str, int]]:
    """The code of the year's table and the number of its unconfirmed figures; empty where all are. One query."""
    counts = _unconfirmed().filter(rubric__cycles_in_force__cycle=cycle).values_list("rubric__code")
    return list(counts.annotate(Count("pk")).order_by("rubric__code"))


def _unconfirmed() -> QuerySet[Criterion]:
    return Criterion.objects.filter(is_leaf=True, provenance=Criterion.Provenance.ASSUMED, confirmation=None)


def assumed_criteria(rubric: Rubric, confirmed: Container[str] | None = None) -> tuple[str, ...]:
    """The criteria whose figure is illegible in the scan and not confirmed: II.1 first, then in the table's order.

    A table without such figures needs no query; a confirmation takes effect at once. `confirmed` are the codes of the
    confirmed criteria, where they are read already.
    """
    if not open_figures(rubric, ()):
        return ()
    if confirmed is None:
        known = FigureConfirmation.objects.filter(criterion__rubric=rubric)
        confirmed = set(known.values_list("criterion__code", flat=True))
    codes = open_figures(rubric, confirmed)
    return tuple(sorted(codes, key=lambda code: code != FIRST_TO_CONFIRM))


def open_figures(rubric: Rubric, confirmed: Container[str]) -> list[str]:
    """The criteria whose figure is assumed, without the `confirmed` ones, in the table's order."""
    rows = (row for row in criterion_rows(rubric) if row.is_leaf and row.provenance == Criterion.Provenance.ASSUMED)
    return [row.code for row in rows if row.code not in confirmed]


@dataclass(frozen=True, slots=True)
class RubricRow:
    """A version in the list: its state, its origin, the years that use it, and the figures to confirm."""

    code: str
    title: str
    decision: str
    state: str
    state_label: str
    applies_from: int
    base: str
    years: tuple[int, ...]
    unconfirmed: int


def rubric_rows(user) -> list[RubricRow]:
    """Every version this person sees, the newest first."""
    unconfirmed = dict(_unconfirmed().order_by().values_list("rubric").annotate(Count("pk")))
    years: dict[int, list[int]] = {}
    for rubric, year in RubricInForce.objects.order_by("cycle__year").values_list("rubric", "cycle__year"):
        years.setdefault(rubric, []).append(year)
    return [
        RubricRow(
            code=table.code,
            title=table.title,
            decision=table.decision_vi,
            state=table.state,
            state_label=table.get_state_display(),
            applies_from=table.applies_from_year,
            base=table.base.code if table.base else "",
            years=tuple(years.get(table.pk, ())),
            unconfirmed=unconfirmed.get(table.pk, 0),
        )
        for table in rubrics_visible_to(user).order_by("-pk")
    ]


def years_with(rubric: Rubric) -> list[int]:
    """The years that began with this version and keep it [S7]."""
    return list(rubric.cycles_in_force.order_by("cycle__year").values_list("cycle__year", flat=True))


def confirmations_of(rubric: Rubric) -> dict[str, FigureConfirmation]:
    """The confirmed figures of a table, by their criterion's code."""
    known = FigureConfirmation.objects.filter(criterion__rubric=rubric)
    return {one.criterion.code: one for one in known.select_related("criterion", "confirmed_by", "scan")}


def criteria_visible_to(user) -> QuerySet[Criterion]:
    """The rows of the tables this person sees."""
    rows = Criterion.objects.select_related("rubric__base", "rubric__changed_by")
    return rows.filter(rubric__in=rubrics_visible_to(user))


def rubrics_visible_to(user) -> QuerySet[Rubric]:
    """Published and retired tables are public [S8]; a draft is visible inside the city until it is published [S7]."""
    tables = Rubric.objects.select_related("base", "changed_by", "decision__file")
    return tables if has_role(user, *CITY_WIDE) else tables.exclude(state=Rubric.State.DRAFT)


def table_of(rubric: Rubric) -> Node:
    """The table as `scoring.core` takes it. A published table never changes [S7], so it is cached."""
    return _read_table(rubric.pk) if rubric.state == Rubric.State.DRAFT else _frozen_table(rubric.pk, rubric.code)


@lru_cache(maxsize=64)
def _frozen_table(pk: int, code: str) -> Node:
    return _read_table(pk)


def _read_table(pk: int) -> Node:
    rows = Criterion.objects.filter(rubric=pk).order_by("sort_key").values_list("pk", "parent", "code", "max_points")
    children: dict[int | None, list[tuple[int, int | None, str, Decimal]]] = {}
    for row in rows:
        children.setdefault(row[1], []).append(row)

    def node(pk: int, code: str, max_points: Decimal) -> Node:
        return Node(code, max_points, tuple(node(p, c, m) for p, _, c, m in children.get(pk, ())))

    groups = tuple(node(p, c, m) for p, _, c, m in children.get(None, ()))
    return Node("", sum((group.max_points for group in groups), Decimal(0)), groups)


S = TypeVar("S", bound=Model)


class ScoreRow(Protocol):
    """The fields of a score, as an instance or as a row of a query."""

    @property
    def points(self) -> Decimal | None: ...

    @property
    def not_applicable(self) -> bool: ...


def read_scores(rows: QuerySet[S], codes: Mapping[int, str], criterion: str, *facts: str) -> tuple[S, dict[str, Any]]:
    """The score of `criterion`, and every score (including that one) by its criterion's code; one query.

    The others are plain rows for the sums: building 69 instances to change one costs more than the query itself.

    `codes` maps the criterion's key to its code, `facts` are annotations added to every score.

    Raises:
        KeyError: there is no such criterion.
    """
    names = [field.attname for field in rows.model._meta.concrete_fields]
    read = rows.order_by().values_list(*names, *facts, named=True)
    by_code: dict[str, Any] = {codes[row.criterion_id]: row for row in read}
    row = by_code[criterion]
    score = by_code[criterion] = rows.model.from_db(rows.db, names, row[: len(names)])
    for name in facts:
        setattr(score, name, getattr(row, name))
    return score, by_code
