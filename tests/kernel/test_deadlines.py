""" "Trước ngày" is before the day, in the city's time [R1-R3]."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.deadlines import CITY_ZONE, days_left, deadline, last_day

DAY = date(2026, 2, 15)


@pytest.mark.parametrize(
    ("moment", "accepted"),
    [
        (datetime(2026, 2, 14, 23, 59, 59, tzinfo=CITY_ZONE), True),
        (datetime(2026, 2, 14, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 2, 15, 0, 0, 0, tzinfo=CITY_ZONE), False),
        (datetime(2026, 2, 14, 17, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_last_accepted_moment_is_the_second_before_the_day(moment, accepted):
    """R1"""
    assert (moment < deadline(DAY)) is accepted


@given(st.dates(date(2026, 1, 1), date(2100, 12, 31)))
def test_a_deadline_is_midnight_of_its_day_in_the_city(day):
    assert deadline(day).astimezone(CITY_ZONE).isoformat() == f"{day.isoformat()}T00:00:00+07:00"
    assert (deadline(day) - timedelta(seconds=1)).astimezone(CITY_ZONE).date() == last_day(day)


def test_a_deadline_is_a_day_not_an_instant():
    with pytest.raises(TypeError):
        deadline(datetime(2026, 2, 15, tzinfo=CITY_ZONE))


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 2, 4, 8, tzinfo=CITY_ZONE), 10),
        (datetime(2026, 2, 14, 23, 59, 59, tzinfo=CITY_ZONE), 0),
        (datetime(2026, 2, 13, 17, 0, tzinfo=UTC), 0),
        (datetime(2026, 2, 15, tzinfo=CITY_ZONE), -1),
    ],
)
def test_days_left_count_whole_city_days(now, left):
    assert days_left(DAY, now=now) == left
