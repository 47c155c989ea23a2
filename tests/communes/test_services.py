"""Registering for a year, the department's answer, and more time [R1]."""

from datetime import date, datetime, timedelta

import pytest

from audit.models import Entry
from communes import services
from communes.deadlines import is_over, over_among, own_before, year_days
from communes.lists import registration_list, registration_rows
from communes.models import Extension, Registration
from communes.queries import registration_counts, registrations_visible_to
from kernel.deadlines import CITY_ZONE, deadline
from kernel.refusals import Refused
from tests.factories.accounts import editor_of, head_of, officer
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.documents import StoredFileFactory

pytestmark = pytest.mark.django_db

LAST_MOMENT = datetime(2026, 2, 14, 23, 59, 59, tzinfo=CITY_ZONE)
TOO_LATE = datetime(2026, 2, 15, tzinfo=CITY_ZONE)


def submit(registration, *, now=LAST_MOMENT, aimed_level=3, plan="new"):
    plan = StoredFileFactory() if plan == "new" else plan
    by = head_of(registration.commune)
    return services.submit_registration(registration=registration, aimed_level=aimed_level, plan=plan, by=by, now=now)


def test_the_last_second_before_the_day_is_accepted():
    registration = submit(RegistrationFactory())

    assert (registration.state, registration.aimed_level, registration.submitted_at) == (
        Registration.State.SUBMITTED,
        3,
        LAST_MOMENT,
    )
    assert list(Entry.objects.values_list("verb", flat=True)) == ["communes.submit_registration"]


@pytest.mark.parametrize(
    ("now", "aimed_level", "plan", "codes"),
    [
        (TOO_LATE, 3, "new", ["registration_too_late"]),
        (LAST_MOMENT, None, None, ["aimed_level_missing", "plan_missing"]),
        (TOO_LATE, None, None, ["registration_too_late", "aimed_level_missing", "plan_missing"]),
    ],
)
def test_a_refused_registration_names_every_reason_and_writes_nothing(now, aimed_level, plan, codes):
    registration = RegistrationFactory()

    with pytest.raises(Refused) as refusal:
        submit(registration, now=now, aimed_level=aimed_level, plan=plan)

    assert [problem.code for problem in refusal.value.problems] == codes
    registration.refresh_from_db()
    assert (registration.state, Entry.objects.count()) == (Registration.State.DRAFT, 0)


def test_an_extension_needs_a_reason_and_a_later_day():
    with pytest.raises(Refused) as refusal:
        services.grant_extension(
            registration=RegistrationFactory(),
            step=Extension.Step.REGISTRATION,
            before=date(2026, 2, 15),
            reason=" ",
            by=officer(),
            now=TOO_LATE,
        )

    assert [p.code for p in refusal.value.problems] == ["extension_reason_missing", "extension_not_later"]
    assert Extension.objects.count() == 0


def test_the_second_officer_sees_who_decided():
    registration = RegistrationFactory(sent=True)
    first = officer(full_name="Chuyên viên một")
    services.accept_registration(registration=registration, by=first, now=TOO_LATE)

    with pytest.raises(Refused) as refusal:
        services.return_registration(registration=registration, note="Thiếu", by=officer(), now=TOO_LATE)

    assert refusal.value.problems[0].params["who"] == "Chuyên viên một"


def test_a_returned_entry_can_be_sent_again_and_a_sent_one_withdrawn():
    registration = RegistrationFactory(sent=True)
    services.return_registration(registration=registration, note="Thiếu chỉ tiêu", by=officer(), now=LAST_MOMENT)
    submit(registration, plan=None)
    registration = services.withdraw_registration(
        registration=registration, by=head_of(registration.commune), now=LAST_MOMENT
    )

    assert registration.state == Registration.State.WITHDRAWN


def test_a_draft_keeps_what_was_prepared_and_a_plan_kept_earlier_stands():
    registration, plan = RegistrationFactory(), StoredFileFactory()
    editor = editor_of(registration.commune)
    services.save_registration_draft(registration=registration, aimed_level=1, plan=plan, by=editor, now=LAST_MOMENT)

    assert submit(registration, plan=None).plan == plan


def test_nothing_is_kept_once_the_time_is_over():
    registration = RegistrationFactory()
    editor, closed = editor_of(registration.commune), LAST_MOMENT + timedelta(seconds=1)
    with pytest.raises(Refused) as refusal:
        services.save_registration_draft(registration=registration, aimed_level=1, plan=None, by=editor, now=closed)

    registration.refresh_from_db()
    assert ([one.code for one in refusal.value.problems], registration.aimed_level) == (["registration_too_late"], None)


def test_a_commune_sees_its_own_entry_and_the_department_all(django_assert_num_queries):
    cycle = CycleFactory()
    mine, other = RegistrationFactory(cycle=cycle), RegistrationFactory(cycle=cycle)

    assert list(registrations_visible_to(editor_of(mine.commune))) == [mine]
    assert set(registrations_visible_to(officer())) == {mine, other}


def test_rows_are_searched_without_accents_and_counted(django_assert_num_queries):
    cycle = CycleFactory()
    registration = RegistrationFactory(
        cycle=cycle, accepted=True, commune=CommuneFactory(name="Hải Dương", search_key="hai duong")
    )
    RegistrationFactory.create_batch(2, cycle=cycle)
    person = officer()
    with django_assert_num_queries(3):  # roles, entries, extensions
        asked = registration_list({"q": "Hải dương"}, person, cycle, now=TOO_LATE)
        rows = registration_rows(asked.rows(), cycle, now=TOO_LATE)

    assert [(row.code, row.is_late) for row in rows] == [(registration.commune.code, False)]
    assert registration_list({"late": "1"}, person, cycle, now=TOO_LATE).rows().count() == 2
    assert registration_counts(person, year_days(cycle), now=TOO_LATE)[0] == {
        "draft": 2,
        "submitted": 0,
        "accepted": 1,
        "returned": 0,
    } | dict.fromkeys(("withdrawn", "late", "refused"), 0)


@pytest.mark.parametrize("step", ["registration", "submission"])
def test_what_is_over_in_the_query_is_what_is_over_for_one_unit(step):
    """Lists ask the query, pages the unit: both know extensions, and days for completion of a registration."""
    cycle = CycleFactory()
    entries = [RegistrationFactory(cycle=cycle), RegistrationFactory(cycle=cycle, returned=True)]
    entries += [RegistrationFactory(cycle=cycle, accepted=True), RegistrationFactory(cycle=cycle)]
    for entry, days in ((entries[0], 40), (entries[3], 3)):
        before = own_before(cycle, step) + timedelta(days=days)
        Extension.objects.create(
            registration=entry, step=step, before=before, reason="Lũ", granted_by=officer(), granted_at=TOO_LATE
        )
    for ahead in (-1, 0, 2, 3, 9, 10, 11, 39, 40, 41):
        now = deadline(own_before(cycle, step) + timedelta(days=ahead))
        over = set(over_among(Registration.objects.all(), step, now=now))
        assert over == {entry for entry in Registration.objects.all() if is_over(entry, step, now=now)}
