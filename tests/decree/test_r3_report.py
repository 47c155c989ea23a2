"""[R3] The department's report (Điều 3.1b; procedure, step 3).

The team's lead confirms the results to the department; the department reports them to the city's People's Committee
before 31 December, with number, date and file. A breach that is still open then is reported as open, and its unit's
year is concluded again once it is decided: a hearing never pushes the report.
"""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from appraisal.services import confirm_breach, dismiss_breach
from audit.models import Entry
from results.models import DepartmentReport, Outcome, Recognition
from results.queries import ranking_rows
from results.services import approve_outcomes, confirm_outcomes, draft_outcomes, publish_outcomes, send_back_outcomes
from tests.decree.acts import (
    answer,
    conclude,
    midday,
    recognise,
    refusal_codes,
    report,
    report_breach,
    signed_copy,
)
from tests.factories.accounts import city_leader, officer, team_lead
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.kept_rows import kept
from tests.papers.reading import asked_file, text_of
from tests.results.building import appraised, team_of

AT = midday(12, 20)
KIND = "unresolved_cases"


@kept
def year():
    """Two units appraised; the lead of the team."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    return cycle, lead, [appraised(cycle, "1", "96", name="Hồng Bàng"), appraised(cycle, "2", "92", name="Lê Chân")]


def confirmed(year, *, at=AT):
    cycle, lead, _ = year
    conclude(cycle, lead, at=at, until="confirmed")
    return cycle


# -- The report ----------------------------------------------------------------------------------------------------


def test_the_department_reports_what_the_lead_confirmed(year):
    cycle = confirmed(year)

    recorded = report(cycle, at=midday(12, 22), dated=date(2026, 12, 21))

    assert (recorded.number, recorded.dated, recorded.file.name, recorded.corrects) == (
        "215/BC-SNV", date(2026, 12, 21), "ban-ky.pdf", None,
    )  # fmt: skip
    assert Entry.objects.get(verb="results.record_report").facts["number"] == "215/BC-SNV"


@pytest.mark.parametrize(
    ("dated", "codes"),
    [
        (date(2026, 12, 19), ["report_before_confirmation"]),
        (date(2026, 12, 20), []),
        (date(2026, 12, 22), []),
        (date(2026, 12, 23), ["report_in_the_future"]),
        (date(2026, 11, 30), ["report_before_december"]),
        (date(2025, 12, 20), ["report_before_december"]),
    ],
)
def test_the_reports_day_is_in_the_year_after_the_confirmation(year, dated, codes):
    cycle = confirmed(year)

    assert refusal_codes(report, cycle=cycle, at=midday(12, 22), dated=dated) == codes


def test_nothing_is_reported_before_the_lead_confirmed(year):
    cycle, lead, _ = year
    conclude(cycle, lead, at=AT, until="drafted")

    assert refusal_codes(report, cycle=cycle, at=AT) == ["outcomes_not_confirmed"]


@pytest.mark.parametrize("person", [team_lead, city_leader])
def test_the_report_is_the_departments_own_act(year, person):
    cycle = confirmed(year)
    by = person()

    with pytest.raises(PermissionDenied):
        report(cycle, at=AT, by=by)


def test_the_city_approves_what_was_reported_and_nothing_else(year):
    cycle, lead, _ = year
    confirmed(year)
    leader = city_leader()
    unreported = refusal_codes(approve_outcomes, cycle=cycle, by=leader, now=AT)
    report(cycle, at=AT)

    send_back_outcomes(cycle=cycle, reason="Xem lại", by=leader, now=midday(12, 21))
    draft_outcomes(cycle=cycle, by=officer(), now=midday(12, 21))
    confirm_outcomes(cycle=cycle, by=lead, now=midday(12, 21))
    former = refusal_codes(approve_outcomes, cycle=cycle, by=leader, now=midday(12, 21))
    report(cycle, at=midday(12, 22), number="220/BC-SNV", reason="Kết quả được lập lại")

    assert (unreported, former) == (["report_missing"], ["report_missing"])
    assert refusal_codes(approve_outcomes, cycle=cycle, by=leader, now=midday(12, 22)) == []


def test_a_correction_is_a_version_of_its_own_and_says_why(year):
    cycle = confirmed(year)
    first = report(cycle, at=AT)

    silent = refusal_codes(report, cycle=cycle, at=AT, number="216/BC-SNV")
    second = report(cycle, at=AT, number="216/BC-SNV", reason="Ghi sai số")

    first.refresh_from_db()
    assert (silent, second.corrects, first.number) == (["correction_without_reason"], first, "215/BC-SNV")


@pytest.mark.parametrize("table", ["results_departmentreport", "results_citydecision"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET number = '1'", "DELETE FROM {}"])
def test_the_database_lets_no_paper_be_changed(year, table, statement):
    cycle, lead, _ = year
    conclude(cycle, lead, at=AT, until="recognised")

    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(statement.format(table))


def test_the_annex_names_the_report(client, year):
    cycle = confirmed(year)
    client.force_login(officer())
    before = text_of(asked_file(client, "/results/2026/ranking.pdf"))
    report(cycle, at=AT, dated=date(2026, 12, 20))

    assert "số ....../BC-SNV" in before
    after = text_of(asked_file(client, "/results/2026/ranking.pdf"))
    assert "số 215/BC-SNV ngày 20 tháng 12 năm 2026" in after


def test_officers_report_on_the_page_and_read_every_version(client, year, on):
    confirmed(year)
    on(AT)
    client.force_login(officer())
    page = reverse("results:report", args=[2026])
    typed = {"decision_number": "215/BC-SNV", "decision_date": "2026-12-19"}

    refused = client.post(page, typed | {"file": signed_copy()})
    done = client.post(page, typed | {"decision_date": "2026-12-20", "file": signed_copy()})
    again = client.post(
        page, typed | {"decision_date": "2026-12-20", "file": signed_copy("dinh-chinh.pdf"), "reason": "Sai trích yếu"}
    )
    shown = client.get(page).text

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["decision_date"])
    assert (done.status_code, again.status_code, DepartmentReport.objects.count()) == (302, 302, 2)
    for version in DepartmentReport.objects.all():
        address = reverse("results:paper", args=[2026, version.file.public_id])
        assert (address in shown, b"".join(client.get(address).streaming_content)) == (True, PDF)


# -- A breach that is open at the report ---------------------------------------------------------------------------


def open_late(year, *, at=AT):
    """A breach whose hearing runs until the report is due."""
    return report_breach(year[2][0], KIND, occurred_on=date(2026, 12, 1), at=at)


@pytest.mark.parametrize(
    ("recorded", "now", "codes"),
    [
        (midday(12, 10), midday(12, 20), ["breach_not_settled"]),
        (midday(12, 10), midday(12, 29), ["breach_not_settled"]),
        (midday(12, 10), midday(12, 30), []),
        (midday(12, 28), midday(12, 28), []),
    ],
    ids=["heard", "the day before the last", "the last day", "heard until the report is due"],
)
def test_only_what_can_be_decided_in_time_holds_up_the_year(year, recorded, now, codes):
    open_late(year, at=recorded)

    assert refusal_codes(draft_outcomes, cycle=year[0], by=officer(), now=now) == codes


def test_what_is_open_at_the_report_is_reported_as_open(client, year):
    cycle, lead, _ = year
    open_late(year, at=midday(12, 28))
    leader = conclude(cycle, lead, at=midday(12, 29), until="approved")
    client.force_login(leader)

    assert "Hồng Bàng" in Entry.objects.get(verb="results.record_report").facts["open"]
    assert [row.open_breach for row in ranking_rows(cycle, now=midday(12, 29))] == [True, False]
    assert "chưa kết luận" in text_of(asked_file(client, "/results/2026/ranking.pdf"))
    assert "Vi phạm chưa kết luận" in client.get("/results/2026/steps/").text


def test_the_other_units_are_recognised_and_the_year_is_public(client, year):
    cycle, lead, (_, other) = year
    open_late(year, at=midday(12, 28))
    leader = conclude(cycle, lead, at=midday(12, 29), until="approved")

    refused = refusal_codes(recognise, outcomes=Outcome.objects.all(), leader=leader, at=midday(12, 29))
    recognise(Outcome.objects.filter(registration=other), leader, at=midday(12, 29))
    publish_outcomes(cycle=cycle, by=leader, now=midday(12, 30))

    rows = {row["name"]: row for row in client.get("/results/public/2026/results.json").json()}
    assert refused == ["breach_not_settled"]
    assert [rows["Hồng Bàng"][key] for key in ("standing", "level", "total", "rank")] == [
        "awaits_decision",
        *[None] * 3,
    ]
    assert rows["Lê Chân"]["standing"] == "recognised"
    assert "vi phạm" not in client.get("/results/public/2026/1/").text.lower()


@pytest.mark.parametrize("published", [False, True])
def test_a_breach_confirmed_after_the_report_changes_the_outcome(year, published):
    cycle, lead, (held, other) = year
    breach = open_late(year, at=midday(12, 28))
    leader = conclude(cycle, lead, at=midday(12, 29), until="approved")
    if published:
        recognise(Outcome.objects.filter(registration=other), leader, at=midday(12, 29))
        publish_outcomes(cycle=cycle, by=leader, now=midday(12, 29))
    answer(breach, at=midday(12, 30))
    confirm_breach(breach=breach, justification="", by=lead, now=midday(12, 30))

    outcomes = {one.registration_id: (one.level, one.reason, one.rank) for one in Outcome.objects.all()}
    assert outcomes == {held.pk: (0, "breach", None), other.pk: (3, "by_points", 1)}


def test_a_breach_dismissed_after_publication_lets_the_unit_be_recognised(year):
    cycle, lead, (held, other) = year
    breach = open_late(year, at=midday(12, 28))
    leader = conclude(cycle, lead, at=midday(12, 29), until="approved")
    recognise(Outcome.objects.filter(registration=other), leader, at=midday(12, 29))
    publish_outcomes(cycle=cycle, by=leader, now=midday(12, 29))
    january = midday(1, 8, year=2027)
    dismiss_breach(breach=breach, justification="Không thuộc thẩm quyền", by=lead, now=january)
    own = Outcome.objects.filter(registration=held)

    early = refusal_codes(recognise, outcomes=own, leader=leader, at=midday(1, 9, year=2027), dated=date(2027, 1, 7))
    recognise(own, leader, at=midday(1, 9, year=2027))

    assert (early, Recognition.objects.filter(outcome__registration=held).count()) == (["decision_before_approval"], 1)
