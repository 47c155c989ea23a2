"""Publication, correction and revocation are announced; nothing is before results are public."""

from datetime import date

import pytest

from results.paper_services import correct_decision
from results.services import publish_outcomes
from tests.decree.acts import conclude, establish_breach, midday, revoke, signed_copy
from tests.factories.communes import CycleFactory
from tests.factories.results import CONCLUDED
from tests.factories.webhooks import EndpointFactory
from tests.results.building import appraised, team_of
from webhooks.models import Event

pytestmark = pytest.mark.django_db

MARCH = midday(3, 1, year=2027)


def corrected(decision, number: str, leader, *, at):
    facts = {"decision_number": number, "decision_date": decision.dated, "reason": "Sai số"}
    return correct_decision(decision=decision, **facts, file=signed_copy(), by=leader, now=at)


def announced() -> list[tuple[str, str, list[str]]]:
    """Kind, reason and units of every event."""
    events = [(event.kind, event.payload["data"]) for event in Event.objects.order_by("pk")]
    return [(kind, data.get("why", ""), [unit["code"] for unit in data.get("units", [])]) for kind, data in events]


def test_what_is_public_is_announced_and_nothing_before(settings):
    settings.PORTAL_URL = "https://portal.example"
    EndpointFactory()
    cycle = CycleFactory()
    lead = team_of(cycle)
    unit, other = appraised(cycle, "30001", "96"), appraised(cycle, "30002", "92")
    leader = conclude(cycle, lead, at=CONCLUDED, until="recognised")
    decision = corrected(cycle.citydecisions.get(), "6001/QĐ-UBND", leader, at=CONCLUDED)
    assert announced() == []

    publish_outcomes(cycle=cycle, by=leader, now=CONCLUDED)
    corrected(decision, "6002/QĐ-UBND", leader, at=CONCLUDED)
    breach = establish_breach(unit, "unresolved_cases", occurred_on=date(2026, 10, 1), at=MARCH)
    revoke(unit, breach, leader, at=MARCH)

    codes = [unit.commune.code, other.commune.code]
    assert announced() == [
        ("results.published", "", []),
        ("results.corrected", "decision", codes),
        ("recognition.revoked", "", codes[:1]),
    ]
    data = Event.objects.order_by("pk").last().payload["data"]
    assert data["units"] == [{"code": "30001", "url": "https://portal.example/api/v1/years/2026/units/30001"}]
    assert data["decision"] == {"number": "700/QĐ-UBND", "dated": "2027-03-01"}
