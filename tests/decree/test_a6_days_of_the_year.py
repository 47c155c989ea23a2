"""[R1-R3] The days of a year (Điều 3; read as "theo quy định của cổng").

They belong to the year, in the order of the steps. Other days than the decree's need a decision on record. A last day
that is no working day is told to everybody concerned; nothing rolls over. More time lies ahead of today, a
registration's never past the dossier's day, a dossier's never past the report's, none once the outcomes are confirmed.
"""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from communes.deadlines import due, rest_day
from communes.models import Cycle, FormerDaysDecision
from communes.services import correct_days_decision
from scoring.services.cycles import open_cycle
from tests.decree.acts import first_second_of, grant_time, last_second_before, midday, refusal_codes
from tests.factories.accounts import head_of, officer
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.results import OutcomeFactory
from tests.factories.scoring import RubricFactory, SelfAssessmentFactory

DECISION = {"days_decision_number": "15/QĐ-UBND", "days_decision_date": date(2026, 1, 5)}


def opening(**days):
    facts = {"year": 2026, "rubric_code": RubricFactory().code, "by": officer(), "now": midday(1, 5)}
    return refusal_codes(open_cycle, **facts | days)


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        ({}, []),
        ({"register_before": date(2026, 2, 16)}, ["cycle_days_without_decision"]),
        ({"register_before": date(2026, 2, 16), "days_decision_number": "15/QĐ-UBND"}, ["cycle_days_without_decision"]),
        ({"register_before": date(2026, 2, 16)} | DECISION, []),
        (
            {"register_before": date(2026, 2, 16)} | DECISION | {"days_decision_date": date(2026, 1, 6)},
            ["cycle_days_decision_ahead"],
        ),
        ({"register_before": date(2025, 12, 31)} | DECISION, ["cycle_day_of_another_year"]),
        ({"report_before": date(2027, 1, 1)} | DECISION, ["cycle_day_of_another_year"]),
        ({"submit_before": date(2026, 12, 31)} | DECISION, ["cycle_dates_backwards"]),
        ({"submit_before": date(2026, 12, 30)} | DECISION, []),
        ({"register_before": date(2026, 12, 1)} | DECISION, ["cycle_dates_backwards"]),
        ({"register_before": date(2026, 11, 30)} | DECISION, []),
    ],
)
def test_the_days_lie_in_the_year_in_order_and_others_than_the_decrees_need_a_decision(days, codes):
    assert opening(**days) == codes


def test_the_decision_stays_on_record():
    opening(register_before=date(2026, 2, 16), **DECISION)

    cycle = Cycle.objects.get()
    assert (cycle.days_decision_number, cycle.days_decision_date) == ("15/QĐ-UBND", date(2026, 1, 5))


@pytest.mark.parametrize(
    "days",
    [
        {"register_before": date(2025, 2, 15)},
        {"submit_before": date(2027, 12, 1), "report_before": date(2027, 12, 31)},
        {"report_before": date(2027, 1, 2)},
        {"submit_before": date(2026, 2, 15)},
        {"report_before": date(2026, 12, 1)},
        {"days_decision_number": "15/QĐ-UBND"},
    ],
)
def test_the_database_holds_it_too(days):
    with pytest.raises(IntegrityError), transaction.atomic():
        CycleFactory(**days)


def test_the_database_holds_it_however_its_server_writes_dates():
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET LOCAL DateStyle = 'SQL, DMY'")

        CycleFactory(year=2026)
        with pytest.raises(IntegrityError, match="cycle_register_before_in_its_year"), transaction.atomic():
            CycleFactory(year=2027, register_before=date(2026, 2, 15))
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET LOCAL DateStyle = 'ISO, DMY'")


@pytest.mark.parametrize(
    ("before", "name"),
    [
        (date(2026, 2, 15), "Thứ Bảy hoặc Chủ nhật"),
        (date(2026, 2, 18), "Tết Nguyên Đán"),
        (date(2026, 4, 28), "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        (date(2026, 12, 1), ""),
        (date(2028, 12, 31), "Thứ Bảy hoặc Chủ nhật"),
    ],
)
def test_a_last_day_that_is_no_working_day_has_a_warning_and_does_not_move(before, name):
    facts = due(before, now=midday(1, 5))

    assert (rest_day(before), facts.rest_day, facts.before) == (name, name, before)


def test_everybody_concerned_is_warned_of_it(client, on):
    registration = SelfAssessmentFactory(registration=RegistrationFactory()).registration
    on(midday(2, 10))
    where, pages = [2026, registration.commune.code], []
    for person, name, args in (
        (head_of(registration.commune), "communes:registration", where),
        (officer(), "communes:board", [2026]),
        (officer(), "communes:entry", where),
    ):
        client.force_login(person)
        pages.append(client.get(reverse(name, args=args)).text)

    assert ["Thứ Bảy hoặc Chủ nhật" in page and "theo quy định của cổng" in page for page in pages] == [True] * 3


@pytest.mark.parametrize(
    ("step", "before", "at", "codes"),
    [
        ("registration", date(2026, 2, 20), last_second_before(2, 20), []),
        ("registration", date(2026, 2, 20), first_second_of(2, 20), ["extension_not_ahead"]),
        ("registration", date(2026, 12, 1), midday(2, 10), []),
        ("registration", date(2026, 12, 2), midday(2, 10), ["extension_after_dossier"]),
        ("submission", date(2026, 12, 31), midday(11, 10), []),
        ("submission", date(2027, 1, 1), midday(11, 10), ["extension_after_report"]),
        ("submission", date(2026, 12, 5), first_second_of(12, 5), ["extension_not_ahead"]),
    ],
)
def test_more_time_ends_in_the_future_and_before_the_next_step(step, before, at, codes):
    granting = {"registration": RegistrationFactory(), "step": step, "before": before, "at": at}

    assert refusal_codes(grant_time, **granting) == codes


@pytest.mark.parametrize(("trait", "codes"), [({}, []), ({"confirmed": True}, ["outcomes_past_the_draft"])])
def test_no_more_time_once_the_outcomes_are_confirmed(trait, codes):
    registration = OutcomeFactory(**trait).registration
    granting = {"registration": registration, "step": "submission", "before": date(2026, 12, 28), "at": midday(12, 21)}

    assert refusal_codes(grant_time, **granting) == codes


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, []),
        ({"number": " "}, ["cycle_days_without_decision"]),
        ({"reason": " "}, ["cycle_days_decision_without_reason"]),
        ({"dated_on": date(2026, 1, 8)}, ["cycle_days_decision_ahead"]),
    ],
)
def test_the_decision_is_corrected_by_a_version_and_no_day_changes(changed, codes):
    opening(register_before=date(2026, 2, 16), **DECISION)
    cycle = Cycle.objects.get()
    typed = {"number": "16/QĐ-UBND", "dated_on": date(2026, 1, 4), "reason": "Ghi sai số"} | changed

    assert refusal_codes(correct_days_decision, cycle=cycle, **typed, by=officer(), now=midday(1, 7)) == codes

    cycle.refresh_from_db()
    assert (cycle.days_decision_number, cycle.register_before) == (
        "15/QĐ-UBND" if codes else "16/QĐ-UBND",
        date(2026, 2, 16),
    )
    former = [("15/QĐ-UBND", date(2026, 1, 5), "Ghi sai số")]
    assert list(FormerDaysDecision.objects.values_list("number", "dated_on", "reason")) == ([] if codes else former)


def test_the_former_decision_on_the_days_stays_readable_and_never_changes(client, on):
    opening(register_before=date(2026, 2, 16), **DECISION)
    client.force_login(officer())
    on(midday(1, 7))
    page = reverse("communes:correct_days_decision", args=[2026])
    typed = {"number": "16/QĐ-UBND", "dated_on": "04/01/2026", "reason": "Ghi sai số"}
    refused = client.post(page, typed | {"dated_on": "08/01/2026"})
    assert (refused.status_code, "16/QĐ-UBND" in refused.text) == (422, True)

    assert client.post(page, typed).status_code == 302

    board = client.get(reverse("communes:board", args=[2026])).text
    assert all(words in board for words in ("16/QĐ-UBND", "15/QĐ-UBND", "Ghi sai số"))
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerDaysDecision.objects.update(number="1/QĐ-UBND")


def test_days_of_the_decree_have_no_decision_to_correct():
    opening()
    typed = {"number": "16/QĐ-UBND", "dated_on": date(2026, 1, 4), "reason": "Ghi sai số"}

    codes = refusal_codes(correct_days_decision, cycle=Cycle.objects.get(), **typed, by=officer(), now=midday(1, 7))

    assert codes == ["cycle_days_of_the_decree"]
