"""A published table never changes: the database itself refuses it [S7]."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from scoring.models import Criterion, Rubric
from tests.factories.scoring import RubricFactory

pytestmark = pytest.mark.django_db

ATTEMPTS = {
    "points": lambda rubric: rubric.criteria.filter(code="I.1").update(max_points=Decimal(9)),
    "wording": lambda rubric: rubric.criteria.filter(code="I.1").update(title_vi="Khác"),
    "provenance": lambda rubric: rubric.criteria.filter(code="I.1").update(provenance="derived"),
    "moving out": lambda rubric: rubric.criteria.filter(code="I.1").update(rubric=_draft()),
    "removing": lambda rubric: rubric.criteria.filter(code="I.1").delete(),
    "adding": lambda rubric: _add(rubric),
    "step": lambda rubric: Rubric.objects.filter(pk=rubric.pk).update(step=Decimal("0.5")),
    "code": lambda rubric: Rubric.objects.filter(pk=rubric.pk).update(code="khac"),
    "back to draft": lambda rubric: Rubric.objects.filter(pk=rubric.pk).update(state="draft", published_at=None),
    "deleting": lambda rubric: Rubric.objects.filter(pk=rubric.pk).delete(),
}


def _draft():
    return Rubric.objects.create(code="nhap", decision_vi="x", title_vi="x", title_en="x", applies_from_year=2026)


def _add(rubric, code="IV.3"):
    return Criterion.objects.create(
        rubric=rubric, code=code, sort_key="04.003", is_leaf=True, title_vi="x", title_en="x", max_points=0,
        provenance="legible",
    )  # fmt: skip


@pytest.mark.parametrize("state", ["published", "retired"])
@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_published_table_is_frozen(attempt, state):
    rubric = RubricFactory()
    if state == "retired":
        rubric.retire()
        rubric.save()
    before = (list(Rubric.objects.filter(pk=rubric.pk).values()), list(rubric.criteria.values()))

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        attempt(rubric)

    assert (list(Rubric.objects.filter(pk=rubric.pk).values()), list(rubric.criteria.values())) == before


def test_a_published_table_may_only_retire():
    rubric = RubricFactory()

    rubric.retire()
    rubric.save()

    assert Rubric.objects.get(pk=rubric.pk).state == Rubric.State.RETIRED


@pytest.mark.parametrize(("before", "after"), [("retired", "published"), ("draft", "retired")])
def test_no_other_move_of_the_state_is_possible(before, after):
    rubric = RubricFactory() if before == "retired" else _draft()
    if before == "retired":
        Rubric.objects.filter(pk=rubric.pk).update(state="retired")

    with pytest.raises(IntegrityError), transaction.atomic():
        Rubric.objects.filter(pk=rubric.pk).update(state=after)


def test_a_draft_changes_freely():
    rubric = _draft()
    criterion = _add(rubric, code="I.1")

    assert Criterion.objects.filter(pk=criterion.pk).update(max_points=5) == 1
    assert Criterion.objects.filter(pk=criterion.pk).delete()[0] == 1
    assert Rubric.objects.filter(pk=rubric.pk).delete()[0] == 1
