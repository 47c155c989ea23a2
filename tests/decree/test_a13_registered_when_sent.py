"""[R1, S3] What counts as registered, late or incomplete (Điều 3.2a; read as "theo quy định của cổng").

What was sent in time counts as registered; the decree knows no approval, so the department's click is receipt. Sending
back asks for completion and grants working days that may run past the date. What comes late is a state of its own, on
which a person decides with a reason. Before its date has passed nobody is "not registered".
"""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Entry
from communes import services
from communes.deadlines import deadline_facts
from communes.models import Registration
from communes.registration_status import entry_standing
from documents.models import StoredFile
from kernel.deadlines import CITY_ZONE
from results import services as results
from tests.decree.acts import first_second_of, grant_time, last_second_before, midday, refusal_codes, standing_of
from tests.factories.accounts import head_of, officer
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.scoring import SelfAssessmentFactory


def entered(**facts) -> Registration:
    return SelfAssessmentFactory(registration=RegistrationFactory(**facts)).registration


def send(registration, *, at):
    return services.submit_registration(
        registration=registration, aimed_level=2, plan=StoredFileFactory(), by=head_of(registration.commune), now=at
    )


def send_late(registration, *, at, reason="Mất mạng do bão."):
    return services.submit_registration_late(
        registration=registration,
        aimed_level=2,
        plan=StoredFileFactory(),
        reason=reason,
        by=head_of(registration.commune),
        now=at,
    )


@pytest.mark.parametrize("state", ["sent", "returned", "accepted"])
def test_what_was_sent_in_time_is_registered_whatever_the_department_has_clicked(state):
    row = standing_of(entered(**{state: True}))

    assert (row.registered, row.reason) == (True, "not_submitted")


@pytest.mark.parametrize(
    ("instant", "level", "reason"),
    [(last_second_before(2, 15), None, "not_due"), (first_second_of(2, 15), 0, "not_registered")],
)
def test_nobody_is_not_registered_before_the_date_has_passed(instant, level, reason):
    row = standing_of(entered(), at=instant)

    assert (row.level, row.reason, row.rank) == (level, reason, None)


@pytest.mark.parametrize(
    ("instant", "level", "reason"),
    [(last_second_before(12, 1), None, "not_due"), (first_second_of(12, 1), 0, "not_submitted")],
)
def test_nobody_is_without_a_dossier_before_the_date_has_passed(instant, level, reason):
    row = standing_of(entered(accepted=True), at=instant)

    assert (row.level, row.reason) == (level, reason)


@pytest.mark.parametrize(
    ("instant", "standing"),
    [(last_second_before(2, 15), "not_due"), (first_second_of(2, 15), "not_registered")],
)
def test_the_departments_list_says_the_same(client, on, instant, standing):
    registration = entered()
    on(instant)
    client.force_login(officer())

    page = client.get(reverse("communes:registrations", args=[2026])).context["listing"].page
    board = client.get(reverse("communes:board", args=[2026])).context["drafts"]

    assert [row.state for row in page] == [standing] == [entry_standing(registration, now=instant)[0]]
    assert board == {"not_due": 0, "not_registered": 0} | {standing: 1}


@pytest.mark.parametrize(
    ("sent_back", "days", "last_second", "too_late"),
    [
        (midday(2, 13), 5, last_second_before(2, 28), first_second_of(2, 28)),
        (midday(3, 2), 5, last_second_before(3, 10), first_second_of(3, 10)),
        (midday(3, 2), 1, last_second_before(3, 4), first_second_of(3, 4)),
    ],
)
def test_an_entry_sent_back_is_completed_within_working_days_past_the_date(
    settings, sent_back, days, last_second, too_late
):
    settings.REGISTRATION_COMPLETION_DAYS = days
    one, other = RegistrationFactory(sent=True), RegistrationFactory(sent=True)
    for registration in (one, other):
        services.return_registration(registration=registration, note="Thiếu chỉ tiêu", by=officer(), now=sent_back)

    assert refusal_codes(send, registration=one, at=last_second) == []
    assert refusal_codes(send, registration=other, at=too_late) == ["registration_too_late"]
    other.refresh_from_db()
    assert entry_standing(other, now=too_late)[0] == "incomplete"
    assert other.is_registered


def test_what_is_sent_back_early_still_has_until_the_date():
    registration = RegistrationFactory(sent=True)
    services.return_registration(registration=registration, note="Thiếu chỉ tiêu", by=officer(), now=midday(1, 12))

    assert refusal_codes(send, registration=registration, at=last_second_before(2, 15)) == []


@pytest.mark.parametrize("state", ["sent", "returned", "late"])
def test_the_year_is_not_drafted_while_an_entry_waits(state):
    registration = entered(**{state: True})

    refused = refusal_codes(results.draft_outcomes, cycle=registration.cycle, by=officer(), now=midday(12, 20))

    assert refused == ["registration_waits"]


@pytest.mark.parametrize(
    ("state", "instant", "codes"),
    [
        ({}, last_second_before(2, 15), ["registration_still_awaited"]),
        ({}, first_second_of(2, 15), []),
        ({"accepted": True}, last_second_before(12, 1), ["dossier_still_awaited"]),
        ({"accepted": True}, first_second_of(12, 1), []),
    ],
)
def test_the_year_is_not_drafted_before_its_dates_have_passed(state, instant, codes):
    registration = entered(**state)

    assert refusal_codes(results.draft_outcomes, cycle=registration.cycle, by=officer(), now=instant) == codes


def test_an_entry_that_comes_late_waits_for_a_person_and_counts_once_admitted_with_a_reason():
    registration = entered()
    too_early = refusal_codes(send_late, registration=registration, at=last_second_before(2, 15))
    unsaid = refusal_codes(send_late, registration=registration, at=first_second_of(2, 15), reason=" ")
    registration = send_late(registration, at=first_second_of(2, 15))

    waiting = standing_of(registration)
    silent = refusal_codes(
        services.admit_registration, registration=registration, reason=" ", by=officer(), now=midday(2, 16)
    )
    services.admit_registration(registration=registration, reason="Bão số 3", by=officer(), now=midday(2, 16))

    assert (too_early, unsaid, silent) == (
        ["registration_not_late"],
        ["late_reason_missing"],
        ["admission_reason_missing"],
    )
    assert (waiting.registered, waiting.level, waiting.reason) == (False, None, "undecided")
    assert standing_of(registration).registered
    assert Entry.objects.get(verb="communes.admit_registration").facts["reason"] == "Bão số 3"


def test_a_late_entry_that_is_not_admitted_leaves_the_unit_not_registered():
    registration = send_late(entered(), at=midday(3, 1))

    services.refuse_registration(registration=registration, reason="Không có căn cứ", by=officer(), now=midday(3, 2))

    row = standing_of(registration)
    assert (row.registered, row.level, row.reason) == (False, 0, "not_registered")


@pytest.mark.parametrize("decide", [services.admit_registration, services.refuse_registration])
def test_an_incomplete_entry_is_decided_on_once_its_days_are_over(decide):
    registration = RegistrationFactory(returned=True, complete_before=date(2026, 2, 25))

    early = refusal_codes(decide, registration=registration, reason="x", by=officer(), now=last_second_before(2, 25))
    over = refusal_codes(decide, registration=registration, reason="x", by=officer(), now=first_second_of(2, 25))

    assert (early, over) == (["completion_awaited"], [])


def test_nothing_is_sent_late_once_the_dossiers_are_closed():
    assert refusal_codes(send_late, registration=entered(), at=first_second_of(12, 1)) == ["registration_after_dossier"]


def test_a_commune_sends_late_from_its_page_and_the_officer_decides(client, on):
    registration = entered()
    on(midday(2, 16))
    client.force_login(head_of(registration.commune))
    where = [2026, registration.commune.code]
    plan = StoredFileFactory()
    Registration.objects.filter(pk=registration.pk).update(plan=plan)

    unsaid = client.post(reverse("communes:register_late", args=where), {"aimed_level": 2, "reason": ""})
    sent = client.post(reverse("communes:register_late", args=where), {"aimed_level": 2, "reason": "Bão"})
    client.force_login(officer())
    page = client.get(reverse("communes:entry", args=where))
    decided = client.post(reverse("communes:decide", args=where), {"reason": "Đồng ý", "admit": "1"})

    registration.refresh_from_db()
    assert (unsaid.status_code, sent.status_code, decided.status_code) == (422, 302, 302)
    assert (page.context["must_decide"], registration.state, registration.note) == (True, "accepted", "Đồng ý")


def test_the_plan_of_a_late_entry_may_be_large_and_is_kept_while_the_reason_is_missing(client, on):
    """A plan stored before, which another one replaces, is let go."""
    registration, former = entered(), StoredFileFactory()
    Registration.objects.filter(pk=registration.pk).update(plan=former)
    on(midday(2, 16))
    client.force_login(head_of(registration.commune))
    url = reverse("communes:register_late", args=[2026, registration.commune.code])
    plan = SimpleUploadedFile("ke-hoach.pdf", b"%PDF-1.4\n" + b"%" * 3 * 2**20 + b"\n%%EOF\n")

    unsaid = client.post(url, {"aimed_level": 2, "reason": "", "plan": plan})
    kept = unsaid.context["late_plan"]
    sent = client.post(url, {"aimed_level": 2, "reason": "Bão", "kept": kept.public_id})

    registration.refresh_from_db()
    assert (unsaid.status_code, sent.status_code, registration.state) == (422, 302, "late")
    assert (str(kept.public_id) in unsaid.content.decode(), registration.plan) == (True, kept)
    assert not StoredFile.objects.filter(pk=former.pk).exists()


def test_the_year_of_a_holiday_in_another_year_counts_too():
    """Days that run into the new year pass over its holidays."""
    registration = RegistrationFactory(cycle=CycleFactory(year=2027), sent=True)
    sent_back = datetime(2027, 2, 3, 12, tzinfo=CITY_ZONE)

    services.return_registration(registration=registration, note="Thiếu", by=officer(), now=sent_back)

    registration.refresh_from_db()
    assert registration.complete_before == date(2027, 2, 18)


def test_the_days_for_completion_are_no_extension(client, on):
    """ "Extended" is said of what was granted, not of what was sent back."""
    returned = RegistrationFactory(returned=True, complete_before=date(2026, 2, 25))
    granted = RegistrationFactory(cycle=returned.cycle)
    on(midday(2, 1))
    grant_time(granted, "registration", before=date(2026, 2, 25), at=midday(2, 1))
    client.force_login(officer())

    rows = client.get(reverse("communes:registrations", args=[2026])).context["listing"].page

    assert {row.code: (row.before, row.extended) for row in rows} == {
        returned.commune.code: (date(2026, 2, 25), False),
        granted.commune.code: (date(2026, 2, 25), True),
    }
    assert not deadline_facts(returned, "registration", now=midday(2, 1)).extended
