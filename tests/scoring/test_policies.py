"""Why points, figures, hints and decisions are not allowed, each reason at its boundary [S1, S2, S7]."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from accounts.models import User
from kernel.deadlines import deadline
from scoring import policies
from scoring.core import NotApplicable
from scoring.models import MAX_HINT, Criterion, Rubric, RubricDecision, SelfAssessment
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.scoring import RubricFactory, draft_of, draft_table, in_use

pytestmark = pytest.mark.once

DAY = date(2026, 12, 1)
AT = deadline(DAY)
SECOND = timedelta(seconds=1)
STEP = Decimal("0.25")
State = SelfAssessment.State


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def places(problems) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in problems]


# -- Two at once -------------------------------------------------------------------------------------------------------


def test_a_conflict_names_who_changed_it_or_that_it_was_oneself_elsewhere():
    score, me, other = SimpleNamespace(points=Decimal(2), changed_at=AT), User(pk=1), User(pk=2, full_name="Trần B")

    by_other, by_me = (policies.conflict(score, person, by=me, where="I.1") for person in (other, me))
    assert (by_other.code, by_me.code) == ("changed_meanwhile", "changed_in_own_window")
    assert (by_other.where, by_other.params) == ("I.1", {"who": "Trần B", "when": AT, "points": Decimal(2)})
    assert policies.conflict(score, None, by=me, where="I.1").params["who"] == "–"


# -- Points ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "before", "after"), [
    (State.OPEN, [], ["submission_too_late"]),
    (State.RETURNED, [], ["dossier_completion_over"]),
    (State.SUBMITTED, ["dossier_sent_already"], ["dossier_sent_already"]),
    (State.LATE, ["dossier_undecided"], ["dossier_undecided"]),
    (State.INCOMPLETE, ["dossier_undecided"], ["dossier_undecided"]),
    (State.REFUSED, ["dossier_refused"], ["dossier_refused"]),
    (State.NOT_CONSIDERED, ["dossier_not_considered"], ["dossier_not_considered"]),
    (State.CLOSED, ["dossier_sent_already"], ["dossier_sent_already"]),
])  # fmt: skip
def test_points_are_entered_while_the_dossier_is_with_its_unit_and_in_time(state, before, after):
    def codes_of(registration):
        work = SelfAssessment(registration=registration, state=state, complete_before=DAY)
        return [codes(policies.scoring_problems(work, now=now)) for now in (AT - SECOND, AT)]

    assert codes_of(RegistrationFactory(accepted=True)) == [before, after]
    assert codes_of(RegistrationFactory()) == [["not_registered"]] * 2


@pytest.mark.parametrize(("points", "allowed"), [
    (None, True),
    ("0", True),
    ("0.25", True),
    ("10", True),
    ("-0.25", False),
    ("10.25", False),
    ("0.3", False),
])  # fmt: skip
def test_points_lie_between_nothing_and_the_maximum_on_the_step(points, allowed):
    points = None if points is None else Decimal(points)
    for kept, code in (
        (None, "points_outside"),
        (Decimal(4), "points_outside_kept"),
        (Decimal(0), "points_outside_kept"),
    ):
        problems = policies.points_problems(points, max_points=Decimal(10), step=STEP, kept=kept, where="I.1")
        assert places(problems) == ([] if allowed else [(code, "I.1")])


def test_a_claim_is_for_a_conditional_row_and_has_a_reason():
    bound, free = (SimpleNamespace(code="I.1", applies_when=words) for words in ("", "Có phát sinh"))
    assert codes(policies.claim_problems(free, "Không phát sinh")) == []
    assert codes(policies.claim_problems(free, " ")) == ["claim_without_reason"]
    assert codes(policies.claim_problems(bound, "Không phát sinh")) == ["criterion_applies_to_all"]


def test_where_exceptions_are_left_out_something_always_applies():
    always = Criterion(max_points=2)
    sometimes, no_points = Criterion(max_points=2, applies_when_vi="Có"), Criterion(max_points=0)
    rescaled, whole = (Rubric(not_applicable=one) for one in (NotApplicable.RESCALE, NotApplicable.FULL_POINTS))
    assert codes(policies.rescaling_problems(rescaled, [sometimes, always])) == []
    assert codes(policies.rescaling_problems(rescaled, [sometimes, no_points])) == ["nothing_left_to_rescale"]
    assert codes(policies.rescaling_problems(whole, [sometimes])) == []


@pytest.mark.parametrize(("figures", "expected"), [
    ((None, None, " "), []),
    ((0, 1, "Sổ"), []),
    ((5, 5, "Sổ"), []),
    ((6, 5, "Sổ"), [("ratio_part_above_whole", "part")]),
    ((0, 0, "Sổ"), [("ratio_whole_not_above_0", "whole")]),
    ((None, 5, "Sổ"), [("ratio_part_missing", "part")]),
    ((None, 0, "Sổ"), [("ratio_part_missing", "part"), ("ratio_whole_not_above_0", "whole")]),
    ((5, None, "Sổ"), [("ratio_whole_missing", "whole")]),
    ((5, 5, " "), [("ratio_source_missing", "source")]),
    ((None, None, "Sổ"), [("ratio_part_missing", "part"), ("ratio_whole_missing", "whole")]),
])  # fmt: skip
def test_a_ratio_is_whole_or_empty(figures, expected):
    assert expected == [
        (problem.code, problem.where.removeprefix("files_on_time_"))
        for problem in policies.figure_problems("II.8", {"files_on_time": figures})
    ]


def test_a_ratio_belongs_to_its_row_and_one_may_exceed_the_whole():
    empty = (None, None, "")
    assert codes(policies.figure_problems("IV.5.2", {"online_services": empty, "files_digitised": (7, 5, "Sổ")})) == [
        "ratio_part_above_whole"
    ]
    assert codes(policies.figure_problems("IV.6", {"app_installations": (7, 5, "Sổ")})) == []
    assert places(policies.figure_problems("IV.6", {"files_on_time": empty})) == [
        ("criterion_without_threshold", "IV.6")
    ]
    assert places(policies.figure_problems("I.1", {})) == [("criterion_without_threshold", "I.1")]


# -- Tables and their decisions ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_year_is_opened_with_a_warning_for_each_figure_and_each_day_of_rest():
    rubric = draft_table("du-thao")
    rubric.criteria.filter(code="I.1").update(provenance="assumed")
    days = {"register_before": date(2026, 2, 15), "submit_before": date(2026, 12, 1)}
    # 14/02/2026 is a Saturday, 30/11/2026 a Monday.
    assert places(policies.opening_warnings(rubric, days)) == [
        ("figures_assumed", "rubric"),
        ("weekend_register_before", "register_before"),
    ]
    rubric.criteria.update(provenance="legible")
    assert codes(policies.opening_warnings(rubric, {"submit_before": days["submit_before"]})) == []


@pytest.mark.parametrize(("state", "seen", "expected"), [
    (Rubric.State.DRAFT, None, []),
    (Rubric.State.DRAFT, 3, []),
    (Rubric.State.DRAFT, 2, ["rubric_changed_meanwhile"]),
    (Rubric.State.DRAFT, 0, ["rubric_changed_meanwhile"]),
    (Rubric.State.PUBLISHED, 3, ["rubric_not_a_draft"]),
    (Rubric.State.RETIRED, None, ["rubric_not_a_draft"]),
])  # fmt: skip
def test_a_draft_is_edited_as_it_was_read(state, seen, expected):
    rubric = Rubric(code="x", state=state, version=3)
    assert codes(policies.editing_problems(rubric, seen_version=seen)) == expected
    rubric.changed_by = User(full_name="Người Sửa")
    changed = [one.params["who"] for one in policies.editing_problems(rubric, seen_version=1) if one.params]
    assert changed == ["Người Sửa"] * (state == Rubric.State.DRAFT)
    assert codes(policies.guidance_issuing_problems(rubric)) == ["guidance_of_draft"] * (state == Rubric.State.DRAFT)


def test_a_decision_has_its_number_its_day_that_has_come_and_its_file():
    whole = {"number": "12/QĐ-UBND", "dated_on": DAY, "file": object()}
    for changed, expected in (
        ({}, []),
        ({"number": " ", "dated_on": None, "file": None}, ["number", "dated_on", "file"]),
        ({"dated_on": DAY + timedelta(1)}, ["dated_on"]),
    ):
        problems = policies.decision_problems(**(whole | changed), now=AT)
        assert [problem.where for problem in problems] == expected
    for day, expected in ((DAY, []), (DAY + timedelta(1), ["decision_day_ahead"])):
        assert codes(policies.dating_problems(RubricDecision(), dated_on=day, now=AT)) == expected
        dated = RubricDecision(dated_on=DAY)
        assert codes(policies.dating_problems(dated, dated_on=day, now=AT)) == ["decision_dated_already", *expected]
        correcting = {"number": "1", "reason": "Nhầm", "dated_on": day, "now": AT}
        assert codes(policies.correcting_decision_problems(**correcting)) == expected
        nothing = policies.correcting_decision_problems(**(correcting | {"number": " ", "reason": " "}))
        assert codes(nothing) == ["decision_number_missing", "decision_correction_without_reason", *expected]


@pytest.mark.django_db
def test_a_year_is_corrected_by_a_dated_decision_with_its_file_on_a_copy_of_its_table():
    old, cycle = RubricFactory(), SimpleNamespace(year=2027, submit_before=DAY)
    first = draft_of(old, code="ban-mot")
    copied = draft_of(first, code="ban-hai")

    def codes_of(new=copied, year=2027, now=AT - SECOND):
        cycle.year = year
        return codes(policies.correction_problems(cycle, old, new, now=now))

    def decision(**fields):
        RubricDecision.objects.filter(rubric=copied).update(**fields)
        copied.refresh_from_db()
        return copied

    lacking = ["correction_without_decision"]
    assert codes_of() == codes_of(first) == ["rubric_not_published"]
    copied, file = in_use(copied), StoredFileFactory()
    assert codes_of(copied) == lacking
    assert codes_of(decision(dated_on=None, file=file)) == lacking
    assert codes_of(decision(dated_on=DAY)) == codes_of(copied, year=2028) == []
    assert codes_of(copied, year=2026) == ["rubric_applies_later"]
    assert codes_of(copied, now=AT) == ["correction_too_late"]
    assert codes_of(old) == codes_of(RubricFactory(code="bang-khac")) == [*lacking, "correction_of_another_table"]


@pytest.mark.parametrize(("points", "expected"), [
    ("0", []),
    ("0.25", []),
    ("100", []),
    ("-0.25", ["rubric_points_negative"]),
    ("100.25", ["rubric_points_above_total"]),
    ("0.3", ["rubric_points_off_step"]),
])  # fmt: skip
def test_a_drafts_points_lie_between_nothing_and_a_hundred_on_the_step(points, expected):
    points = {"I.1": Decimal(points)}
    assert codes(policies.criterion_points_problems(points, criteria=["I.1"], step=STEP)) == expected
    assert codes(policies.criterion_points_problems(points, criteria=["I.2"], step=STEP)) == ["rubric_leaf_unknown"]


@pytest.mark.parametrize(("percents", "expected"), [
    ([0, 50, 100], []),
    ([-1], ["partial_step_outside"]),
    ([101], ["partial_step_outside"]),
    (["50"], ["partial_step_outside"]),
    ([50, 1, 33], ["partial_step_off_step"] * 2),
])  # fmt: skip
def test_partial_steps_are_whole_percents_that_fall_on_the_step(percents, expected):
    criterion = Criterion(code="I.1", max_points=Decimal(10), partial_steps=percents)
    problems = list(policies.partial_step_problems([criterion], step=STEP))
    assert codes(problems) == expected
    off_step = {problem.params["percent"]: problem.params.get("points") for problem in problems if percents[0] == 50}
    assert off_step in ({}, {1: Decimal("0.1"), 33: Decimal("3.3")})


@pytest.mark.parametrize(("changed", "seen", "is_open", "expected"), [
    ({}, {}, False, []),
    ({"I.1": "x"}, {"I.1": 2}, True, []),
    ({"I.1": "x"}, {"I.1": 2}, False, ["guidance_is_issued"]),
    ({"I.1": "x"}, {"I.1": 1}, True, ["guidance_changed_meanwhile"]),
    ({"I.1": "x"}, {}, True, ["guidance_changed_meanwhile"]),
    ({"I.2": "x"}, {}, True, []),
    ({"I.9": "x"}, {}, True, ["hint_criterion_unknown"]),
    ({"I.2": "x" * MAX_HINT}, {}, True, []),
    ({"I.2": "x" * (MAX_HINT + 1)}, {}, True, ["workbook_words_long"]),
])  # fmt: skip
def test_hints_are_saved_while_the_guidance_is_open_and_as_they_were_read(changed, seen, is_open, expected):
    versions = {"I.1": 2, "I.2": 0}
    assert codes(policies.hint_problems(changed, versions=versions, seen=seen, is_open=is_open)) == expected
