from decimal import Decimal

import pytest

from results.populations import standing_counts
from results.queries import NOT_APPRAISED, group_maxima, ranking_rows, result_details_visible_to
from results.services import approve_outcomes, confirm_outcomes, draft_outcomes
from scoring.core import Level
from tests.decree.acts import report
from tests.factories.accounts import city_leader, editor_of, head_of, officer
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.results import CONCLUDED
from tests.results.building import appraised, team_of, whole_year

pytestmark = pytest.mark.django_db


def test_ranking_has_every_commune_best_first_with_its_reason():
    year = whole_year()

    result = [
        (row.code, row.rank, row.level, row.reason, row.self_total, row.appraised_total)
        for row in ranking_rows(year.cycle, now=CONCLUDED)
    ]

    d = Decimal
    assert result == [
        ("30001", 1, Level.LEVEL_4, "by_points", d("98"), d("96.25")),
        ("30002", 2, Level.LEVEL_3, "by_points", d("95"), d("94.99")),
        ("30003", 2, Level.LEVEL_3, "by_points", d("94.99"), d("94.99")),
        ("30004", 4, Level.LEVEL_2, "by_points", d("90"), d("85")),
        ("30005", 5, Level.LEVEL_1, "by_points", d("79"), d("80")),
        ("30006", 6, Level.NOT_QUALIFIED, "by_points", d("85"), d("79.99")),
        ("30007", None, Level.NOT_QUALIFIED, "breach", d("99"), d("99")),
        ("30008", None, Level.NOT_QUALIFIED, "not_submitted", None, None),
        ("30009", None, Level.NOT_QUALIFIED, "not_registered", None, None),
    ]


@pytest.mark.parametrize("state", ["in_progress", "completed"])
def test_a_review_counts_once_it_is_completed(state):
    cycle = CycleFactory()
    appraised(cycle, "30001", "90", state=state)

    [row] = ranking_rows(cycle, now=CONCLUDED)

    done = (1, Level.LEVEL_3, "by_points", Decimal("90"))
    awaited = (None, None, NOT_APPRAISED, None)
    assert (row.rank, row.level, row.reason, row.appraised_total) == (done if state == "completed" else awaited)


def test_not_registered_wins_over_a_breach():
    registration = RegistrationFactory()
    BreachFactory(registration=registration, confirmed=True)

    [row] = ranking_rows(registration.cycle, now=CONCLUDED)

    assert (row.level, row.reason, row.rank) == (Level.NOT_QUALIFIED, "not_registered", None)


def test_a_proposed_breach_does_not_count():
    cycle = CycleFactory()
    BreachFactory(registration=appraised(cycle, "30001", "90"))

    assert [row.rank for row in ranking_rows(cycle, now=CONCLUDED)] == [1]


def test_after_approval_the_ranking_stands_as_approved(at):
    now = at(2026, 12, 20)
    cycle = CycleFactory()
    lead = team_of(cycle)
    first = appraised(cycle, "30001", "96")
    appraised(cycle, "30002", "90")
    draft_outcomes(cycle=cycle, by=officer(), now=now)
    confirm_outcomes(cycle=cycle, by=lead, now=now)
    report(cycle, at=now)
    approve_outcomes(cycle=cycle, by=city_leader(), now=now)
    before = ranking_rows(cycle, now=CONCLUDED)

    BreachFactory(registration=first, confirmed=True)

    assert ranking_rows(cycle, now=CONCLUDED) == before
    assert [(row.rank, row.state) for row in before] == [(1, "approved"), (2, "approved")]


@pytest.mark.parametrize("count", [1, 3])
def test_ranking_costs_two_queries_at_any_size(count, django_assert_num_queries):
    cycle = CycleFactory()
    for number in range(count):
        BreachFactory(registration=appraised(cycle, f"3000{number}", "90"), confirmed=True)

    with django_assert_num_queries(2):
        assert len(ranking_rows(cycle, now=CONCLUDED)) == count


def test_each_reason_is_counted_apart():
    year = whole_year()

    counts = standing_counts(ranking_rows(year.cycle, now=CONCLUDED))

    assert {standing: count for standing, count in counts.items() if count} == {
        "level_4": 1,
        "level_3": 2,
        "level_2": 1,
        "level_1": 1,
        "under_80": 1,
        "breach": 1,
        "not_submitted": 1,
        "not_registered": 1,
    }
    assert group_maxima(year.cycle) == {"I": 24, "II": 24, "III": 26, "IV": 26}


def test_a_commune_sees_its_own_result_once_published():
    year = whole_year()
    commune = year.units["level_3"].commune
    editor, head = editor_of(commune), head_of(commune)

    assert [result_details_visible_to(person).count() for person in (officer(), city_leader(), editor, head)] == [
        9,
        9,
        0,
        0,
    ]
