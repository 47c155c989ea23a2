"""Drafts of a new version: copied, edited, published, discarded; nothing half, nothing unseen [S7]."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit.models import Entry
from kernel.refusals import Refused
from scoring.models import Criterion, FigureConfirmation, Rubric
from scoring.services.drafts import (
    describe_draft,
    discard_draft,
    draft_rubric,
    edit_guidance,
    retire_rubric,
    set_points,
)
from scoring.services.rubrics import publish_rubric
from tests.factories.accounts import administrator, officer
from tests.factories.scoring import RubricFactory, decided, draft_of

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)
SAME = ("code", "is_leaf", "max_points", "title_vi", "evidence_vi", "provenance", "partial_steps", "parent__code")


@pytest.fixture
def by():
    return administrator()


@pytest.fixture
def draft():
    return draft_of(RubricFactory())


def worth(rubric):
    return {row.code: str(row.max_points.normalize()) for row in rubric.criteria.all() if row.code[:2] in {"I", "I."}}


def state_of(rubric):
    return (
        list(Rubric.objects.filter(pk=rubric.pk).values()),
        list(rubric.criteria.order_by("sort_key").values()),
        Entry.objects.count(),
    )


def refused(call, **arguments):
    with pytest.raises(Refused) as refusal:
        call(**arguments)
    return [(problem.code, problem.where) for problem in refusal.value.problems]


def test_a_draft_is_the_whole_copy_of_its_base_and_refers_to_it(by):
    base = RubricFactory()

    draft = draft_of(base, by=by, now=NOW)

    assert list(draft.criteria.order_by("sort_key").values(*SAME)) == list(
        base.criteria.order_by("sort_key").values(*SAME)
    )
    assert not set(draft.criteria.values_list("pk", flat=True)) & set(base.criteria.values_list("pk", flat=True))
    assert (draft.state, draft.base, draft.step, draft.version) == ("draft", base, base.step, 0)
    entry = Entry.objects.get(verb="scoring.draft_rubric")
    assert (entry.actor, entry.facts) == (by, {"base": base.code})


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_any_version_can_be_copied(state, by):
    base = RubricFactory()
    if state == "draft":
        base = draft_of(base)
    else:
        retire_rubric(rubric=base, by=by, now=NOW)

    assert draft_of(base, code="ban-sau").criteria.count() == 12


def test_a_copy_needs_a_code_of_its_own(by):
    base = RubricFactory()

    with pytest.raises(ValidationError) as refusal:
        draft_of(base, code=base.code)

    assert (set(refusal.value.error_dict), Rubric.objects.count()) == ({"code"}, 1)


def test_points_move_and_every_sum_follows(draft, by):
    """S1, S7"""
    set_points(rubric=draft, points={"I.1": Decimal("9.5"), "I.2": Decimal("15")}, seen_version=0, by=by, now=NOW)

    draft.refresh_from_db()
    assert worth(draft) == {"I": "24.5", "I.1": "9.5", "I.2": "15"}
    assert (draft.version, draft.changed_by, draft.changed_at) == (1, by, NOW)
    assert Entry.objects.get(verb="scoring.set_points").facts == {"moves": "I.1: 10 → 9,5; I.2: 14 → 15"}


def test_a_moved_figure_is_this_versions_own_until_it_moves_back(draft, by):
    for version, points in enumerate(("9", "10")):
        set_points(rubric=draft, points={"I.1": Decimal(points)}, seen_version=version, by=by, now=NOW)
        criterion = draft.criteria.get(code="I.1")
        assert (criterion.provenance, criterion.provenance_note) == (
            ("decided", "bang-thu: 10") if points == "9" else ("legible", "")
        )


def test_the_same_points_change_nothing_whatever_was_seen(draft, by):
    before = state_of(draft)

    set_points(rubric=draft, points={"I.1": Decimal("10.00")}, seen_version=7, by=by, now=NOW)

    assert state_of(draft) == before


@pytest.mark.parametrize(
    ("points", "problems"),
    [
        ({"I.1": "-1"}, [("rubric_points_negative", "I.1")]),
        ({"I.1": "0.1"}, [("rubric_points_off_step", "I.1")]),
        ({"I.1": "100.25"}, [("rubric_points_above_total", "I.1")]),
        ({"I": "24"}, [("rubric_leaf_unknown", "I")]),
        ({"V.1": "1"}, [("rubric_leaf_unknown", "V.1")]),
        (
            {"I.1": "9", "I.2": "-1", "II.1": "0.3"},
            [("rubric_points_negative", "I.2"), ("rubric_points_off_step", "II.1")],
        ),
    ],
)
def test_points_that_cannot_stand_are_refused_and_nothing_is_written(draft, by, points, problems):
    """S1, S7"""
    before = state_of(draft)
    points = {code: Decimal(value) for code, value in points.items()}

    assert refused(set_points, rubric=draft, points=points, seen_version=0, by=by, now=NOW) == problems
    assert state_of(draft) == before


def test_the_second_of_two_editors_sees_the_conflict(draft, by):
    set_points(rubric=draft, points={"I.1": Decimal(9)}, seen_version=0, by=by, now=NOW)
    before = state_of(draft)

    facts = {"rubric": draft, "points": {"I.2": Decimal(15)}, "seen_version": 0, "now": NOW}
    codes = [refused(set_points, **facts, by=one) for one in (officer(), by)]

    assert codes == [[("rubric_changed_meanwhile", "")], [("rubric_changed_in_own_window", "")]]
    assert state_of(draft) == before


@pytest.mark.parametrize("state", ["published", "retired"])
def test_only_a_draft_is_edited(state, by):
    """S7"""
    rubric = RubricFactory()
    if state == "retired":
        retire_rubric(rubric=rubric, by=by, now=NOW)
    before = state_of(rubric)
    criterion = rubric.criteria.get(code="I.1")
    frozen = [("rubric_not_a_draft", rubric.code)]

    assert refused(set_points, rubric=rubric, points={"I.1": Decimal(9)}, seen_version=0, by=by, now=NOW) == frozen
    assert refused(discard_draft, rubric=rubric, by=by, now=NOW) == frozen
    assert refused(edit_guidance, **guidance(criterion, by, evidence_vi="Khác")) == frozen
    assert refused(describe_draft, rubric=rubric, **description(step="0.5"), by=by, now=NOW) == frozen
    assert state_of(rubric) == before


def description(**changes):
    kept = {"title_vi": "Bảng mới", "title_en": "New table", "decision_vi": "Quyết định mới", "applies_from_year": 2028}
    kept["not_applicable"] = "rescale"
    return kept | {"step": Decimal(changes.pop("step", "0.25"))} | changes


def test_a_draft_is_described_again(draft, by):
    describe_draft(rubric=draft, **description(step="0.5"), by=by, now=NOW)

    draft.refresh_from_db()
    assert (draft.title_vi, draft.applies_from_year, draft.step) == ("Bảng mới", 2028, Decimal("0.5"))
    assert draft.not_applicable == "rescale"


def guidance(criterion, by, **changes):
    kept = {
        "evidence_vi": criterion.evidence_vi,
        "applies_when_vi": "",
        "scoring_hint_vi": "",
        "partial_steps": [],
        "title_vi": criterion.title_vi,
        "title_en": criterion.title_en,
        "reason": "",
        "seen_version": 0,
    }
    return {"criterion": criterion, **kept, **changes, "by": by, "now": NOW}


def test_guidance_changes_freely(draft, by):
    """S2, S9"""
    criterion = draft.criteria.get(code="I.1")
    texts = {"evidence_vi": "Quyết định", "applies_when_vi": "Chỉ xã", "scoring_hint_vi": "Đủ hồ sơ: 100 %"}

    edit_guidance(**guidance(criterion, by, **texts, partial_steps=[0, 50, 100]))

    criterion.refresh_from_db()
    assert {name: getattr(criterion, name) for name in texts} == texts
    assert (criterion.partial_steps, criterion.version) == ([0, 50, 100], 1)
    assert Entry.objects.get(verb="scoring.edit_guidance").facts["criterion"] == "I.1"


def test_the_criteria_s_own_wording_changes_with_a_reason(draft, by):
    """S7"""
    criterion = draft.criteria.get(code="I.1")

    edit_guidance(**guidance(criterion, by, title_vi="Công khai", reason="Sửa lỗi chính tả"))

    assert Entry.objects.get(verb="scoring.reword_criterion").facts == {
        "criterion": "I.1",
        "reason": "Sửa lỗi chính tả",
    }


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"title_vi": "Khác"}, ["title_without_reason"]),
        ({"title_en": "Other", "reason": "  "}, ["title_without_reason"]),
        ({"partial_steps": [0, 101]}, ["partial_step_outside"]),
        ({"partial_steps": [0, 33, 100]}, ["partial_step_off_step"]),
        ({"evidence_vi": "Khác", "seen_version": 3}, ["guidance_changed_meanwhile"]),
    ],
)
def test_guidance_that_cannot_stand_is_refused(draft, by, changes, problems):
    before = state_of(draft)

    codes = refused(edit_guidance, **guidance(draft.criteria.get(code="I.1"), by, **changes))

    assert [code for code, _where in codes] == problems
    assert state_of(draft) == before


def test_a_draft_described_again_is_not_published_by_who_saw_it_before(draft, by):
    seen = draft.version
    describe_draft(rubric=draft, **description(step="0.5"), by=by, now=NOW)
    assert refused(publish_rubric, rubric=draft, seen_version=seen, by=by, now=NOW, **decided())
    assert Rubric.objects.get(pk=draft.pk).state == "draft"


def test_a_whole_draft_is_published_and_then_frozen(draft, by):
    """S7"""
    set_points(rubric=draft, points={"I.1": Decimal(9), "IV.1": Decimal(26)}, seen_version=0, by=by, now=NOW)

    publish_rubric(rubric=draft, seen_version=1, by=by, now=NOW, **decided())

    assert Rubric.objects.get(pk=draft.pk).state == "published"
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        draft.criteria.filter(code="I.1").update(scoring_hint_vi="x")
    for change in ({"base": None}, {"version": 9}):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            Rubric.objects.filter(pk=draft.pk).update(**change)


def _move(points):
    return lambda draft, by: set_points(
        rubric=draft, points={c: Decimal(p) for c, p in points.items()}, seen_version=0, by=by, now=NOW
    )


def _add_criterion(draft, by):
    group = draft.criteria.get(code="IV")
    Criterion.objects.create(
        rubric=draft, parent=group, code="IV.3", sort_key="04.003", is_leaf=True, title_vi="x", title_en="x",
        max_points=0, provenance="decided",
    )  # fmt: skip


def _drop_criterion(draft, by):
    draft.criteria.filter(code="IV.2").delete()
    draft.criteria.filter(code__in=["IV", "IV.1"]).update(max_points=26)


def _odd_steps(draft, by):
    draft.criteria.filter(code="I.1").update(partial_steps=[0, 33])


@pytest.mark.parametrize(
    ("spoil", "problems"),
    [
        (_move({"I.1": "9"}), [("rubric_total_not_100", "")]),
        (_move({"I.1": "11"}), [("rubric_total_not_100", "")]),
        (_move({"IV.1": "0", "IV.2": "0", "I.1": "36"}), [("rubric_group_without_points", "IV")]),
        (_add_criterion, [("rubric_leaf_unknown", "IV.3")]),
        (_drop_criterion, [("rubric_leaf_missing", "IV.2")]),
        (_odd_steps, [("partial_step_off_step", "I.1")]),
    ],
)
def test_what_publication_demands(draft, by, spoil, problems):
    """S7"""
    spoil(draft, by)
    draft.refresh_from_db()
    before = state_of(draft)

    facts = {"rubric": draft, "by": by, "now": NOW}
    assert refused(publish_rubric, **facts, **decided()) == problems
    unnumbered = [*problems, ("decision_number_missing", "number")]
    assert refused(publish_rubric, **facts, **decided(number=" ")) == unnumbered
    assert state_of(draft) == before


def test_nobody_publishes_what_they_have_not_seen(draft, by):
    set_points(rubric=draft, points={"I.1": Decimal(9), "I.2": Decimal(15)}, seen_version=0, by=by, now=NOW)

    codes = refused(publish_rubric, rubric=draft, seen_version=0, by=by, now=NOW, **decided())

    assert codes == [("rubric_changed_in_own_window", "")]


def test_a_discarded_draft_is_gone_and_the_trail_knows(draft, by):
    discard_draft(rubric=draft, by=by, now=NOW)

    assert not Rubric.objects.filter(pk=draft.pk).exists()
    assert Entry.objects.filter(verb="scoring.discard_draft", target_label=draft.code).exists()


def test_a_draft_that_others_were_copied_from_stays(draft, by):
    draft_of(draft, code="ban-sau")

    assert refused(discard_draft, rubric=draft, by=by, now=NOW) == [("rubric_has_copies", draft.code)]


def test_a_published_table_retires_and_a_draft_does_not(draft, by):
    retire_rubric(rubric=draft.base, by=by, now=NOW)

    assert Rubric.objects.get(pk=draft.base_id).state == "retired"
    assert refused(retire_rubric, rubric=draft, by=by, now=NOW) == [("rubric_not_published", draft.code)]


def test_a_copy_takes_the_confirmed_figures_along(by):
    base = RubricFactory()
    criterion = base.criteria.get(code="I.1")
    FigureConfirmation.objects.create(criterion=criterion, points=10, confirmed_at=NOW, confirmed_by=by)

    draft = draft_of(base)
    kept = FigureConfirmation.objects.get(criterion__rubric=draft)
    assert (kept.criterion.code, kept.confirmed_by, kept.confirmed_at) == ("I.1", by, NOW)

    set_points(rubric=draft, points={"I.1": Decimal(9)}, seen_version=0, by=by, now=NOW)
    assert not FigureConfirmation.objects.filter(criterion__rubric=draft).exists()

    set_points(rubric=draft, points={"I.1": Decimal(10)}, seen_version=1, by=by, now=NOW)
    assert FigureConfirmation.objects.get(criterion__rubric=draft).confirmed_by == by


def test_draft_rubric_is_all_or_nothing(by):
    base = RubricFactory()

    with pytest.raises(ValidationError):
        draft_rubric(
            base=base, code="moi", title_vi="", title_en="x", decision_vi="x", applies_from_year=2027, by=by, now=NOW
        )

    assert (Rubric.objects.count(), Criterion.objects.count(), Entry.objects.count()) == (1, 12, 0)
