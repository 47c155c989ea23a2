"""[R1] Registration (Điều 3.2a; procedure, step 1).

Before 15 February each year a commune registers for the year and sends its plan for it to the Department of Home
Affairs. The day itself is too late: the last moment is 23:59:59 on 14 February in Hải Phòng. The day is a setting of
the year. The department may give one commune more time, with a reason, on record.
"""

from datetime import UTC, date, datetime

import pytest

from audit.models import Entry
from communes.models import Extension
from tests.decree.acts import first_second_of, grant_time, last_second_before, midday, refusal_codes, register
from tests.factories.communes import CycleFactory, RegistrationFactory


def test_a_commune_that_registers_on_14_02_at_23_59_59_is_in_time(client, on):
    registration = RegistrationFactory()
    on(last_second_before(2, 15))

    answer = register(client, registration)

    assert (answer.status_code, registration.state, registration.plan.name) == (302, "submitted", "ke-hoach.pdf")


def test_a_commune_that_registers_on_15_02_is_late(client, on):
    registration = RegistrationFactory()
    on(first_second_of(2, 15))

    answer = register(client, registration)

    assert (answer.status_code, registration.state, registration.submitted_at) == (422, "draft", None)
    assert "14/02/2026" in answer.text


@pytest.mark.parametrize(
    ("instant", "state"),
    [(datetime(2026, 2, 14, 16, 59, 59, tzinfo=UTC), "submitted"), (datetime(2026, 2, 14, 17, tzinfo=UTC), "draft")],
    ids=["in-time", "late"],
)
def test_the_hour_that_counts_is_that_of_hai_phong(client, on, instant, state):
    registration = RegistrationFactory()
    on(instant)

    register(client, registration)

    assert registration.state == state


@pytest.mark.parametrize(("aimed_level", "plan"), [("", True), (3, False)], ids=["no-level", "no-plan"])
def test_a_registration_without_its_plan_or_its_level_is_not_sent(client, on, aimed_level, plan):
    registration = RegistrationFactory()
    on(midday(2, 1))

    answer = register(client, registration, aimed_level=aimed_level, plan=plan)

    assert (answer.status_code, registration.state) == (422, "draft")


def test_the_day_is_a_setting_of_the_year(client, on):
    registration = RegistrationFactory(cycle=CycleFactory(register_before=date(2026, 3, 1)))
    on(last_second_before(3, 1))

    register(client, registration)

    assert registration.state == "submitted"


@pytest.mark.parametrize(
    ("instant", "state"), [(last_second_before(2, 21), "submitted"), (first_second_of(2, 21), "draft")]
)
def test_a_commune_granted_time_registers_before_its_new_day(client, on, instant, state):
    registration = RegistrationFactory()
    grant_time(registration, "registration", before=date(2026, 2, 21), at=midday(2, 16))
    on(instant)

    register(client, registration)

    assert registration.state == state


def test_the_time_granted_to_one_commune_helps_no_other(client, on):
    one, other = RegistrationFactory(), RegistrationFactory()
    grant_time(one, "registration", before=date(2026, 2, 21), at=midday(2, 16))
    on(midday(2, 20))

    register(client, other)

    assert other.state == "draft"


def test_more_time_needs_a_reason_and_stays_on_record():
    registration = RegistrationFactory()
    granting = {"registration": registration, "step": "registration", "before": date(2026, 2, 21), "at": midday(2, 16)}

    refused = refusal_codes(grant_time, **granting, reason=" ")
    grant_time(**granting, reason="Bão số 3")

    granted = Extension.objects.get()
    assert (refused, granted.reason, granted.granted_at) == (["extension_reason_missing"], "Bão số 3", midday(2, 16))
    assert Entry.objects.get(verb="communes.grant_extension").facts["reason"] == "Bão số 3"
