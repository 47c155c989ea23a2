"""The read API with a token: what its owner sees, within its scopes, and what changed within a window of time."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from audit.services import record
from friendly_gov.api import access
from kernel import clock
from results.services import publish_outcomes
from scoring.models import SelfAssessment
from tests.decree import acts
from tests.factories.accounts import UserFactory, editor_of, officer, team_lead
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.results import CONCLUDED
from tests.factories.scoring import SelfAssessmentFactory
from tests.factories.tokens import TokenFactory, key_of
from tests.results.building import appraised, team_of, whole_year

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def nobody_has_asked(clock_on_its_day):
    cache.clear()
    clock_on_its_day.move_to(CONCLUDED)


def get(client, token, path: str, status: int = 200, **asked):
    answer = client.get(f"/api/v1/{path}", asked, headers={"authorization": f"Bearer {key_of(token)}"})
    assert answer.status_code == status, answer.content
    return answer.json()


def step(verb: str, on) -> None:
    record(verb, by=None, now=clock.now(), on=on)


def whole(client, token, path: str, **asked) -> list[dict]:
    """All items of a list, read in pages of two."""
    items, cursor = [], ""
    while cursor is not None:
        page = get(client, token, path, limit=2, cursor=cursor, **asked)
        items, cursor = items + page["items"], page["next_cursor"]
    return items


def test_each_owner_reads_what_their_pages_show(client, django_assert_max_num_queries):
    cycle = CycleFactory()
    units = [CommuneFactory(code=f"3000{number}") for number in range(1, 4)]
    works = [SelfAssessmentFactory(registration__cycle=cycle, registration__commune=unit) for unit in units]
    SelfAssessment.objects.filter(pk=works[0].pk).update(
        state="submitted", submitted_at=CONCLUDED, submitted_by=UserFactory()
    )
    department, commune = TokenFactory(owner=officer()), TokenFactory(owner=editor_of(units[1]))
    nobody = TokenFactory(owner=UserFactory())

    def codes(token, path):
        return [item["unit"] for item in whole(client, token, path, year=cycle.year)]

    # The department sees only sent dossiers; a unit's people their own, sent or not.
    assert codes(department, "registrations") == ["30001", "30002", "30003"]
    assert (codes(department, "dossiers"), codes(commune, "dossiers"), codes(nobody, "dossiers")) == (
        ["30001"],
        ["30002"],
        [],
    )
    assert (codes(commune, "registrations"), codes(nobody, "registrations")) == (["30002"], [])
    with django_assert_max_num_queries(8):
        result = get(client, commune, f"dossiers/{cycle.year}/30002")
    score = works[1].scores.select_related("criterion").order_by("criterion__sort_key").first()
    assert result["scores"][0] == {
        "criterion": score.criterion.code,
        "max_points": f"{score.max_points:.2f}",
        "points": None if score.points is None else f"{score.points:.2f}",
        "claimed_not_applicable": False,
        "explanation": score.explanation,
    }
    get(client, commune, f"dossiers/{cycle.year}/30001", 404)
    get(client, commune, f"years/{cycle.year}/standings", 403)
    assert get(client, department, "registrations", unit="30002")["items"][0]["unit"] == "30002"
    for wrong in ("x", "LTE=", "OTk5OTk5OTk5OTk5OTk5OTk5OTk="):
        get(client, department, "registrations", 404, cursor=wrong)


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ("results:read", "years/2026/standings"),
        ("dossiers:read", "dossiers"),
        ("dossiers:read", "dossiers/2026/30001"),
        ("registrations:read", "registrations"),
    ],
)
def test_a_token_reads_only_within_its_scopes(client, scope, path):
    cycle = CycleFactory()
    appraised(cycle, "30001", "96")
    owner = officer()
    others = [one for one in ("results:read", "dossiers:read", "registrations:read") if one != scope]

    assert scope in get(client, TokenFactory(owner=owner, scopes=others), path, 403)["detail"]
    get(client, TokenFactory(owner=owner, scopes=[scope]), path)


def test_a_query_with_control_characters_is_refused_as_it_was_sent(client):
    """`\x97` is no character that people type: cleaned away, the rest would be a query that nobody made."""
    token = TokenFactory(owner=officer(), scopes=["registrations:read"])
    for unit in ("3\x000002", "30002\x97"):
        get(client, token, "registrations", 422, unit=unit)
    for cursor in ("\x00", "\x97x"):
        get(client, token, "registrations", 404, cursor=cursor)


def test_the_ranking_as_it_stands_is_the_pages(client):
    whole_year()
    result = {row["unit"]: row for row in whole(client, TokenFactory(owner=team_lead()), "years/2026/standings")}
    assert len(result) == 9
    assert (result["30001"]["total"], result["30001"]["rank"], result["30001"]["level"]) == ("96.25", 1, 4)


def test_the_change_feed_lists_changes_of_public_results(client, clock_on_its_day):
    cycle = CycleFactory()
    lead = team_of(cycle)
    entry = appraised(cycle, "30001", "96")
    leader = acts.conclude(cycle, lead, at=CONCLUDED, until="recognised")
    assert client.get("/api/v1/changes").json() == {"items": [], "next_cursor": None}
    publish_outcomes(cycle=cycle, by=leader, now=CONCLUDED)
    cache.clear()
    later = CONCLUDED + timedelta(days=1)
    clock_on_its_day.move_to(later)
    breach = BreachFactory(registration=entry, confirmed=True, settled_at=CONCLUDED)
    acts.revoke(entry, breach, leader, at=later)

    def events(**asked):
        answer = client.get("/api/v1/changes", asked)
        assert (answer.status_code, "s-maxage" in answer["Cache-Control"]) == (200, True), answer.content
        return [(item["event"], item["year"], item["units"]) for item in answer.json()["items"]]

    published, revoked = ("results.published", 2026, []), ("recognition.revoked", 2026, ["30001"])
    assert events() == [published, revoked]
    assert events(since=later.isoformat()) == [revoked]
    assert events(until=later.isoformat()) == [published]
    assert events(since=(later + timedelta(seconds=1)).isoformat()) == []
    for wrong in ("yesterday", "0.5", "2026-12-01", "2026-12-01T00:00:00"):
        assert client.get("/api/v1/changes", {"since": wrong}).status_code == 422, wrong
    first = client.get("/api/v1/changes", {"limit": 1}).json()
    [second] = client.get("/api/v1/changes", {"limit": 1, "cursor": first["next_cursor"]}).json()["items"]
    assert second["event"] == "recognition.revoked"


def test_steps_of_units_come_by_scope_and_by_what_the_owner_sees(client, django_assert_max_num_queries):
    cycle = CycleFactory()
    entries = [RegistrationFactory(cycle=cycle, commune__code=f"3000{number}") for number in (1, 2)]
    for entry in entries:
        step("communes.accept_registration", entry)
        step("evidence.submit_dossier", SelfAssessmentFactory(registration=entry))
        step("scoring.enter_score", SelfAssessment.objects.get(registration=entry))

    def steps(token, **asked):
        with django_assert_max_num_queries(12):
            page = get(client, token, "steps", **asked)
        return [(item["step"], item["year"], item["unit"]) for item in page["items"]]

    every, own = TokenFactory(owner=officer()), TokenFactory(owner=editor_of(entries[1].commune))
    of_first, of_second = (
        [("communes.accept_registration", cycle.year, code), ("evidence.submit_dossier", cycle.year, code)]
        for code in ("30001", "30002")
    )
    assert (steps(every), steps(own)) == (of_first + of_second, of_second)
    assert steps(TokenFactory(owner=every.owner, scopes=["dossiers:read"])) == [of_first[1], of_second[1]]
    assert steps(TokenFactory(owner=every.owner, scopes=["results:read"])) == []
    assert steps(every, since=(clock.now() + timedelta(seconds=1)).isoformat()) == []


def test_a_token_and_an_address_that_ask_too_often_wait(client, monkeypatch):
    busy, other = TokenFactory(owner=officer()), TokenFactory(owner=officer(email="b@example.vn"))
    monkeypatch.setattr(access.by_token, "num_requests", 2)
    monkeypatch.setattr(access.wrong_tokens, "num_requests", 2)
    for status in (200, 200, 429):
        get(client, busy, "token", status)
    get(client, other, "token")
    statuses = [
        client.get("/api/v1/token", headers={"authorization": "Bearer fgov_wrong"}).status_code for _ in range(3)
    ]
    assert statuses == [401, 401, 429]
    # Wrong tokens of a neighbour at the same address take nothing from a right one.
    get(client, other, "token")
