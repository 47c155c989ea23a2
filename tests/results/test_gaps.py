"""A unit's own page: points lost against the median of its peers, and the criteria nearest to the next level."""

from decimal import Decimal

import pytest
from django.urls import reverse

from appraisal.models import ReviewScore
from communes.models import Commune
from results.gaps import FEWEST_PEERS, gaps_of
from results.queries import ranking_rows
from tests.decree import acts
from tests.factories.accounts import editor_of, officer
from tests.factories.communes import CycleFactory
from tests.factories.results import CONCLUDED
from tests.results.building import appraised, team_of

pytestmark = pytest.mark.django_db


def test_losses_stand_against_the_median_and_the_nearest_reach_the_next_level(client, django_assert_max_num_queries):
    cycle = CycleFactory()
    own = appraised(cycle, "30001", "88")
    peers = [appraised(cycle, f"3001{number}", f"{91 + number}") for number in range(FEWEST_PEERS)]
    client.force_login(officer())
    address = reverse("results:gaps", args=[2026, "30001"])
    client.get(address)

    with django_assert_max_num_queries(12):
        result = client.get(address).context["gaps"]

    assert (result.peers, result.is_of_kind, result.next_level, result.missing) == (5, True, "Mức 3", Decimal(2))
    scores = ReviewScore.objects.filter(review__assessment__registration=own).select_related("criterion")
    lost = {one.criterion.code: one.max_points - one.points for one in scores if one.points < one.max_points}
    assert {one.code: one.lost for one in result.losses} == lost
    for one in result.losses:
        theirs = ReviewScore.objects.filter(review__assessment__registration__in=peers, criterion__code=one.code)
        assert one.peer_median == sorted(theirs.values_list("points", flat=True))[2]
    assert result.reach >= result.missing > result.reach - result.nearest[-1].lost
    assert [one.below_peers for one in result.losses] == sorted(
        (one.below_peers for one in result.losses), reverse=True
    )


def test_few_peers_of_a_kind_are_never_distinguished():
    cycle = CycleFactory()
    own = appraised(cycle, "30001", "88", kind="special_zone")
    appraised(cycle, "30002", "91", kind="special_zone")
    for number in range(FEWEST_PEERS):
        appraised(cycle, f"3001{number}", "90", kind="ward")

    gaps = gaps_of(own, ranking_rows(cycle, now=CONCLUDED))

    assert (gaps.is_of_kind, gaps.peers) == (False, FEWEST_PEERS + 1)


def test_peers_are_of_like_size_only_where_sizes_are_known_and_enough(client):
    cycle = CycleFactory()
    own = appraised(cycle, "30001", "88", population=20_000)
    for number, people in enumerate((10_000, 15_000, 20_000, 30_000, 40_000)):
        appraised(cycle, f"3001{number}", "90", population=people)
    for number, people in enumerate((9_999, 40_001, None)):
        appraised(cycle, f"3002{number}", "90", population=people)

    def group() -> tuple[int, bool]:
        gaps = gaps_of(own, ranking_rows(cycle, now=CONCLUDED))
        return gaps.peers, gaps.is_of_size

    assert group() == (5, True)
    client.force_login(officer())
    assert "số dân tương đương" in client.get(reverse("results:gaps", args=[2026, "30001"])).text
    Commune.objects.filter(code="30014").update(population=40_001)
    assert group() == (8, False)
    Commune.objects.update(population=None)
    assert group() == (8, False)


def test_a_communes_people_see_theirs_once_it_is_public(client):
    cycle = CycleFactory()
    lead = team_of(cycle)
    own, other = appraised(cycle, "30001", "96"), appraised(cycle, "30002", "88")
    client.force_login(editor_of(own.commune))
    mine, theirs = (reverse("results:gaps", args=[2026, one.commune.code]) for one in (own, other))
    assert client.get(mine).status_code == 404

    acts.conclude(cycle, lead, at=CONCLUDED)

    page = client.get(mine)
    assert (page.status_code, page.context["gaps"].next_level) == (200, "")
    assert client.get(theirs).status_code == 404
