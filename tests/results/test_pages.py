import io
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
import rules
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Role
from results.models import Outcome, Recognition, Revocation
from results.queries import ranked_cycles_visible_to, recognitions_visible_to, result_details_visible_to
from results.ranking_files import make_ranking, ranking_facts
from results.selection import Selection
from tests.decree.acts import signed_copy
from tests.factories.accounts import (
    UserFactory,
    administrator,
    appraiser,
    city_leader,
    editor_of,
    head_of,
    officer,
    team_lead,
)
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.results import CONCLUDED
from tests.kept_rows import kept
from tests.papers.reading import text_of
from tests.permissions.world import build_world
from tests.results.building import appraised, team_of, whole_year
from tests.results.test_services import brought_to, revoke

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 12, 28)


year = kept(whole_year, at=CONCLUDED)


class _Units(HTMLParser):
    """The links of the table's rows, in order."""

    def __init__(self):
        super().__init__()
        self.codes, self.in_head = [], False

    def handle_starttag(self, tag, attributes):
        self.in_head = tag == "th" or (tag == "a" and self.in_head)
        href = dict(attributes).get("href") or ""
        if tag == "a" and self.in_head and href.startswith("/results/2026/3"):
            self.codes.append(href.split("/")[3])


def codes_in(response):
    reader = _Units()
    reader.feed(response.content.decode())
    return reader.codes


def get(client, person, path, **headers):
    if person is not None:
        client.force_login(person)
    return client.get(path, headers=headers)


ALL = ["30001", "30002", "30003", "30004", "30005", "30006", "30007", "30008", "30009"]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("", ALL),
        ("all=1", ALL),
        ("q=THU nghiem x", []),
        ("level=3", ["30002", "30003"]),
        ("level=0", ALL[5:]),
        ("reason=breach", ["30007"]),
        ("kind=special_zone", []),
        ("difference=raised", ["30005"]),
        ("difference=same", ["30003", "30007"]),
        ("difference=wide", ["30004", "30006"]),
        ("order=-difference", ["30005", "30003", "30002", "30001", "30004", "30006", "30007", "30008", "30009"]),
        ("order=appraised", ["30006", "30005", "30004", "30002", "30003", "30001", "30008", "30009", "30007"]),
        ("level=9&kind=x&reason=x&difference=x&order=x&page=x", ALL),
    ],
)
def test_ranking_shows_what_the_address_asks_for(client, year, asked, codes):
    assert codes_in(get(client, officer(), f"/results/2026/?{asked}")) == codes


def test_search_needs_no_accents(client):
    cycle = CycleFactory()
    appraised(cycle, "30001", "90", name="Hải Dương", search_key="hai duong 30001")
    appraised(cycle, "30002", "90", name="Lê Chân", search_key="le chan 30002")

    assert codes_in(get(client, officer(), "/results/2026/?q=hải dương")) == ["30001"]
    assert codes_in(get(client, officer(), "/results/2026/?q=LE CH")) == ["30002"]


def test_page_and_files_show_the_units_of_one_former_province(client, now):
    cycle, asked = CycleFactory(), "?province=hai_duong"
    for code in ("10511", "11311", "10512"):
        appraised(cycle, code, "90")
    reader = officer()
    page = get(client, reader, f"/results/2026/{asked}")
    data = client.get(reverse("results:download", args=[2026, "json"]) + asked).json()
    facts = ranking_facts(cycle, "xlsx", Selection.of(QueryDict(asked.removeprefix("?"))))
    sheet = load_workbook(io.BytesIO(make_ranking(reader, facts, now).content)).active
    codes = {cell.value for row in sheet.iter_rows() for cell in row} & {"10511", "10512", "11311"}

    assert [row.code for row in page.context["page"]] == [row["code"] for row in data] == ["10511", "10512"]
    assert codes == {"10511", "10512"}
    # Every link of the page to a file or another order keeps the choice.
    assert {column["address"].split("&")[0] for column in page.context["columns"]} == {asked}
    assert f'action="{reverse("results:request_file", args=[2026, "pdf"])}{asked}"' in page.text
    assert f'href="{reverse("results:download", args=[2026, "csv"])}{asked}"' in page.text


def test_htmx_gets_the_list_alone(client, year):
    response = get(client, officer(), "/results/2026/?level=4", hx_request="true")

    assert codes_in(response) == ["30001"]
    assert "<h1" not in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_ranking_page_costs_the_same_at_any_size(client, count, django_assert_num_queries):
    cycle = CycleFactory()
    person = officer()
    for number in range(count):
        registration = appraised(cycle, f"3000{number}", "90")
        BreachFactory(registration=registration, confirmed=True)
    client.force_login(person)

    with django_assert_num_queries(RANKING_QUERIES):
        client.get("/results/2026/")


RANKING_QUERIES = 8


@pytest.mark.parametrize("count", [1, 3])
def test_unit_page_costs_the_same_with_any_number_of_files(client, count, django_assert_num_queries):
    cycle = CycleFactory()
    registration = appraised(cycle, "30001", "90")
    for score in registration.self_assessment.scores.all()[:count]:
        EvidenceItemFactory(score=score)
        EvidenceItemFactory(score=score)
    for _ in range(count):
        BreachFactory(registration=registration, confirmed=True)
    client.force_login(officer())

    with django_assert_num_queries(UNIT_QUERIES):
        client.get("/results/2026/30001/")


UNIT_QUERIES = 11


def test_the_page_of_a_recognised_unit_reads_extensions_besides(client, year, now, django_assert_max_num_queries):
    brought_to(year, "published", now)
    assert Recognition.objects.filter(outcome__registration=year.units["level_3"]).exists()
    client.force_login(officer())

    with django_assert_max_num_queries(UNIT_QUERIES + 1):
        client.get("/results/2026/30002/")


def test_unit_page_shows_both_verdicts_and_the_comment(client, year):
    content = get(client, city_leader(), "/results/2026/30004/").content.decode()

    assert "Minh chứng chưa đủ." in content
    assert "Đã thực hiện I.1" in content


def everyone(commune):
    return [
        None,
        UserFactory(),
        editor_of(commune),
        head_of(commune),
        officer(),
        appraiser(),
        team_lead(),
        city_leader(),
        administrator(),
    ]


@pytest.mark.parametrize("stage", ["drafted", "published"])
def test_can_view_exactly_what_is_in_scope(year, now, stage):
    brought_to(year, stage, now)
    for person in everyone(year.units["level_3"].commune)[1:]:
        for registration in year.units.values():
            seen = result_details_visible_to(person).filter(pk=registration.pk).exists()
            assert rules.has_perm("results.view_standing", person, registration) == seen, person
        seen = ranked_cycles_visible_to(person).exists()
        assert rules.has_perm("results.view_ranking", person, year.cycle) == seen


def test_pages_open_for_the_right_people(client, year, now):
    brought_to(year, "published", now)
    paths = [
        "/results/2026/",
        "/results/2026/steps/",
        "/results/2026/30002/",
        "/results/2026/30001/",
        "/results/public/",
    ]
    result = []
    for person in everyone(year.units["level_3"].commune):
        client.logout()
        result.append([get(client, person, path).status_code for path in paths])

    assert result == [
        [302, 302, 302, 302, 200],
        [404, 404, 404, 404, 200],
        [404, 404, 200, 404, 200],
        [404, 404, 200, 404, 200],
        [200, 200, 200, 200, 200],
        [404, 404, 404, 404, 200],
        [200, 200, 200, 200, 200],
        [200, 200, 200, 200, 200],
        [404, 404, 404, 404, 200],
    ]


def test_the_year_is_brought_to_the_public_by_its_pages(client, year, now):
    leader, writer = city_leader(), officer()
    decision = {"decision_number": "6000/QĐ-UBND", "decision_date": "2026-12-28", "file": signed_copy()}
    reported = {"decision_number": "215/BC-SNV", "decision_date": "2026-12-28", "file": signed_copy()}
    steps = [
        (writer, "draft", {}),
        (year.lead, "confirmation", {}),
        (writer, "report", reported),
        (leader, "approval", {}),
        (leader, "recognition", decision),
        (leader, "publication", {}),
    ]

    for person, step, typed in steps:
        client.force_login(person)
        assert client.get("/results/2026/steps/").context["current"].permitted
        answer = client.post(reverse(f"results:{step}", args=[2026]), typed)
        assert (answer.status_code, answer.url) == (302, "/results/2026/steps/")

    assert set(Outcome.objects.values_list("state", flat=True)) == {"published"}
    assert Recognition.objects.count() == 5


def test_a_refused_step_says_why_and_writes_nothing(client, year, now):
    BreachFactory(registration=year.units["level_4"])
    client.force_login(officer())

    answer = client.post("/results/2026/draft/")

    assert answer.status_code == 422
    assert len(answer.context["refused"]) == 1
    assert Outcome.objects.count() == 0


def test_an_incomplete_decision_keeps_what_was_typed(client, year, now):
    leader = brought_to(year, "approved", now)
    client.force_login(leader)

    answer = client.post("/results/2026/recognition/", {"decision_number": "6000/QĐ", "decision_date": ""})

    assert answer.status_code == 422
    assert 'value="6000/QĐ"' in answer.content.decode()
    assert Recognition.objects.count() == 0


def test_sending_back_asks_for_a_reason(client, year, now):
    leader = brought_to(year, "approved", now)
    client.force_login(leader)

    assert client.post("/results/2026/sending-back/", {"reason": " "}).status_code == 422
    assert client.post("/results/2026/sending-back/", {"reason": "Cần xem lại."}).status_code == 302
    assert set(Outcome.objects.values_list("state", flat=True)) == {"drafted"}


def test_revoking_by_its_page(client, year, now, at):
    leader = brought_to(year, "published", now)
    breach = BreachFactory(registration=year.units["level_3"], confirmed=True, settled_at=at(2026, 12, 28, 10, 0))
    client.force_login(leader)
    typed = {"decision_number": "77/QĐ", "decision_date": "2026-12-28", "breach": breach.pk, "reason": ""}

    refused = client.post("/results/2026/30002/revocation/", typed)
    done = client.post(
        "/results/2026/30002/revocation/", typed | {"reason": "Vi phạm sau công nhận.", "file": signed_copy()}
    )

    assert (refused.status_code, done.status_code) == (422, 302)
    assert Revocation.objects.get().decision_number == "77/QĐ"
    assert codes_in(client.get("/results/2026/?reason=revoked")) == ["30002"]
    counts = {
        figure.url.removeprefix("/results/2026/"): figure.count
        for figure in client.get("/results/2026/").context["counts"]
    }
    assert counts == {
        "?level=4": 1,
        "?level=3": 1,
        "?level=2": 1,
        "?level=1": 1,
        "?reason=under_80": 1,
        "?reason=breach": 1,
        "?reason=not_submitted": 1,
        "?reason=not_registered": 1,
        "?reason=revoked": 1,
    }
    assert recognitions_visible_to(leader).get(state="revoked").outcome.registration == year.units["level_3"]


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_long_files_are_made_by_the_worker(client, year, form):
    client.force_login(officer())
    page = client.post(f"/results/2026/ranking.{form}?level=3", follow=True)

    assert page.context["state"] == "made"
    answer = client.get(reverse("documents:export_file", args=[page.context["export"].public_id]))
    assert answer["Content-Disposition"] == f'attachment; filename="ket-qua-2026.{form}"'
    content = b"".join(answer)
    listed = client.get("/results/2026/?level=3").context["page"]
    if form == "xlsx":
        rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
        assert [row[1] for row in rows] == [row.code for row in listed]
    else:
        assert all(row.name in text_of(content) for row in listed)
    assert client.get(f"/results/2026/ranking.{form}").status_code == 405


@pytest.mark.parametrize("form", ["csv", "json"])
def test_downloads_are_files(client, year, form):
    answer = get(client, officer(), f"/results/2026/ranking.{form}?level=3")

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="ket-qua-2026.{form}"'


# -- Public --------------------------------------------------------------------------------------------------------


def test_nothing_is_public_before_publication(client, year, now):
    brought_to(year, "recognised", now)
    paths = ["2026/", "2026/30001/", "2026/results.json", "2026/results.csv"]

    assert [client.get(f"/results/public/{path}").status_code for path in paths] == [404] * 4
    assert client.get("/results/public/").context["years"] == []


def test_the_public_index_counts_the_recognised_of_each_year(client, year, now, at):
    """The revoked count no more."""
    leader = brought_to(year, "published", now)
    tie = year.units["tie"]
    breach = BreachFactory(registration=tie, confirmed=True, settled_at=at(2026, 12, 28, 10, 0))
    revoke(year, now, recognition=Recognition.objects.get(outcome__registration=tie), breach=breach, by=leader)
    client.logout()

    page = client.get("/results/public/").text
    assert "4 đơn vị được công nhận" in page
    assert "1 đơn vị thuộc diện khen thưởng" in page


def test_public_year_lists_each_unit_once_in_its_place(client, year, now, at):
    leader = brought_to(year, "published", now)
    breach = BreachFactory(registration=year.units["tie"], confirmed=True, settled_at=at(2026, 12, 28, 10, 0))
    revoke(
        year,
        now,
        recognition=Recognition.objects.get(outcome__registration=year.units["tie"]),
        breach=breach,
        by=leader,
    )
    client.logout()

    context = client.get("/results/public/2026/").context

    assert [row.code for row in context["recognised"]] == ["30001", "30002", "30004", "30005"]
    assert {rows[0].reason: [row.code for row in rows] for _heading, _sentence, _number, rows in context["others"]} == {
        "revoked": ["30003"],
        "under_80": ["30006"],
        "breach": ["30007"],
        "not_submitted": ["30008"],
        "not_registered": ["30009"],
    }
    assert [row.rank for row in context["recognised"]] == [1, 2, 3, 4]
    assert (context["recognised_count"], context["units_count"]) == (4, 9)


def test_public_pages_tell_no_facts_of_a_breach_and_no_persons(client, year, now, at):
    leader = brought_to(year, "published", now)
    breach = BreachFactory(registration=year.units["level_3"], confirmed=True, settled_at=at(2026, 12, 28, 10, 0))
    revoke(year, now, breach=breach, by=leader)
    client.logout()
    pages = [f"/results/public/2026/{code}/" for code in ALL]
    pages += ["/results/public/2026/", "/results/public/2026/results.json", "/results/public/2026/results.csv"]
    text = "".join(client.get(page).content.decode() for page in pages)

    assert "77/QĐ-UBND" in text
    assert [word for word in (breach.facts, breach.source, leader.full_name, leader.email) if word in text] == []


def test_public_unit_shows_level_points_and_decision(client, year, now):
    brought_to(year, "published", now)

    context = client.get("/results/public/2026/30001/").context

    unit = context["unit"]
    assert (unit.level, unit.total, unit.rank, unit.decision.number) == (4, Decimal("96.25"), 1, "6000/QĐ-UBND")
    assert sum(group.points for group in context["groups"]) == Decimal("96.25")
    assert client.get("/results/public/2026/99999/").status_code == 404


def test_public_unit_that_did_not_qualify_shows_no_points(client, year, now):
    brought_to(year, "published", now)

    unit = client.get("/results/public/2026/30007/").context["unit"]

    assert (unit.standing, unit.total, unit.rank, unit.group_totals) == ("not_qualified", None, None, {})


def test_open_data_says_what_the_page_says(client, year, now):
    brought_to(year, "published", now)

    rows = client.get("/results/public/2026/results.json").json()

    assert [row["code"] for row in rows] == ALL
    assert rows[0] == {
        "code": "30001",
        "name": year.units["level_4"].commune.name,
        "kind": "ward",
        "standing": "recognised",
        "reason": "by_points",
        "level": 4,
        "self_total": "98.00",
        "total": "96.25",
        "group_I": "24.00",
        "group_II": "24.00",
        "group_III": "26.00",
        "group_IV": "22.25",
        "excepted_count": 0,
        "excepted_points": "0.00",
        "rank": 1,
        "commended": True,
        "commendation_number": None,
        "commendation_date": None,
        "decision_number": "6000/QĐ-UBND",
        "decision_date": date(2026, 12, 28).isoformat(),
        "revocation_number": None,
        "revocation_date": None,
        "withdrawal_number": None,
        "withdrawal_date": None,
    }
    assert (rows[6]["level"], rows[6]["total"], rows[6]["standing"]) == (0, None, "not_qualified")


@pytest.mark.parametrize("count", [1, 3])
def test_public_year_costs_the_same_at_any_size(client, count, now, at, django_assert_num_queries):
    cycle = CycleFactory()
    lead = team_of(cycle)
    for number in range(count):
        appraised(cycle, f"3000{number}", "90")
    year = type("Year", (), {"cycle": cycle, "lead": lead})
    leader = brought_to(year, "published", now)
    for recognition in Recognition.objects.all():
        breach = BreachFactory(
            registration=recognition.outcome.registration, confirmed=True, settled_at=at(2026, 12, 28, 10, 0)
        )
        revoke(year_with(recognition), now, recognition=recognition, breach=breach, by=leader)

    with django_assert_num_queries(3):
        client.get("/results/public/2026/")


def year_with(recognition):
    return type("Year", (), {"units": {"level_3": recognition.outcome.registration}})


def test_index_leads_leaders_to_the_ranking_and_others_to_the_public(client, year):
    assert get(client, None, "/results/").url == "/results/public/"
    assert get(client, officer(), "/results/").url == "/results/2026/"
    assert get(client, UserFactory(membership=Role.APPRAISER), "/results/").url == "/results/public/"


@pytest.mark.parametrize("outcome", ["drafted", "published"])
def test_the_steps_ask_no_more_than_a_board(client, at, outcome, django_assert_max_num_queries):
    """The lead's own step is judged by every rule of the confirmation."""
    at(2026, 12, 29)
    world = build_world(outcome=outcome)
    client.force_login(world.people["lead"])
    client.get(reverse("results:steps", args=[2026]))

    with django_assert_max_num_queries(20):
        page = client.get(reverse("results:steps", args=[2026]))

    assert page.status_code == 200
