"""A concluded year under another table: read, compared, shown, refused; nothing stored [S3, S4, S7]."""

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from accounts.models import Role
from accounts.services.recusals import recuse
from kernel.problems import Problem
from results.models import Outcome
from results.services import draft_outcomes
from results.whatif.comparison import concluded_cycles_visible_to, recomputing_problems, what_if
from results.whatif.robustness import DRAWS, robustness
from scoring.core import Level, PointsScaler
from scoring.models import Criterion
from tests.factories.accounts import UserFactory, administrator, city_leader, officer
from tests.factories.communes import CycleFactory
from tests.factories.results import CONCLUDED, OutcomeFactory
from tests.factories.scoring import draft_table
from tests.kept_rows import kept
from tests.papers.reading import asked_file
from tests.results.building import appraised, team_of, whole_year
from tests.results.test_services import PUBLISHED

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# The units of the whole year lost their points on IV.1 (25) and, where that is not enough, on II.1.
LIGHTER = {"IV_1": "5", "I_1": "30"}
HEAVIER = {"IV_1": "35", "I_1": "0"}


def concluded(cycle, at):
    draft_outcomes(cycle=cycle, by=officer(), now=at(2026, 12, 28))
    return cycle


@kept(at=PUBLISHED, sets_clock=True)
def year():
    cycle = whole_year().cycle
    draft_outcomes(cycle=cycle, by=officer(), now=PUBLISHED)
    return cycle


def get(client, person, path, **headers):
    client.force_login(person)
    return client.get(path, headers=headers)


def seen(result) -> list[tuple]:
    return [
        (row.unit.code, row.change.new.rank, row.change.old.rank, str(row.change.new.total), int(row.change.new.level))
        for row in result.rows
    ]


def test_points_moved_away_from_where_the_units_lost_them_raise_them(year):
    """S3, S4: the ranked are recomputed; a breach, silence, no registration stay what they are."""
    comparison = what_if(year, draft_table("nhe", **LIGHTER), now=CONCLUDED)

    assert seen(comparison) == [
        ("30001", 1, 1, "99.25", 4),
        ("30002", 2, 2, "98.99", 4),
        ("30003", 2, 2, "98.99", 4),
        ("30004", 4, 4, "97.00", 4),
        ("30005", 5, 5, "96.00", 4),
        ("30006", 6, 6, "95.99", 4),
    ]
    assert (comparison.up, comparison.down, comparison.tau, comparison.correlation) == (5, 0, 1.0, 1)
    assert comparison.level_counts() == [
        (Outcome.Level.LEVEL_4, 1, 6),
        (Outcome.Level.LEVEL_3, 2, 0),
        (Outcome.Level.LEVEL_2, 1, 0),
        (Outcome.Level.LEVEL_1, 1, 0),
        (Outcome.Level.NOT_QUALIFIED, 1, 0),
    ]
    assert comparison.aside == {"breach": 1, "not_submitted": 1, "not_registered": 1}
    assert (comparison.astray, comparison.points_moved) == (0, 20)
    assert [(move.code, move.old, move.new) for move in comparison.moves] == [("I.1", 10, 30), ("IV.1", 25, 5)]


def test_points_moved_to_where_the_units_lost_them_lower_them(year):
    comparison = what_if(year, draft_table("nang", **HEAVIER), now=CONCLUDED)

    assert [(row.unit.code, str(row.change.new.total), row.levels_moved) for row in comparison.rows] == [
        ("30001", "94.75", -1),
        ("30002", "92.98", 0),
        ("30003", "92.98", 0),
        ("30004", "79.00", -2),
        ("30005", "72.00", -1),
        ("30006", "71.98", 0),
    ]


def test_the_years_own_table_changes_nothing(year):
    comparison = what_if(year, year.rubric_in_force.rubric, now=CONCLUDED)

    assert [row for row in comparison.rows if row.change.old != row.change.new] == []
    assert (comparison.moves, comparison.tau, comparison.up, comparison.down) == ([], 1.0, 0, 0)


def test_a_table_that_does_not_total_100_or_has_a_new_criterion_is_refused(year):
    """S7"""
    short, odd = draft_table("thieu", I_1="9.75"), draft_table("la")
    Criterion.objects.filter(rubric=odd, code="I.2").update(code="I.3")

    assert recomputing_problems(year, short) == [Problem("rubric_total_not_100", "", "S7", {"total": Decimal("99.75")})]
    assert recomputing_problems(year, odd) == [Problem("rubric_leaf_unknown", "I.3", "S7")]
    with pytest.raises(ValueError, match="rubric_total_not_100"):
        what_if(year, short, now=CONCLUDED)


def test_a_stored_total_that_differs_from_its_criteria_is_reported(at):
    cycle = CycleFactory()
    team_of(cycle)
    registration = appraised(cycle, "30001", "90")
    OutcomeFactory(registration=registration, approved=True, appraised_total=Decimal("92"))

    comparison = what_if(cycle, draft_table("nhe", **LIGHTER), now=CONCLUDED)

    assert (comparison.astray, str(comparison.rows[0].change.old.total)) == (1, "90.00")


def test_a_year_with_nobody_ranked_has_nothing_to_show():
    cycle = CycleFactory()
    registration = appraised(cycle, "30001", "90", state="in_progress")
    OutcomeFactory(registration=registration, reason="not_submitted")

    comparison = what_if(cycle, draft_table("nhe", **LIGHTER), now=CONCLUDED)

    assert (comparison.rows, comparison.tau, comparison.correlation, comparison.mean_kept, comparison.aside) == (
        [], None, None, None, {"not_appraised": 1},
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_comparison_costs_the_same_at_any_size(count, at, django_assert_num_queries):
    cycle = CycleFactory()
    team_of(cycle)
    for number in range(count):
        appraised(cycle, f"3000{number}", "90")
    concluded(cycle, at)
    rubric = draft_table("nhe", **LIGHTER)

    with django_assert_num_queries(COMPARISON_QUERIES):
        what_if(cycle, rubric, now=CONCLUDED)


COMPARISON_QUERIES = 5


def test_firmness_is_the_same_each_time_and_whatever_the_order():
    old = {"A": Decimal(50), "B": Decimal(50)}
    scaler = PointsScaler(old, old)
    points = [(5000, 5000), (5000, 4010), (5000, 3990), (4000, 4000)]
    levels = [Level.LEVEL_4, Level.LEVEL_3, Level.LEVEL_2, Level.LEVEL_1]

    one = robustness(scaler, points, levels)
    other = robustness(scaler, points[::-1], levels[::-1])

    assert one == robustness(scaler, points, levels)
    assert other.kept == one.kept[::-1]
    assert (one.draws, one.kept[0], one.kept[3]) == (
        DRAWS,
        DRAWS,
        DRAWS,
    )  # 80 % of each criterion is 80 of any table [S3]
    assert 0.4 * DRAWS < one.kept[1] < 0.7 * DRAWS
    assert one.all_kept <= min(one.kept)


# -- Who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_only_concluded_years_are_compared(role, year):
    CycleFactory(year=2027)

    assert list(concluded_cycles_visible_to(UserFactory(membership=role))) == [year]


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CITY_LEADER, Role.APPRAISER])
def test_others_compare_no_year(role, year):
    assert list(concluded_cycles_visible_to(UserFactory(membership=role))) == []


# -- Pages ---------------------------------------------------------------------------------------------------------


def codes_in(response) -> list[str]:
    return [row.unit.code for row in response.context["page"].object_list]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("", ["30001", "30002", "30003", "30004", "30005", "30006"]),
        ("only=crossed", ["30001", "30004", "30005"]),
        ("only=down", ["30001", "30004", "30005"]),
        ("only=up", []),
        ("q=khong co", []),
        ("order=difference", ["30006", "30005", "30004", "30002", "30003", "30001"]),
        ("order=-new", ["30001", "30002", "30003", "30004", "30005", "30006"]),
        ("order=level", ["30004", "30005", "30001", "30006", "30002", "30003"]),
        ("order=x&only=x&page=9", ["30001", "30002", "30003", "30004", "30005", "30006"]),
    ],
)
def test_the_page_shows_what_the_address_asks_for(client, year, asked, codes):
    draft_table("nang", **HEAVIER)

    assert codes_in(get(client, officer(), f"/results/2026/what-if/nang/?{asked}")) == codes


def test_the_page_says_who_crosses_and_draws_it(client, year):
    draft_table("nang", **HEAVIER)

    page = get(client, officer(), "/results/2026/what-if/nang/").content.decode()

    assert '<dd class="wi-down">3</dd>' in page
    assert page.count('class="dots ') == 2
    assert '<a href="/results/2026/30001/">' in page
    assert "94,75" in page


def test_administrators_see_units_without_links_to_what_they_may_not_see(client, year):
    draft_table("nang", **HEAVIER)

    page = get(client, administrator(), "/results/2026/what-if/nang/").content.decode()

    assert "94,75" in page
    assert "/results/2026/30001/" not in page


def test_htmx_gets_the_list_alone(client, year):
    draft_table("nang", **HEAVIER)

    page = get(client, officer(), "/results/2026/what-if/nang/?only=crossed", hx_request="true").content.decode()

    assert 'id="wi-list"' in page
    assert "<h1" not in page


def test_a_refused_table_says_why_and_shows_no_figures(client, year):
    """S7"""
    draft_table("thieu", I_1="9.75")

    response = get(client, officer(), "/results/2026/what-if/thieu/")

    assert response.status_code == 422
    page = response.content.decode()
    assert "99,75" in page
    assert "wi-plot" not in page
    assert get(client, officer(), "/results/2026/what-if/thieu/comparison.csv").status_code == 302


def test_an_unknown_table_or_an_unconcluded_year_is_not_found(client, year):
    CycleFactory(year=2027)
    draft_table("nang", **HEAVIER)

    assert get(client, officer(), "/results/2026/what-if/khong-co/").status_code == 404
    assert get(client, officer(), "/results/2027/what-if/nang/").status_code == 404


def test_files_hold_the_chosen_rows(client, year):
    draft_table("nang", **HEAVIER)
    path = "/results/2026/what-if/nang/comparison"

    table = get(client, officer(), f"{path}.csv?only=crossed").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(asked_file(client, f"{path}.xlsx?only=crossed")))

    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["code"], row["old_total"], row["new_total"], row["levels_moved"]) for row in rows] == [
        ("30001", "96.25", "94.75", "-1"),
        ("30004", "85.00", "79.00", "-2"),
        ("30005", "80.00", "72.00", "-1"),
    ]
    assert [code.value for code in book.active["A"][1:]] == [row["code"] for row in rows]


def test_the_choice_leads_to_the_comparison(client, year):
    draft_table("nang", **HEAVIER)

    response = get(client, officer(), "/results/what-if/?rubric=nang&year=2026")

    assert (response.status_code, response["Location"]) == (302, "/results/2026/what-if/nang/")


def test_a_wrong_choice_is_reported_beside_the_field(client, year):
    response = get(client, officer(), "/results/what-if/?rubric=khong-co&year=2026")

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["rubric"]


def test_without_a_concluded_year_there_is_nothing_to_choose(client):
    response = get(client, officer(), "/results/what-if/")

    assert response.context["has_years"] is False


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_at_any_size(client, count, at, django_assert_num_queries):
    cycle = CycleFactory()
    team_of(cycle)
    for number in range(count):
        appraised(cycle, f"3000{number}", "90")
    concluded(cycle, at)
    draft_table("nang", **HEAVIER)
    client.force_login(officer())

    with django_assert_num_queries(PAGE_QUERIES):
        client.get("/results/2026/what-if/nang/")


PAGE_QUERIES = 11


def test_officers_find_it_on_the_ranking_of_a_concluded_year_with_that_year_chosen(client, year):
    link = "/results/what-if/?year=2026"

    assert f'href="{link}"' in get(client, officer(), "/results/2026/").content.decode()
    assert f'href="{link}"' not in get(client, city_leader(), "/results/2026/").content.decode()
    assert '<option value="2026" selected>' in get(client, officer(), link).content.decode()


def test_administrators_find_it_in_the_menu(client, year):
    entry = '<a href="/results/what-if/" '

    assert entry in get(client, administrator(), "/").content.decode()
    assert entry not in get(client, officer(), "/").content.decode()


def test_nothing_is_on_the_ranking_before_the_year_is_concluded(client):
    whole_year()

    assert "/results/what-if/" not in get(client, officer(), "/results/2026/").content.decode()


def test_a_year_with_nobody_ranked_says_so(client):
    cycle = CycleFactory()
    registration = appraised(cycle, "30001", "90", state="in_progress")
    OutcomeFactory(registration=registration, reason="not_submitted")
    draft_table("nang", **HEAVIER)

    page = get(client, officer(), "/results/2026/what-if/nang/").content.decode()

    assert "wi-plot" not in page
    assert "wi-list" not in page


def test_who_keeps_out_of_a_unit_sees_no_row_of_it(year):
    """S8: an officer who is of the team too; ranks stay those among all units."""
    table = year.rubric_in_force.rubric
    whole = what_if(year, table, now=CONCLUDED)
    reader = officer()
    reader.memberships.create(role=Role.TEAM_LEAD, granted_at=CONCLUDED)
    hidden = whole.rows[0].unit.code
    recuse(person=reader, unit_code=hidden, reason="Họ hàng", by=None, now=CONCLUDED)

    seen = what_if(year, table, now=CONCLUDED, reader=type(reader).objects.get(pk=reader.pk))

    assert [row.unit.code for row in seen.rows] == [row.unit.code for row in whole.rows if row.unit.code != hidden]
