"""[S5] Revocation (scoring principles, third dash).

Where such a breach comes to light after a unit was recognised, the recognition is revoked by a decision of the city.
The record keeps both: the decision that recognised and the one that revoked, with points and level as they were.
"""

from datetime import date

import pytest

from audit.models import Entry
from notifications.models import Message
from results.models import Outcome, Recognition, Revocation
from results.queries import level_counts, ranking_rows, to_be_revoked
from scoring.core import Level
from tests.decree.acts import conclude, establish_breach, grounds_of_refusal, midday, report_breach, revoke, standing_of
from tests.factories.accounts import officer
from tests.factories.communes import CycleFactory
from tests.factories.results import CONCLUDED
from tests.results.building import appraised, team_of

RECOGNISED = midday(12, 28)
MARCH = midday(3, 1, year=2027)
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def year():
    """Hồng Bàng recognised at Level 4, Lê Chân at Level 3; the city leader who decided."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    units = [appraised(cycle, "1", "96", name="Hồng Bàng"), appraised(cycle, "2", "92", name="Lê Chân")]
    return units, conclude(cycle, lead, at=RECOGNISED)


def come_to_light(registration, *, at=MARCH):
    return establish_breach(registration, "unresolved_cases", occurred_on=OCTOBER, at=at)


def test_a_breach_that_comes_to_light_after_recognition_revokes_it_and_both_stay_on_record(year):
    (unit, _), leader = year

    revoke(unit, come_to_light(unit), leader, at=MARCH)

    recognition, outcome = Recognition.objects.get(outcome__registration=unit), Outcome.objects.get(registration=unit)
    assert (recognition.state, recognition.decision_number) == ("revoked", "6000/QĐ-UBND")
    assert (recognition.revocation.decision_number, recognition.revocation.breach.registration) == ("700/QĐ-UBND", unit)
    assert (outcome.level, outcome.appraised_total, outcome.state) == (Level.LEVEL_4, 96, "published")
    told = Entry.objects.get(verb="results.revoke_recognition").facts
    assert (told["decision"], told["undone"]) == ("700/QĐ-UBND", "6000/QĐ-UBND")


def test_a_breach_that_comes_to_light_starts_the_revocation_until_it_is_decided(year, client):
    (unit, _), leader = year
    clerk = officer()
    breach = come_to_light(unit)

    told = Message.objects.filter(kind="results.revocation_due")
    assert set(told.values_list("person", flat=True)) >= {leader.pk, clerk.pk}
    assert [(row.outcome.registration, found) for row, found in to_be_revoked(unit.cycle)] == [(unit, breach)]
    client.force_login(leader)
    form = client.get(told.get(person=leader).path).context["form"]
    assert (form["breach"].initial, breach.source in form["reason"].initial) == (breach, True)

    revoke(unit, breach, leader, at=MARCH)
    assert to_be_revoked(unit.cycle) == []


def test_a_breach_confirmed_before_the_recognition_stands_in_its_way_instead():
    cycle = CycleFactory()
    lead = team_of(cycle)
    unit = appraised(cycle, "1", "96")
    conclude(cycle, lead, at=RECOGNISED, until="drafted")
    come_to_light(unit, at=RECOGNISED)

    conclude(cycle, lead, at=RECOGNISED, until="approved")

    assert (standing_of(unit).level, standing_of(unit).reason) == (Level.NOT_QUALIFIED, "breach")


def test_what_is_only_reported_revokes_nothing(year):
    (unit, _), leader = year
    breach = report_breach(unit, "unresolved_cases", occurred_on=OCTOBER, at=MARCH)

    refused = grounds_of_refusal(revoke, registration=unit, breach=breach, leader=leader, at=MARCH)

    assert (refused, Revocation.objects.count()) == (["breach_not_confirmed"], 0)


def test_the_breach_of_another_unit_revokes_nothing(year):
    (unit, other), leader = year

    refused = grounds_of_refusal(revoke, registration=unit, breach=come_to_light(other), leader=leader, at=MARCH)

    assert (refused, Revocation.objects.count()) == (["breach_of_another_unit"], 0)


def test_a_recognition_is_revoked_once(year):
    (unit, _), leader = year
    breach = come_to_light(unit)
    revoke(unit, breach, leader, at=MARCH)

    assert grounds_of_refusal(revoke, registration=unit, breach=breach, leader=leader, at=MARCH) == [
        "recognition_already_revoked"
    ]


def test_a_revoked_unit_counts_at_no_level_and_the_others_keep_theirs(year):
    (unit, other), leader = year
    revoke(unit, come_to_light(unit), leader, at=MARCH)

    counts = level_counts(ranking_rows(unit.cycle, now=CONCLUDED))
    assert (counts[Level.LEVEL_4], counts[Level.LEVEL_3], sum(counts.values())) == (0, 1, 1)
    assert (standing_of(unit).recognition, standing_of(other).recognition) == ("revoked", "issued")


def test_leaders_and_citizens_see_both_decisions(client, year):
    (unit, _), leader = year
    revoke(unit, come_to_light(unit), leader, at=MARCH)

    public = client.get("/results/public/2026/1/").text
    client.force_login(officer())
    inside = client.get("/results/2026/1/").text

    assert [page for page in (public, inside) if "6000/QĐ-UBND" not in page or "700/QĐ-UBND" not in page] == []


def test_the_spreadsheet_of_leaders_says_revoked(client, year):
    (unit, _), leader = year
    revoke(unit, come_to_light(unit), leader, at=MARCH)
    client.force_login(officer())

    rows = client.get("/results/2026/ranking.json").json()
    shown = client.get("/results/2026/?level=4").context["chosen_count"]

    assert [(row["name"], row["recognition"], row["commended"]) for row in rows] == [
        ("Hồng Bàng", "revoked", False),
        ("Lê Chân", "issued", False),
    ]
    assert shown == 0
