"""Each board's figures, counted again from the points themselves; its page, its data, its orders and its filters."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from appraisal.models import AppraisalTeam, Review, ReviewScore, TeamMember
from communes.former_provinces import FormerProvince, former_province
from results.boards.catalogue import BOARDS
from results.boards.units import five_figures
from scoring.models import Criterion
from tests.factories.accounts import city_leader
from tests.factories.appraisal import ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory, points_for
from tests.results.building import appraised, team_of, whole_year

pytestmark = pytest.mark.django_db

RANKED = ["30001", "30002", "30003", "30004", "30005", "30006"]


def table(client, key, **asked) -> list[dict[str, str]]:
    answer = client.get(reverse("results:board_data", args=[2026, key]), asked)
    assert answer["Content-Disposition"] == f'attachment; filename="{key}-2026.csv"'
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_boards_show_what_the_points_say(client):
    year = whole_year()
    client.force_login(city_leader())
    team = {row.code: row for row in Criterion.objects.filter(rubric__cycles_in_force__cycle=year.cycle, is_leaf=True)}
    scores = list(
        ReviewScore.objects.filter(review__assessment__registration__commune__code__in=RANKED).values_list(
            "review__assessment__registration__commune__code", "criterion__code", "points"
        )
    )

    own = table(client, "self")
    assert [Decimal(line["difference"]) for line in own] == sorted(
        Decimal(team) - Decimal(mine)
        for team, mine in [
            ("96.25", "98"),
            ("94.99", "95"),
            ("94.99", "94.99"),
            ("85", "90"),
            ("80", "79"),
            ("79.99", "85"),
        ]
    )
    hardest = table(client, "hardest")
    assert len(hardest) == len(team)
    for line in hardest:
        given = [points for _unit, code, points in scores if code == line["criterion"]]
        most = team[line["criterion"]].max_points
        assert int(line["share"]) == int(100 * sum(given) / (most * len(RANKED)))
        assert int(line["full"]) == sum(points == most for points in given)
    assert [int(line["share"]) for line in hardest] == sorted(int(line["share"]) for line in hardest)
    heat = table(client, "heat", group="II")
    assert len(heat) == len(RANKED)
    assert all(key in ("unit", "kind", "total") or key.startswith("II") for key in heat[0])
    [every, *kinds] = table(client, "kinds")
    assert (every["kind"], every["units"], every["least"], every["most"]) == ("all", "6", "79.99", "96.25")
    assert Decimal(every["median"]) == (Decimal("94.99") + Decimal("85")) / 2
    assert sum(int(line["units"]) for line in kinds) == 6
    tiles = table(client, "tiles")
    assert sorted(line["standing"] for line in tiles) == sorted(
        ["level_4", "level_3", "level_3", "level_2", "level_1", "under_80", "breach", "not_submitted", "not_registered"]
    )
    for line in table(client, "aims"):
        assert int(line["units"]) == sum(int(line[f"reached_{level}"]) for level in range(5))
    assert table(client, "movement") == []
    progress = table(client, "progress")[-1]
    assert (progress["registered"], progress["handed_in"], progress["appraised"]) == ("8", "7", "7")


def test_the_strictest_appraiser_comes_first_with_the_own_and_the_teams_mean(client):
    cycle = CycleFactory()
    team_of(cycle)
    strict, team = TeamMember.objects.get(), AppraisalTeam.objects.get()
    appraised(cycle, "30001", "96.25", own="98")
    appraised(cycle, "30002", "85", own="90")
    mild = appraised(cycle, "30003", "80", own="79")
    other = TeamMemberFactory(team=team, person__full_name="Ái")
    Review.objects.filter(assessment__registration=mild).update(appraiser=other)
    scores = list(ReviewScore.objects.exclude(review__appraiser=other).values_list("self_points", "points"))
    client.force_login(city_leader())

    first, last = table(client, "strictness")

    assert (first["member"], first["units"], last["member"], last["units"]) == (strict.person.full_name, "2", "Ái", "1")
    assert (first["self_total"], first["appraised_total"], first["difference"]) == ("94.00", "90.63", "-3.38")
    assert (last["self_total"], last["appraised_total"], last["difference"]) == ("79.00", "80.00", "1.00")
    assert int(first["lowered"]) == int(100 * sum(given < own for own, given in scores) / len(scores))
    assert int(first["raised"]) == int(100 * sum(given > own for own, given in scores) / len(scores))
    assert table(client, "strictness", kind="special_zone") == []


def test_two_units_stand_side_by_side(client):
    cycle = CycleFactory()
    appraised(cycle, "30001", "96.25", own="98", name="Lê Chân")
    appraised(cycle, "30002", "85", own="90", name="Hồng Bàng")
    client.force_login(city_leader())

    result = {
        line["figure"]: (line["30001"], line["30002"]) for line in table(client, "compare", unit=["30001", "30002"])
    }

    assert result["rank"] == ("1", "2")
    assert result["difference"] == ("-1.75", "-5.00")
    assert result["standing"] == ("level_4", "level_2")


def test_the_year_before_stands_beside_this_one(client):
    before, cycle = CycleFactory(year=2026), CycleFactory(year=2027)
    unit = appraised(before, "30001", "89.75").commune
    team_of(cycle)
    entry = RegistrationFactory(cycle=cycle, commune=unit, accepted=True)
    work = SelfAssessmentFactory(registration=entry, submitted=True, scores=points_for("95"), state="under_appraisal")
    ReviewFactory(assessment=work, appraiser__team__cycle=cycle, scores=points_for("90.50"), reconciled=True)
    client.force_login(city_leader())

    answer = client.get(reverse("results:board_data", args=[2027, "movement"]))

    [line] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (line["former_total"], line["total"], line["difference"]) == ("89.75", "90.50", "0.75")
    assert (line["former_level"], line["level"]) == ("2", "3")


@pytest.mark.parametrize("key", BOARDS)
def test_every_board_has_its_page_in_few_queries_and_keeps_its_choice(client, key, django_assert_max_num_queries):
    cycle = CycleFactory()
    for number, kind in enumerate(("ward", "commune", "ward")):
        appraised(cycle, f"1{number}001", f"{90 + number}", kind=kind)
    client.force_login(city_leader())
    address = reverse("results:board", args=[2026, key])
    client.get(address)

    with django_assert_max_num_queries(12):
        page = client.get(address, {"kind": "ward", "order": "-unit"})

    assert page.status_code == 200
    assert f'{reverse("results:board_data", args=[2026, key])}?kind=ward&amp;order=-unit"' in page.content.decode()
    if key in ("self", "heat", "tiles"):
        assert [line[0].words for line in page.context["board"].lines] == sorted(
            (line[0].words for line in page.context["board"].lines), reverse=True
        )
        assert len(page.context["board"].lines) == 2
        assert 'aria-sort="descending"' in page.content.decode()
    assert client.get(address, {"kind": "x", "order": "x", "province": "y", "group": "V"}).status_code == 200


def test_an_unknown_board_is_not_found(client):
    CycleFactory()
    client.force_login(city_leader())
    assert client.get(reverse("results:board", args=[2026, "nothing"])).status_code == 404


def test_a_board_before_anything_happened_says_so(client, clock_on_its_day):
    cycle = CycleFactory()
    client.force_login(city_leader())
    for key in BOARDS:
        assert client.get(reverse("results:board", args=[cycle.year, key])).status_code == 200


def test_quartiles_lie_between_their_neighbours():
    totals = [Decimal(one) for one in ("80", "82", "90", "95")]
    assert five_figures(totals) == (80, Decimal("81.5"), 86, Decimal("91.25"), 95)
    assert five_figures(totals[:1]) == (80, 80, 80, 80, 80)


def test_the_code_determines_the_former_province():
    assert former_province("10525") == former_province("11284") == FormerProvince.HAI_DUONG
    assert former_province("11311") == FormerProvince.HAI_PHONG
