"""The leaders' briefing on their first page: figures, risks, changes, and the way to each list behind them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import SignInEvent
from results.briefing import briefing
from scoring.core import Level, changes_level_within, nearest_bound
from tests.decree import acts
from tests.factories.accounts import city_leader
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.results import CONCLUDED
from tests.factories.scoring import SelfAssessmentFactory
from tests.results.building import appraised, team_of, whole_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("total", "level", "gap", "crosses"),
    [
        ("94.75", Level.LEVEL_4, "-0.25", True),
        ("94.50", Level.LEVEL_4, "-0.50", False),
        ("95.00", Level.LEVEL_4, "0.00", True),
        ("95.25", Level.LEVEL_4, "0.25", False),
        ("79.99", Level.LEVEL_1, "-0.01", True),
        ("87.50", Level.LEVEL_2, "2.50", False),
    ],
)
def test_a_step_over_a_bound_gives_another_level(total, level, gap, crosses):
    assert nearest_bound(Decimal(total)) == (level, Decimal(gap))
    assert changes_level_within(Decimal(total), Decimal("0.25")) is crosses


def sentences(result) -> dict[str, str]:
    return {one.key: one.words for one in result}


def test_the_briefing_names_what_may_go_wrong_and_what_is_new(client):
    year, reader = whole_year(), city_leader()
    BreachFactory(registration=year.units["level_2"], recorded_at=CONCLUDED - timedelta(days=1))
    waiting = RegistrationFactory(cycle=year.cycle, commune__code="30020", accepted=True)
    SelfAssessmentFactory(registration=waiting, submitted=True, scores="full")
    for days in (3, 0):
        SignInEvent.objects.create(person=reader, kind="signed_in", happened_at=CONCLUDED - timedelta(days=days))

    with translation.override("en"):
        brief = briefing(reader, year.cycle, now=CONCLUDED)
        client.force_login(reader)
        page = client.get(reverse("home"))

    assert brief.since == CONCLUDED - timedelta(days=3)
    assert (brief.units, brief.qualified, brief.populations["ranked"].count) == (10, 5, 6)
    risks = sentences(brief.risks)
    assert risks["not_submitted"] == "1 registered unit has handed in no dossier"
    assert risks["open_breaches"] == "1 unit has a breach that is not decided on"
    # 94.99 twice, 85, 80 and 79.99 lie a step or less from a bound; 96.25 does not.
    assert risks["one_step"].startswith("5 units would change their level")
    assert "to_come" in risks
    assert [(one.row.code, one.gap) for one in brief.near] == [
        ("30004", Decimal(0)),
        ("30005", Decimal(0)),
        ("30002", Decimal("-0.01")),
        ("30003", Decimal("-0.01")),
    ]
    assert (brief.near_count, all(one.criteria for one in brief.near)) == (5, True)
    assert sentences(brief.changes) == {
        "recorded": "1 breach was recorded",
    }
    shown = ("registered", "handed_in", "appraised", "ranked")
    figures = [*brief.figures, *(brief.populations[key] for key in shown)]
    links = {one.url for one in (*brief.risks, *brief.changes, *figures)}
    assert all(url in page.content.decode() for url in links)
    for url in sorted(links):
        assert client.get(url).status_code == 200, url
    assert client.get(brief.near_url).context["chosen_count"] == 5
    assert client.get(reverse("results:ranking", args=[2026]) + "?near=0.25").context["chosen_count"] == 5


def test_before_the_day_nothing_is_late_and_the_forecast_waits_for_all(at):
    cycle = CycleFactory()
    SelfAssessmentFactory(registration=RegistrationFactory(cycle=cycle, commune__code="30001", accepted=True))
    now = at(2026, 10, 1)

    with translation.override("en"):
        risks = sentences(briefing(city_leader(), cycle, now=now).risks)

    assert risks == {"to_come": "1 dossiers are still to come, 0 are not assigned: both count in the forecast"}


@pytest.mark.parametrize(("until", "step"), [("reported", "approval"), ("recognised", "publication")])
def test_a_leader_decides_on_the_briefing(client, clock_on_its_day, until, step):
    cycle = CycleFactory()
    lead = team_of(cycle)
    appraised(cycle, "30001", "96")
    acts.conclude(cycle, lead, at=CONCLUDED, until=until)
    clock_on_its_day.move_to(CONCLUDED)
    client.force_login(city_leader())
    page = client.get(reverse("home")).content.decode()
    address = reverse(f"results:{step}", args=[2026])
    assert 0 < page.find(f'action="{address}"') < page.index("briefing-figures")

    assert client.post(address).status_code == 302

    assert f'action="{address}"' not in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_leaders_page_costs_the_same_for_many_units(client, number, django_assert_max_num_queries):
    cycle = CycleFactory()
    team_of(cycle)
    for place in range(number):
        appraised(cycle, f"3000{place}", "94.75")
    client.force_login(city_leader())
    client.get(reverse("home"))

    with django_assert_max_num_queries(20):
        assert client.get(reverse("home")).context["briefing"].near_count == number
