"""One unit's result on a small screen: a way to each group, and one group at a time."""

import pytest

from tests.factories.accounts import city_leader
from tests.factories.communes import CycleFactory
from tests.results.building import appraised

pytestmark = pytest.mark.django_db


def test_the_result_of_a_unit_is_read_group_by_group(client):
    appraised(CycleFactory(), "30001", "90")
    client.force_login(city_leader())

    whole = client.get("/results/2026/30001/")
    groups = [leaf.code for leaf in whole.context["groups"]]
    one = client.get("/results/2026/30001/", {"group": groups[1]})

    assert [f"?group={code}#rs-criteria" in whole.text for code in groups] == [True] * len(groups)
    assert {leaf.code.partition(".")[0] for leaf in one.context["criteria"]} == {groups[1]}
    assert len(client.get("/results/2026/30001/", {"group": "x"}).context["criteria"]) == len(whole.context["criteria"])
