"""The read API: the published results as programs read them, page by page, within a limit, and nothing else."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from friendly_gov.api.addresses import api
from results.queries import published_cycles
from tests.decree import acts
from tests.factories.accounts import city_leader
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory
from tests.factories.results import CONCLUDED
from tests.results.building import appraised, team_of, whole_year

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_asked(clock_on_its_day):
    cache.clear()
    clock_on_its_day.move_to(CONCLUDED)


def published():
    year = whole_year()
    acts.conclude(year.cycle, year.lead, at=CONCLUDED)
    return year


def get(client, path: str, status: int = 200, **asked):
    answer = client.get(f"/api/v1/{path}", asked)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (status, "application/json"), answer.content
    return answer.json()


def test_the_api_says_what_is_public_and_pages_through_it(client, django_assert_max_num_queries):
    published()
    [year] = get(client, "years")
    assert (year["year"], year["units"]["all"], year["units"]["ranked"]) == (2026, 9, 6)

    with django_assert_max_num_queries(12):
        first = get(client, "years/2026/units", limit=4)
    second = get(client, "years/2026/units", limit=4, cursor=first["next_cursor"])
    third = get(client, "years/2026/units", limit=4, cursor=second["next_cursor"])
    result = first["items"] + second["items"] + third["items"]
    assert [unit["code"] for unit in result] == [f"3000{number}" for number in range(1, 10)]
    assert third["next_cursor"] is None
    by_code = {unit["code"]: unit for unit in result}
    assert (by_code["30001"]["level"], by_code["30001"]["total"], by_code["30001"]["rank"]) == (4, "96.25", 1)
    # Of who is not recognised: level and reason alone.
    for code in ("30006", "30007", "30008"):
        assert (by_code[code]["total"], by_code[code]["rank"], by_code[code]["groups"]) == (None, None, {})
    assert get(client, "years/2026/units/30001") == by_code["30001"]
    page = get(client, "years/2026/scores", limit=3)
    assert [line["unit"] for line in page["items"]] == ["30001"] * 3
    following = get(client, "years/2026/scores", limit=3, cursor=page["next_cursor"])
    assert following["items"][0]["criterion"] not in {line["criterion"] for line in page["items"]}
    read, cursor = [], ""
    while cursor is not None:
        page = get(client, "years/2026/scores", limit=7, cursor=cursor)
        read, cursor = [*read, *page["items"]], page["next_cursor"]
    assert read == get(client, "years/2026/scores", limit=500)["items"]
    assert {line["unit"] for line in read} == {
        code for code, unit in by_code.items() if unit["standing"] == "recognised"
    }
    table = get(client, "years/2026/criteria")
    assert {row["max_points"] for row in table if row["code"] == "I"} == {"24.00"}


def test_before_publication_the_api_knows_the_table_alone(client):
    year = whole_year()
    assert get(client, "years") == []
    for path in ("units", "units/30001", "scores"):
        get(client, f"years/{year.cycle.year}/{path}", 404)
    assert get(client, "years/2026/criteria")


def test_a_revocation_takes_level_and_points_away(client):
    cycle = CycleFactory()
    lead = team_of(cycle)
    entry = appraised(cycle, "30001", "96")
    acts.conclude(cycle, lead, at=CONCLUDED)
    acts.revoke(
        entry, BreachFactory(registration=entry, confirmed=True, settled_at=CONCLUDED), city_leader(), at=CONCLUDED
    )

    unit = get(client, "years/2026/units/30001")

    assert (unit["standing"], unit["level"], unit["total"]) == ("revoked", None, None)
    assert unit["revocation"] == {"number": "700/QĐ-UBND", "dated": str(date(2026, 12, 20))}
    assert get(client, "years/2026/scores")["items"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("years/2026/units?limit=0", 422),
        ("years/2026/units?limit=501", 422),
        ("years/2026/units?limit=x", 422),
        ("years/2026/units?cursor=AAAA", 404),
        ("years/2026/units?cursor=%C4%90", 404),
        ("years/99999999999999999999/units", 422),
        ("years/-1/units", 422),
        ("years/x/scores", 422),
        ("years/2026/units/x", 404),
        ("years/2025/units", 404),
        ("years/2026/units/%04x", 404),
        ("nothing", 404),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_the_same_form(client, path, status):
    cycle = CycleFactory()
    lead = team_of(cycle)
    appraised(cycle, "30001", "96")
    acts.conclude(cycle, lead, at=CONCLUDED)
    assert published_cycles().exists()

    assert "detail" in get(client, path, status)


def test_who_asks_too_often_waits(client, monkeypatch):
    [throttle] = api.throttling if hasattr(api, "throttling") else api.throttle
    monkeypatch.setattr(throttle, "num_requests", 2)

    def asked(*places):
        return [client.get("/api/v1/years", REMOTE_ADDR=place).status_code for place in places]

    assert asked(*["192.0.2.7"] * 3, "192.0.2.8") == [200, 200, 429, 200]
    # The addresses of one household in IPv6 count as one.
    assert asked("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1") == [200, 200, 429, 200]


def test_answers_are_the_same_for_everybody_and_may_be_kept(client):
    answer = client.get("/api/v1/years")
    assert "s-maxage=60" in answer["Cache-Control"]
    assert (answer["Access-Control-Allow-Origin"], "Set-Cookie" in answer) == ("*", False)
    again = client.get("/api/v1/years", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_the_description_names_every_address(client):
    result = client.get(reverse("api:openapi-json")).json()
    assert result["openapi"].startswith("3.1")
    assert sorted(path.removeprefix("/api/v1") for path in result["paths"]) == [
        "/changes",
        "/dossiers",
        "/dossiers/{year}/{code}",
        "/registrations",
        "/steps",
        "/token",
        "/years",
        "/years/{year}/criteria",
        "/years/{year}/scores",
        "/years/{year}/standings",
        "/years/{year}/units",
        "/years/{year}/units/{code}",
    ]
