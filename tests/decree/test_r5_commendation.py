"""[R5] Commendation (procedure, step 4).

Units recognised at Level 4 are commended, and no others. The city decides it; its decision is recorded with number and
date. A unit whose recognition is revoked is no longer among them.
"""

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from results import services as results
from results.models import Commendation, Recognition
from results.populations import commended_rows
from results.queries import ranking_rows, to_be_commended
from tests.decree.acts import conclude, establish_breach, midday, refusal_codes, revoke, signed_copy
from tests.factories.accounts import city_leader, officer
from tests.factories.communes import CycleFactory
from tests.factories.results import CONCLUDED
from tests.kept_rows import kept
from tests.papers.reading import asked_file, text_of
from tests.results.building import appraised, team_of


@kept
def year():
    """Hồng Bàng at 95,00 and Lê Chân at 100 reach Level 4; Kiến An stays below it at 94,99."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    for code, name, total in (("1", "Hồng Bàng", "95"), ("2", "Kiến An", "94.99"), ("3", "Lê Chân", "100")):
        appraised(cycle, code, total, name=name)
    return cycle, conclude(cycle, lead, at=midday(12, 28))


@kept(after=year)
def after_a_revocation(year):
    """Months later the recognition of Lê Chân is revoked."""
    cycle, leader = year
    registration = cycle.registrations.get(commune__code="3")
    breach = establish_breach(
        registration, "unresolved_cases", occurred_on=date(2026, 10, 1), at=midday(3, 1, year=2027)
    )
    revoke(registration, breach, leader, at=midday(3, 20, year=2027))
    return cycle


def names_of(recognitions):
    return [one.outcome.registration.commune.name for one in recognitions]


def names(rows):
    return [row.name for row in rows]


def test_units_at_level_4_are_commended_and_no_others(year):
    assert names(commended_rows(ranking_rows(year[0], now=CONCLUDED))) == ["Lê Chân", "Hồng Bàng"]


def test_a_unit_whose_recognition_is_revoked_is_not_commended(after_a_revocation):
    assert names(commended_rows(ranking_rows(after_a_revocation, now=CONCLUDED))) == ["Hồng Bàng"]


def commend(leader, recognitions, *, dated=date(2026, 12, 28)):
    decision = {"decision_number": "6001/QĐ-UBND", "decision_date": dated, "file": signed_copy()}
    return results.commend(recognitions=recognitions, **decision, by=leader, now=midday(12, 28))


def test_the_citys_decision_commends_every_unit_that_waits_for_it(client, year, on):
    _, leader = year
    on(midday(12, 28))
    client.force_login(leader)
    typed = {
        "commendation-decision_number": "6001/QĐ-UBND",
        "commendation-decision_date": "2026-12-28",
        "commendation-file": signed_copy(),
    }

    answer = client.post("/results/2026/commendation/", typed)

    decided = Commendation.objects.order_by("recognition__outcome__rank").select_related("recognition__outcome")
    assert (answer.status_code, names_of(one.recognition for one in decided)) == (302, ["Lê Chân", "Hồng Bàng"])
    assert "theo Quyết định số 6001/QĐ-UBND ngày 28/12/2026" in client.get("/results/public/2026/1/").text
    entries = Entry.objects.filter(verb="results.commend").values_list("actor", flat=True)
    assert list(entries) == [leader.pk, leader.pk]


def test_nobody_is_commended_below_level_4_or_twice_or_before_the_recognition(year):
    cycle, leader = year
    waiting, below = to_be_commended(cycle), Recognition.objects.filter(outcome__level=3)

    too_low = refusal_codes(commend, leader=leader, recognitions=below)
    too_early = refusal_codes(commend, leader=leader, recognitions=waiting, dated=date(2026, 12, 24))
    ahead = refusal_codes(commend, leader=leader, recognitions=waiting, dated=date(2026, 12, 29))
    commended = [one.recognition for one in commend(leader, waiting)]
    twice = refusal_codes(commend, leader=leader, recognitions=commended)
    nobody = refusal_codes(commend, leader=leader, recognitions=to_be_commended(cycle))

    assert (too_low, too_early) == (["unit_below_level_4"], ["commendation_before_recognition"])
    assert (ahead, nobody) == (["decision_in_future"], ["nobody_to_commend"])
    assert (twice, Commendation.objects.count()) == (["unit_already_commended"] * 2, 2)


def test_a_revoked_unit_is_not_commended_any_more(after_a_revocation):
    revoked = Recognition.objects.filter(state="revoked")
    by_hand = refusal_codes(
        results.commend,
        recognitions=revoked,
        decision_number="6001/QĐ-UBND",
        decision_date=date(2027, 3, 25),
        file=signed_copy(),
        by=city_leader(),
        now=midday(3, 25, year=2027),
    )

    assert names_of(to_be_commended(after_a_revocation)) == ["Hồng Bàng"]
    assert by_hand == ["recognition_already_revoked"]


def test_the_citys_leaders_see_who_waits_for_it(client, year, on):
    cycle, leader = year
    on(midday(12, 28))
    client.force_login(leader)
    waiting = "2 đơn vị Mức 4 chờ quyết định khen thưởng"

    before = client.get("/").text
    commend(leader, to_be_commended(cycle))

    assert (waiting in before, waiting in client.get("/").text) == (True, False)


def test_only_the_city_commends(year):
    with pytest.raises(PermissionDenied):
        commend(officer(), to_be_commended(year[0]))


def test_the_leaders_see_the_list_on_the_ranking_and_on_the_steps(client, year):
    client.force_login(officer())
    ranking, steps = client.get("/results/2026/"), client.get("/results/2026/steps/")

    assert names(ranking.context["commended"]) == ["Lê Chân", "Hồng Bàng"]
    assert "Đề nghị khen thưởng, biểu dương: 2 đơn vị Mức 4" in ranking.text
    listed = [one.outcome.registration.commune.name for one in steps.context["units"].commended]
    assert listed == ["Lê Chân", "Hồng Bàng"]


def test_the_paper_lists_them_and_counts_the_revoked_apart(client, after_a_revocation):
    client.force_login(officer())

    text = text_of(asked_file(client, "/results/2026/ranking.pdf"))

    assert "đề nghị khen thưởng, biểu dương: 1 TT Đơn vị Điểm TT Đơn vị Điểm 1 Phường Hồng Bàng 95,00" in text
    assert (
        "Mức 4 Mức 3 Mức 2 Mức 1 Dưới 80 điểm Có vi phạm, không xét Không gửi hồ sơ Không đăng ký "
        "Đã thu hồi công nhận 1 1 0 0 0 0 0 0 1" in text
    )
    assert "Lê Chân" in text.partition("Đơn vị không xếp hạng")[2]


def test_everybody_sees_who_is_commended(client, after_a_revocation):
    page = client.get("/results/public/2026/")
    units = {code: client.get(f"/results/public/2026/{code}/").context["unit"].commended for code in ("1", "2", "3")}

    assert names(page.context["commended"]) == ["Hồng Bàng"]
    assert "1 đơn vị đạt Mức 4, thuộc diện khen thưởng, biểu dương" in page.text
    assert units == {"1": True, "2": False, "3": False}


def test_open_data_says_who_is_commended(client, after_a_revocation):
    rows = csv.DictReader(io.StringIO(client.get("/results/public/2026/results.csv").content.decode("utf-8-sig")))

    assert {row["name"]: row["commended"] for row in rows} == {
        "Hồng Bàng": "true", "Kiến An": "false", "Lê Chân": "false",
    }  # fmt: skip
