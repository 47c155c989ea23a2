"""The cost of large pages with everything they can show: few queries, independent of the amount of data."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import appraiser
from tests.factories.appraisal import TeamMemberFactory
from tests.permissions.expected import ROWS
from tests.permissions.test_matrix import address
from tests.permissions.world import build_world

LIMIT = {
    ("appraisal:minutes", "appraiser"): 12,
    ("communes:board", "officer"): 20,
    ("communes:board", "lead"): 20,
    ("accounts:person_data", "administrator"): 12,
    ("evidence:former_dossiers", "officer"): 12,
    ("results:standing", "editor"): 12,
    ("results:gaps", "editor"): 12,
    ("results:revocation", "leader"): 12,
    ("home", "leader"): 20,
}
IN_PREPARATION = {("evidence:dossier", "editor"): 20, ("evidence:dossier", "head"): 20}


def cost(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.django_db
def test_great_pages_cost_few_queries_and_no_more_with_a_greater_team(client):
    world = build_world()
    rows = {(row.name, row.method): row for row in ROWS}
    paths = {(name, role): address(rows[name, "GET"], world) for name, role in LIMIT}

    def costs() -> dict:
        result = {}
        for (name, role), path in paths.items():
            client.force_login(world.people[role])
            client.get(path)
            result[name, role] = cost(client, path)
        return result

    before = costs()
    for _ in range(3):
        TeamMemberFactory(team=world.review.appraiser.team, person=appraiser())

    assert {page: number for page, number in before.items() if number > LIMIT[page]} == {}
    assert costs() == before


@pytest.mark.django_db
def test_a_dossier_in_preparation_costs_few_queries(client):
    world = build_world(open_work=True)
    rows = {(row.name, row.method): row for row in ROWS}
    costs = {}
    for name, role in IN_PREPARATION:
        path = address(rows[name, "GET"], world)
        client.force_login(world.people[role])
        client.get(path)
        costs[name, role] = cost(client, path)

    assert {page: number for page, number in costs.items() if number > IN_PREPARATION[page]} == {}
