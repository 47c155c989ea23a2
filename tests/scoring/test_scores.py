"""Entering points: range and step [S1], partial points [S2], deadline [R2], registration [R4], two editors."""

from datetime import datetime
from decimal import Decimal

import pytest

from audit.models import Entry
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from scoring.addresses import DossierAddress
from scoring.lists import assessment_list, progress_rows
from scoring.models import SelfAssessment
from scoring.queries import assessments_visible_to
from scoring.services.scores import enter_score
from tests.factories.accounts import administrator, editor_of, officer
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

OPEN = datetime(2026, 11, 30, 23, 59, 59, tzinfo=CITY_ZONE)
CLOSED = datetime(2026, 12, 1, tzinfo=CITY_ZONE)


def enter(assessment, points, *, criterion="I.1", explanation="Đã làm", seen_version=0, now=OPEN, by=None):
    return enter_score(
        address=DossierAddress.of(assessment),
        criterion=criterion,
        points=None if points is None else Decimal(points),
        explanation=explanation,
        seen_version=seen_version,
        by=by or editor_of(assessment.registration.commune, full_name="Công chức một"),
        now=now,
    ).score


def test_a_score_is_kept_with_its_totals_and_its_line_on_the_trail():
    assessment = SelfAssessmentFactory(scores={"II.1": "4.50"})

    score = enter(assessment, "7.25")

    assessment.refresh_from_db()
    assert (score.points, score.version, score.changed_at) == (Decimal("7.25"), 1, OPEN)
    assert (assessment.total, assessment.scored_count) == (Decimal("11.75"), 2)
    assert assessment.group_totals == {"I": "7.25", "II": "4.50", "III": "0.00", "IV": "0.00"}
    line = Entry.objects.get()
    assert (line.facts, line.recorded_at) == ({"criterion": "I.1", "before": "–", "after": "7,25"}, OPEN)


@pytest.mark.parametrize(
    ("points", "now", "codes"),
    [
        ("10.25", OPEN, ["points_outside"]),
        ("-0.25", OPEN, ["points_outside"]),
        ("0.1", OPEN, ["points_outside"]),
        ("1", CLOSED, ["submission_too_late"]),
    ],
)
def test_refused_points_leave_everything_as_it_was(points, now, codes):
    assessment = SelfAssessmentFactory()

    with pytest.raises(Refused) as refusal:
        enter(assessment, points, now=now)

    assert [problem.code for problem in refusal.value.problems] == codes
    assessment.refresh_from_db()
    assert (assessment.total, Entry.objects.count()) == (Decimal(0), 0)


def test_only_registered_communes_score_and_a_sent_dossier_is_locked():
    entering = SelfAssessmentFactory(registration=RegistrationFactory())
    sent = SelfAssessmentFactory(submitted=True, scores="full")

    for assessment, code in ((entering, "not_registered"), (sent, "dossier_sent_already")):
        with pytest.raises(Refused) as refusal:
            enter(assessment, "1")
        assert [problem.code for problem in refusal.value.problems] == [code]


def test_the_second_editor_sees_who_changed_what_and_nothing_is_overwritten():
    assessment = SelfAssessmentFactory()
    enter(assessment, "5")

    with pytest.raises(Refused) as refusal:
        enter(assessment, "6", seen_version=0)

    problem = refusal.value.problems[0]
    assert (problem.code, problem.params["who"], problem.params["points"]) == (
        "changed_meanwhile",
        "Công chức một",
        Decimal("5.00"),
    )
    assert "5" in refusal.value.messages[0]


def test_ones_own_second_window_reads_as_no_other_person():
    assessment = SelfAssessmentFactory()
    by = editor_of(assessment.registration.commune)
    enter(assessment, "5", by=by)

    with pytest.raises(Refused) as refusal:
        enter(assessment, "6", seen_version=0, by=by)

    assert refusal.value.problems[0].code == "changed_in_own_window"
    assert str(by) not in refusal.value.messages[0]


def test_sending_the_same_twice_is_one_change():
    assessment = SelfAssessmentFactory()
    enter(assessment, "5")

    assert enter(assessment, "5", seen_version=0).version == 1
    assert Entry.objects.count() == 1


def test_points_can_be_taken_back():
    assessment = SelfAssessmentFactory(scores={"I.1": "5"})

    assert enter(assessment, None).points is None
    assert SelfAssessment.objects.get(pk=assessment.pk).scored_count == 0


def test_a_commune_sees_its_own_work_alone_and_administrators_none():
    mine, sent = SelfAssessmentFactory(), SelfAssessmentFactory(submitted=True, scores="full")

    assert list(assessments_visible_to(editor_of(mine.registration.commune))) == [mine]
    assert list(assessments_visible_to(officer())) == [sent]
    assert assessments_visible_to(administrator()).count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_progress_costs_the_same_for_one_and_three(django_assert_num_queries, count):
    cycle = CycleFactory()
    for _ in range(count):
        SelfAssessmentFactory(registration=RegistrationFactory(cycle=cycle, accepted=True), scores={"I.1": "5"})
    sent = RegistrationFactory(cycle=cycle, accepted=True)
    SelfAssessmentFactory(registration=sent, scores="full", submitted=True)
    person = officer()
    progress_rows(assessment_list({}, person, cycle).rows(), person)  # the table is read once for the process
    with django_assert_num_queries(1):
        rows = progress_rows(assessment_list({}, person, cycle).rows(), person)

    shown = [(row.scored, row.criteria, row.percent, row.total) for row in rows]
    assert shown == [*[(1, 8, 12, None)] * count, (8, 8, 100, Decimal("100.00"))]
