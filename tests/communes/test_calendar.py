"""A person's deadlines as iCalendar: the right days, moved by extensions, read by whoever has the address [R1-R3]."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from accounts.services import disable_person, renew_calendar_key
from audit.models import Entry
from communes.services import grant_extension
from tests.factories.accounts import administrator, appraiser, editor_of, officer
from tests.factories.communes import CycleFactory, RegistrationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 11, 20)


@pytest.fixture
def entry(now):
    return RegistrationFactory(accepted=True)


def address(person, now, language="vi"):
    person = renew_calendar_key(person=person, by=person, now=now)
    return reverse("communes:calendar_feed", args=[person.calendar_key, language])


def events(client, path) -> dict[str, tuple[date, str]]:
    calendar = Calendar.from_ical(client.get(path).content)
    return {
        str(event["uid"]).partition("@")[0]: (event["dtstart"].dt, str(event["summary"])) for event in calendar.events
    }


def test_a_commune_keeps_the_last_accepted_day_of_each_step(client, entry, now):
    code, commune = entry.commune.code, entry.commune

    result = events(client, address(editor_of(commune), now))

    assert result == {
        f"2026-registration-{code}": (date(2026, 2, 14), f"Đăng ký: {commune} (điểm a khoản 2 Điều 3)"),
        f"2026-submission-{code}": (date(2026, 11, 30), f"Gửi hồ sơ: {commune} (điểm b khoản 2 Điều 3)"),
    }


def test_those_of_the_city_keep_the_days_of_the_year(client, entry, now):
    result = events(client, address(appraiser(), now))

    assert [day for day, _title in result.values()] == [date(2026, 2, 14), date(2026, 11, 30), date(2026, 12, 30)]


def test_an_extension_moves_the_very_event_and_nobody_elses(client, entry, now):
    other = RegistrationFactory(cycle=entry.cycle, accepted=True)
    path, others = address(editor_of(entry.commune), now), address(editor_of(other.commune), now)
    before = events(client, path)

    grant_extension(
        registration=entry, step="submission", before=date(2026, 12, 6), reason="Bão lụt", by=officer(), now=now
    )

    calendar = Calendar.from_ical(client.get(path).content)
    moved = next(event for event in calendar.events if "submission" in event["uid"])
    assert set(events(client, path)) == set(before)
    assert (moved["dtstart"].dt, moved["sequence"]) == (date(2026, 12, 5), 1)
    assert events(client, others)[f"2026-submission-{other.commune.code}"][0] == date(2026, 11, 30)


def test_each_day_reminds_a_week_and_a_day_ahead(client, entry, now):
    calendar = Calendar.from_ical(client.get(address(editor_of(entry.commune), now)).content)

    triggers = {alarm["trigger"].dt for event in calendar.events for alarm in event.walk("VALARM")}
    assert triggers == {timedelta(days=-7, hours=8), timedelta(days=-1, hours=8)}


def test_the_address_says_the_language(client, entry, now):
    result = events(client, address(officer(), now, "en"))

    assert result["2026-report"][1] == "The appraisal is reported to the city (Article 3.1b)"


def test_a_new_address_voids_the_former_and_is_on_record(client, entry, now):
    person = officer()
    former = address(person, now)
    later = address(person, now)

    assert (client.get(former).status_code, client.get(later).status_code) == (404, 200)
    assert Entry.objects.filter(verb="accounts.renew_calendar_key").count() == 2


def test_a_disabled_person_has_no_calendar(client, entry, now):
    person = officer()
    path = address(person, now)

    disable_person(person=person, by=administrator(), now=now)

    assert client.get(path).status_code == 404


def test_what_has_not_changed_is_not_sent_again(client, entry, now):
    path = address(editor_of(entry.commune), now)
    tag = client.get(path)["ETag"]

    same = client.get(path, headers={"If-None-Match": tag})
    grant_extension(
        registration=entry, step="submission", before=date(2026, 12, 6), reason="Bão lụt", by=officer(), now=now
    )
    changed = client.get(path, headers={"If-None-Match": tag})

    assert (same.status_code, same.content, changed.status_code) == (304, b"", 200)


def test_the_page_offers_the_address_and_what_it_holds(client, entry, now):
    person = officer()
    client.force_login(person)
    path = reverse("communes:calendar")
    assert ".ics" not in client.get(path).text

    client.post(reverse("communes:renew_calendar"))

    page = client.get(path).text
    assert f"{User.objects.get(pk=person.pk).calendar_key}/vi.ics" in page
    assert "30/11/2026" in page


@pytest.mark.parametrize("years", [1, 4])
def test_a_feed_costs_the_same_for_one_year_and_four(client, entry, now, years, django_assert_num_queries):
    for year in range(2027, 2026 + years):
        RegistrationFactory(cycle=CycleFactory(year=year), commune=entry.commune, accepted=True)
    path = address(editor_of(entry.commune), now)
    client.get(path)

    with django_assert_num_queries(6):
        client.get(path)
