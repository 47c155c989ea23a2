"""The forecast of an appraisal against "Trước ngày 31/12" [R3]. 2026-12-14 is a Monday."""

from datetime import date
from decimal import Decimal

import pytest

from appraisal.forecast import Verdict, forecast, working_days, working_days_to_spare

BEFORE = date(2026, 12, 31)  # a Thursday: the last day accepted is Wednesday the 30th


def dec(day):
    return date(2026, 12, day)


def seen(scored, *, left, today, before=BEFORE, **more):
    days = {dec(day): count for day, count in scored.items()}
    return forecast(days, left=left, today=dec(today), report_before=before, **more)


WEEK = {7: 10, 8: 10, 9: 10, 10: 10, 11: 10}


@pytest.mark.parametrize(
    ("left", "expected", "spare", "verdict"),
    [
        (1, 14, 12, Verdict.ON_TIME),
        (10, 14, 12, Verdict.ON_TIME),
        (11, 15, 11, Verdict.ON_TIME),
        (50, 18, 8, Verdict.ON_TIME),
        (51, 21, 7, Verdict.ON_TIME),  # over the weekend
        (110, 28, 2, Verdict.ON_TIME),
        (111, 29, 1, Verdict.TIGHT),
        (130, 30, 0, Verdict.TIGHT),  # exactly on the last day
        (131, 31, -1, Verdict.LATE),  # "Trước ngày 31/12": the day itself is too late
    ],
)
def test_the_day_and_the_days_to_spare(left, expected, spare, verdict):
    result = seen(WEEK, left=left, today=14)
    assert (result.expected, result.spare, result.verdict) == (dec(expected), spare, verdict)
    assert result.pace == Decimal(10)


def test_late_over_a_new_year():
    result = seen(WEEK, left=150, today=14)
    assert (result.expected, result.spare, result.over) == (date(2027, 1, 1), -2, 2)


def test_a_last_day_before_a_weekend():
    monday = dec(21)  # "Trước ngày 21": Friday the 18th is the last working day
    assert seen(WEEK, left=50, today=14, before=monday).spare == 0
    late = seen(WEEK, left=51, today=14, before=monday)
    assert (late.expected, late.spare, late.verdict) == (monday, -1, Verdict.LATE)
    assert seen(WEEK, left=50, today=14, before=dec(20)).spare == 0  # a Sunday accepts the same Friday


@pytest.mark.parametrize(
    ("today", "done", "left", "expected"),
    [
        (14, 0, 10, 14),  # in the morning
        (14, 4, 6, 14),
        (14, 4, 7, 15),
        (14, 10, 10, 15),  # in the evening
        (14, 30, 1, 15),  # more than the pace: today lends nothing more
        (12, 0, 10, 14),  # on Saturday the work goes on on Monday
        (13, 0, 11, 15),
    ],
)
def test_what_is_left_of_today(today, done, left, expected):
    assert seen({**WEEK, today: done}, left=left, today=today).expected == dec(expected)


def test_the_pace_is_of_the_last_working_days_alone():
    busy_before = {1: 500, 2: 500, **dict.fromkeys((7, 8, 9, 10, 11), 2)}
    assert seen(busy_before, left=10, today=14).pace == Decimal(2)
    assert seen(busy_before, left=10, today=14, last_days=10).pace == Decimal("112.2")
    assert seen({10: 4, 11: 8}, left=10, today=14).pace == Decimal(6)  # since the first criterion alone
    assert seen({7: 1, 11: 9}, left=10, today=14).pace == Decimal(2)  # idle days count
    assert seen({8: 1, 11: 1}, left=10, today=14).pace == Decimal("0.5")


def test_weekend_work_counts_for_the_friday_before():
    assert seen({11: 4, 12: 3, 13: 3, 10: 2}, left=6, today=14).pace == Decimal(6)
    assert seen({12: 5, 14: 5}, left=6, today=15).pace == Decimal(5)
    assert seen({11: 2, 12: 2}, left=6, today=14).verdict == Verdict.TOO_EARLY  # one working day


@pytest.mark.parametrize("scored", [{}, {14: 300}, {11: 40}, {11: 40, 14: 40}, {11: 1, 10: 0}])
def test_too_early_to_tell(scored):
    result = seen(scored, left=9, today=14)
    assert (result.verdict, result.expected, result.spare) == (Verdict.TOO_EARLY, None, None)


def test_without_any_pace_it_will_be_late():
    result = seen({1: 50, 2: 50}, left=9, today=14)
    assert (result.verdict, result.pace, result.expected, result.spare) == (Verdict.LATE, Decimal(0), None, None)


@pytest.mark.parametrize("scored", [{}, WEEK, {11: 3}])
@pytest.mark.parametrize("today", [1, 14, 31])
def test_done_is_done_on_any_day(scored, today):
    result = seen(scored, left=0, today=today)
    assert (result.verdict, result.expected, result.spare) == (Verdict.DONE, None, None)


def test_once_the_day_is_there_all_that_is_left_is_late():
    assert seen({}, left=1, today=31).verdict == Verdict.LATE
    result = seen({30: 10}, left=5, today=31)
    assert (result.verdict, result.expected, result.spare) == (Verdict.LATE, dec(31), -1)


def test_bad_figures_are_refused():
    for wrong in ({"left": -1}, {"left": 1, "last_days": 0}):
        with pytest.raises(ValueError, match="forecast"):
            seen(WEEK, today=14, **wrong)


def test_working_days_against_counting_them_one_by_one():
    start = date(2026, 11, 30).toordinal()
    for first in range(start, start + 9):
        for before in range(first - 3, first + 24):
            days = [date.fromordinal(day) for day in range(first, before)]
            expected = sum(day.weekday() < 5 for day in days)
            assert working_days(date.fromordinal(first), date.fromordinal(before)) == expected


def test_to_spare_steps_by_one_a_working_day():
    assert [working_days_to_spare(dec(day), BEFORE) for day in (25, 28, 29, 30, 31)] == [3, 2, 1, 0, -1]
