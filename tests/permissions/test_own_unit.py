"""Nobody acts for the city, the department or the team on a unit where they hold a role (decision 0030)."""

import pytest

from accounts.models import Role
from tests.factories.accounts import standing_pair
from tests.permissions.expected import ROWS
from tests.permissions.test_matrix import DENIED, answer, signed_in
from tests.permissions.world import ROLES, build_world

ACTING = ("officer", "appraiser", "lead", "leader")
# What is one's own, and what concerns no unit. A workbook fills the reviews that its sender sees, and no others; the
# recusal that is lifted here is of another unit. A file of the ranking only says again what its page shows, and the
# minutes of a year come without those of a unit that their reader may not see. A questionnaire is of no unit.
NO_UNITS = (
    "set_language",
    "notifications:",
    "accounts:",
    "communes:renew_calendar",
    "scoring:open_cycle",
    "appraisal:declare_conflict",
    "appraisal:lift_conflict",
    "appraisal:upload_workbook",
    "appraisal:confirm_workbook",
    "appraisal:request_minutes",
    "results:request_file",
    "results:request_what_if_workbook",
    "scoring:hints",
    "scoring:upload_hints",
    "surveys:",
    "tokens:",
)


def let_in(row, role: str) -> bool:
    return row.answers[ROLES.index(role)] not in DENIED


@pytest.mark.django_db
@pytest.mark.parametrize("role", ACTING)
def test_a_pair_of_roles_that_stands_already_gives_no_deed_on_ones_own_unit(role, at):
    at(2026, 12, 29)
    world = build_world()
    rows = [row for row in ROWS if row.method == "POST" and let_in(row, role) and not row.name.startswith(NO_UNITS)]
    as_city = [row for row in rows if not let_in(row, "editor")]
    standing_pair(world.people[role], Role.COMMUNE_EDITOR, world.commune.code)
    cookies = signed_in(world.people[role])

    result = {row.name: answer(row, world, cookies) for row in as_city}

    assert as_city
    assert {name: status for name, status in result.items() if status not in DENIED} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ACTING)
def test_a_pair_of_roles_keeps_its_deeds_on_other_units(role, at):
    at(2026, 12, 29)
    world = build_world()
    names = ("communes:return", "appraisal:complete_review", "appraisal:add_breach_documents", "results:revocation")
    rows = [row for row in ROWS if row.name in names and row.method == "POST" and let_in(row, role)]
    standing_pair(world.people[role], Role.COMMUNE_EDITOR, "10520")
    cookies = signed_in(world.people[role])

    result = {row.name: answer(row, world, cookies) for row in rows}

    assert result
    assert result == {row.name: row.answers[ROLES.index(role)] for row in rows}
