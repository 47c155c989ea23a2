"""Pages of the year and of registration: access, kept input, the cost of lists."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communes.models import Registration
from communes.policies import decision_problems
from communes.services import grant_extension
from kernel import clock
from tests.factories.accounts import editor_of, head_of, officer
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.documents import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def address(name, registration):
    return reverse(f"communes:{name}", args=[registration.cycle.year, registration.commune.code])


def test_a_head_sends_the_registration_with_its_plan(client, at):
    at(2026, 2, 10)
    registration = RegistrationFactory()
    client.force_login(head_of(registration.commune))

    plan = SimpleUploadedFile("ke-hoach.pdf", PDF)
    answer = client.post(address("submit_registration", registration), {"aimed_level": 3, "plan": plan})

    registration.refresh_from_db()
    assert (answer.status_code, registration.state, registration.plan.name) == (302, "submitted", "ke-hoach.pdf")


def test_a_refused_form_keeps_the_plan_that_was_uploaded(client, at):
    at(2026, 2, 10)
    registration = RegistrationFactory()
    client.force_login(head_of(registration.commune))

    plan = SimpleUploadedFile("ke-hoach.pdf", PDF)
    answer = client.post(address("submit_registration", registration), {"plan": plan})

    registration.refresh_from_db()
    assert (answer.status_code, registration.state, registration.plan.name) == (422, "draft", "ke-hoach.pdf")
    assert "ke-hoach.pdf" in answer.text


def test_a_tampered_level_does_not_cost_the_plan(client, at):
    at(2026, 2, 10)
    registration = RegistrationFactory(aimed_level=2)
    client.force_login(head_of(registration.commune))

    plan = SimpleUploadedFile("ke-hoach.pdf", PDF)
    answer = client.post(address("submit_registration", registration), {"aimed_level": 9, "plan": plan})

    registration.refresh_from_db()
    assert (answer.status_code, registration.state, registration.aimed_level) == (422, "draft", 2)
    assert (registration.plan.name, "ke-hoach.pdf" in answer.text) == ("ke-hoach.pdf", True)


def test_no_overdue_mark_troubles_a_commune_that_is_registered(client, at):
    at(2026, 6, 1)
    registered, missing = RegistrationFactory(accepted=True), RegistrationFactory()
    shown = []
    for registration in (registered, missing):
        client.force_login(head_of(registration.commune))
        shown.append("due-over" in client.get(address("registration", registration)).text)

    assert shown == [False, True]


def test_an_acceptance_may_carry_a_note_that_the_commune_reads(client):
    registration = RegistrationFactory(sent=True)
    client.force_login(officer())
    client.post(
        address("accept", registration),
        {"seen_at": registration.submitted_at.isoformat(), "note": "Bổ sung lịch tiếp dân"},
    )
    client.force_login(head_of(registration.commune))

    registration.refresh_from_db()
    assert registration.state == Registration.State.ACCEPTED
    assert "Bổ sung lịch tiếp dân" in client.get(address("registration", registration)).text


def test_the_list_can_show_only_those_with_an_extension(client, at):
    at(2026, 6, 1)
    extended, plain = RegistrationFactory(accepted=True), RegistrationFactory(accepted=True)
    by = officer()
    grant_extension(
        registration=extended, step="submission", before=date(2026, 12, 10), reason="Bão", by=by, now=clock.now()
    )
    client.force_login(by)

    answer = client.get(reverse("communes:registrations", args=[2026]), {"extended": "1"})

    assert (extended.commune.name in answer.text, plain.commune.name in answer.text) == (True, False)
    assert "10/12/2026" in answer.text


def test_an_editor_prepares_but_cannot_send(client, at):
    at(2026, 2, 10)
    registration = RegistrationFactory()
    client.force_login(editor_of(registration.commune))

    client.post(address("save_registration", registration), {"aimed_level": 2})
    answer = client.post(address("submit_registration", registration), {"aimed_level": 2})

    registration.refresh_from_db()
    assert (answer.status_code, registration.state, registration.aimed_level) == (403, "draft", 2)


def test_another_commune_finds_nothing(client):
    registration = RegistrationFactory(sent=True)
    client.force_login(editor_of(RegistrationFactory().commune))

    assert [client.get(address(name, registration)).status_code for name in ("registration", "plan")] == [404, 404]


def test_the_officer_returns_with_a_note_and_an_empty_one_is_refused(client):
    registration = RegistrationFactory(sent=True)
    client.force_login(officer())

    assert client.post(address("return", registration), {"note": ""}).status_code == 422
    assert client.post(address("return", registration), {"note": "Thiếu chỉ tiêu"}).status_code == 302
    registration.refresh_from_db()
    assert (registration.state, registration.note) == (Registration.State.RETURNED, "Thiếu chỉ tiêu")


def test_a_refused_extension_keeps_what_was_typed(client):
    registration = RegistrationFactory()
    client.force_login(officer())

    typed = {"step": "registration", "before": "2026-02-01", "reason": "Mất điện nhiều ngày"}
    answer = client.post(address("extend", registration), typed)

    assert (answer.status_code, "Mất điện nhiều ngày" in answer.text) == (422, True)
    assert list(answer.context["extension_form"].errors) == ["before"]  # said at the field, where the page opens


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    cycle = CycleFactory()
    RegistrationFactory.create_batch(count, cycle=cycle, accepted=True)
    client.force_login(officer())
    with django_assert_num_queries(7):
        answer = client.get(reverse("communes:registrations", args=[cycle.year]))

    assert answer.text.count("row-link") == count


def test_every_page_of_the_department_opens(client):
    registration = RegistrationFactory(accepted=True)
    client.force_login(officer())
    year = registration.cycle.year
    pages = [reverse("communes:cycles"), reverse("communes:board", args=[year]), address("entry", registration)]

    assert [client.get(page).status_code for page in pages] == [200, 200, 200]


@pytest.mark.parametrize("crafted", ["2026-13-45T00:00:00", "2026-02-30T00:00:00+07:00", "2026-02-05T00:00:00"])
def test_a_crafted_moment_accepts_nothing(client, at, crafted):
    at(2026, 2, 5)
    registration = RegistrationFactory(sent=True)
    client.force_login(officer())
    client.post(address("accept", registration), {"seen_at": crafted})
    assert type(registration).objects.get(pk=registration.pk).state == "submitted"


def test_an_entry_sent_again_is_not_accepted_unread(client):
    registration = RegistrationFactory(sent=True)
    seen = registration.submitted_at.isoformat()
    Registration.objects.filter(pk=registration.pk).update(
        submitted_at=registration.submitted_at + timedelta(hours=1), aimed_level=4
    )
    client.force_login(officer())

    client.post(address("accept", registration), {"seen_at": seen})
    refused = client.post(address("return", registration), {"seen_at": seen, "note": "Thiếu chỉ tiêu"})

    registration.refresh_from_db()
    assert (registration.state, refused.status_code, "Thiếu chỉ tiêu" in refused.text) == ("submitted", 422, True)
    page = client.get(address("entry", registration))
    client.post(address("accept", registration), {"seen_at": registration.submitted_at.isoformat()})
    registration.refresh_from_db()
    assert (registration.submitted_at.isoformat() in page.text, registration.state) == (True, "accepted")


def test_a_withdrawn_entry_blames_nobody_for_a_decision():
    registration = RegistrationFactory(returned=True, state=Registration.State.WITHDRAWN)

    assert [problem.code for problem in decision_problems(registration)] == ["registration_not_waiting"]
