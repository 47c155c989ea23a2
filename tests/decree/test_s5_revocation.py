"""[S5] Revocation (scoring principles, third dash).

Where such a breach comes to light after a unit was recognised, the recognition is revoked by a decision of the city.
The record keeps both: the decision that recognised and the one that revoked, with points and level as they were.
"""

import csv
import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.models import Breach
from audit.models import Entry
from notifications.models import Message
from results.models import Outcome, Recognition, Revocation
from results.populations import standing_counts
from results.queries import ranking_rows, to_be_revoked
from results.reversals import withdraw_revocation
from scoring.core import Level
from tests.decree.acts import conclude, establish_breach, midday, refusal_codes, report_breach, revoke, standing_of
from tests.factories.accounts import officer
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.factories.results import CONCLUDED
from tests.kept_rows import kept
from tests.results.building import appraised, team_of

RECOGNISED = midday(12, 28)
MARCH = midday(3, 1, year=2027)
OCTOBER = date(2026, 10, 1)


@kept
def year():
    """Hồng Bàng recognised at Level 4, Lê Chân at Level 3; the city leader who decided."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    units = [appraised(cycle, "1", "96", name="Hồng Bàng"), appraised(cycle, "2", "92", name="Lê Chân")]
    return units, conclude(cycle, lead, at=RECOGNISED)


def confirm_breach_of(registration, *, at=MARCH):
    return establish_breach(registration, "unresolved_cases", occurred_on=OCTOBER, at=at)


def test_a_breach_that_comes_to_light_after_recognition_revokes_it_and_both_stay_on_record(year):
    (unit, _), leader = year

    revoke(unit, confirm_breach_of(unit), leader, at=MARCH)

    recognition, outcome = Recognition.objects.get(outcome__registration=unit), Outcome.objects.get(registration=unit)
    assert (recognition.state, recognition.decision_number) == ("revoked", "6000/QĐ-UBND")
    assert (recognition.revocation.decision_number, recognition.revocation.breach.registration) == ("700/QĐ-UBND", unit)
    assert (outcome.level, outcome.appraised_total, outcome.state) == (Level.LEVEL_4, 96, "published")
    shown = Entry.objects.get(verb="results.revoke_recognition").facts
    assert (shown["decision"], shown["undone"]) == ("700/QĐ-UBND", "6000/QĐ-UBND")


def test_a_breach_that_comes_to_light_starts_the_revocation_until_it_is_decided(year, client):
    (unit, _), leader = year
    clerk = officer()
    breach = confirm_breach_of(unit)

    messages = Message.objects.filter(kind="results.revocation_due")
    assert set(messages.values_list("person", flat=True)) >= {leader.pk, clerk.pk}
    assert [(row.outcome.registration, result) for row, result in to_be_revoked(unit.cycle)] == [(unit, breach)]
    client.force_login(leader)
    form = client.get(messages.get(person=leader).path).context["form"]
    assert (form["breach"].initial, breach.source in form["reason"].initial) == (breach, True)

    revoke(unit, breach, leader, at=MARCH)
    assert to_be_revoked(unit.cycle) == []


def test_a_breach_confirmed_before_the_recognition_stands_in_its_way_instead():
    cycle = CycleFactory()
    lead = team_of(cycle)
    unit = appraised(cycle, "1", "96")
    conclude(cycle, lead, at=RECOGNISED, until="drafted")
    confirm_breach_of(unit, at=RECOGNISED)

    conclude(cycle, lead, at=RECOGNISED, until="approved")

    assert (standing_of(unit).level, standing_of(unit).reason) == (Level.NOT_QUALIFIED, "breach")


def test_what_is_only_reported_revokes_nothing(year):
    (unit, _), leader = year
    breach = report_breach(unit, "unresolved_cases", occurred_on=OCTOBER, at=MARCH)

    refused = refusal_codes(revoke, registration=unit, breach=breach, leader=leader, at=MARCH)

    assert (refused, Revocation.objects.count()) == (["breach_not_confirmed"], 0)


def test_the_breach_of_another_unit_revokes_nothing(year):
    (unit, other), leader = year

    refused = refusal_codes(revoke, registration=unit, breach=confirm_breach_of(other), leader=leader, at=MARCH)

    assert (refused, Revocation.objects.count()) == (["breach_of_another_unit"], 0)


def test_a_recognition_is_revoked_once(year):
    (unit, _), leader = year
    breach = confirm_breach_of(unit)
    revoke(unit, breach, leader, at=MARCH)

    assert refusal_codes(revoke, registration=unit, breach=breach, leader=leader, at=MARCH) == [
        "recognition_already_revoked"
    ]


def test_a_revoked_unit_keeps_no_level_and_no_rank_and_the_others_move_up(year):
    (unit, other), leader = year
    revoke(unit, confirm_breach_of(unit), leader, at=MARCH)

    counts = standing_counts(ranking_rows(unit.cycle, now=CONCLUDED))
    assert {standing: count for standing, count in counts.items() if count} == {"level_3": 1, "revoked": 1}
    row = standing_of(unit)
    assert (row.level, row.rank, row.reason, standing_of(other).rank) == (None, None, "revoked", 1)
    assert (standing_of(unit).recognition, standing_of(other).recognition) == ("revoked", "issued")


def test_leaders_and_citizens_see_both_decisions(client, year):
    (unit, _), leader = year
    revoke(unit, confirm_breach_of(unit), leader, at=MARCH)

    public = client.get("/results/public/2026/1/").text
    client.force_login(officer())
    inside = client.get("/results/2026/1/").text

    assert [page for page in (public, inside) if "6000/QĐ-UBND" not in page or "700/QĐ-UBND" not in page] == []


def test_the_spreadsheet_of_leaders_says_revoked(client, year):
    (unit, _), leader = year
    revoke(unit, confirm_breach_of(unit), leader, at=MARCH)
    client.force_login(officer())

    rows = client.get("/results/2026/ranking.json").json()
    shown = client.get("/results/2026/?level=4").context["chosen_count"]

    assert [(row["name"], row["recognition"], row["commended"]) for row in rows] == [
        ("Lê Chân", "issued", False),
        ("Hồng Bàng", "revoked", False),
    ]
    assert shown == 0


@pytest.mark.parametrize("form", ["json", "csv"])
def test_data_give_a_revoked_unit_neither_level_nor_rank_nor_points(client, year, form):
    (unit, _), leader = year
    revoke(unit, confirm_breach_of(unit), leader, at=MARCH)

    text = client.get(f"/results/public/2026/results.{form}").content.decode("utf-8-sig")
    rows = json.loads(text) if form == "json" else list(csv.DictReader(io.StringIO(text)))

    keys = ("standing", "reason", "level", "rank", "total")
    seen = {row["name"]: tuple(row[key] or "" for key in keys) for row in rows}
    decision_numbers = {row["name"]: (row["decision_number"], row["revocation_number"]) for row in rows}
    assert seen["Hồng Bàng"] == ("revoked", "revoked", "", "", "")
    assert (seen["Lê Chân"][:2], str(seen["Lê Chân"][3])) == (("recognised", "by_points"), "1")
    assert decision_numbers["Hồng Bàng"] == ("6000/QĐ-UBND", "700/QĐ-UBND")


def test_a_revocation_that_was_withdrawn_leaves_the_unit_recognised_in_public(client, year):
    (unit, _), leader = year
    breach = confirm_breach_of(unit)
    revoke(unit, breach, leader, at=MARCH)
    Breach.objects.filter(pk=breach.pk).update(state=Breach.State.SET_ASIDE)
    withdraw_revocation(
        recognition=Recognition.objects.get(outcome__registration=unit),
        decision_number="900/QĐ-UBND",
        decision_date=MARCH.date(),
        justification="Tòa án đã tuyên không có tội.",
        file=SimpleUploadedFile("quyet-dinh.pdf", PDF),
        by=leader,
        now=MARCH,
    )

    row, page = client.get("/results/public/2026/results.json").json()[0], client.get("/results/public/2026/1/").text

    assert (row["name"], row["standing"], row["level"], row["rank"]) == ("Hồng Bàng", "recognised", 4, 1)
    assert [number for number in ("6000/QĐ-UBND", "700/QĐ-UBND", "900/QĐ-UBND") if number not in page] == []
    assert "Tòa án" not in page
