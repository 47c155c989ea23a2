"""Messages: who is told what, in the portal and by mail, once."""

import ast
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from communes.services import accept_registration, return_registration, submit_registration, withdraw_registration
from notifications import services
from notifications.models import Message
from notifications.wording import about, message_kinds, words_of
from tests.architecture.test_layers import TREES, calls
from tests.factories.accounts import editor_of, head_of, officer
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import StoredFileFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 10, 2, 0, tzinfo=UTC)


def named() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("kind", "person__full_name"))


def test_a_registration_is_reported_to_the_department_and_its_answer_to_the_commune():
    registration = RegistrationFactory()
    head = head_of(registration.commune, full_name="Chủ tịch")
    editor_of(registration.commune, full_name="Công chức")
    editor_of(RegistrationFactory().commune, full_name="Nơi khác")
    chief = officer(full_name="Chuyên viên")
    officer(full_name="Đã nghỉ", is_active=False)

    submit_registration(registration=registration, aimed_level=2, plan=StoredFileFactory(), by=head, now=NOW)
    assert named() == [("communes.registration_sent", "Chuyên viên")]
    assert Message.objects.get().path == f"/cycles/2026/registrations/{registration.commune.code}/"

    Message.objects.all().delete()
    return_registration(registration=registration, note="Thiếu chỉ tiêu", by=chief, now=NOW)
    assert named() == [("communes.registration_returned", "Chủ tịch"), ("communes.registration_returned", "Công chức")]

    Message.objects.all().delete()
    registration = RegistrationFactory(sent=True, commune=registration.commune, cycle__year=2027)
    accept_registration(registration=registration, by=chief, now=NOW)
    assert named() == [("communes.registration_accepted", "Chủ tịch"), ("communes.registration_accepted", "Công chức")]


def test_a_withdrawal_is_reported_to_the_department():
    registration = RegistrationFactory(sent=True)
    officer(full_name="Chuyên viên")

    withdraw_registration(registration=registration, by=head_of(registration.commune), now=NOW)

    assert named() == [("communes.registration_withdrawn", "Chuyên viên")]
    assert Message.objects.get().path == f"/cycles/2026/registrations/{registration.commune.code}/"


def test_a_message_is_mailed_once_in_the_portals_language_with_its_link(settings):
    settings.PORTAL_URL = "https://portal.test"
    person = officer()
    message = services.notify(
        kind="evidence.dossier_sent", people=[person, person], path="/evidence/", now=NOW,
        commune="Phường Lê Chân", year=2026, receipt="ABCD",
    )[0]  # fmt: skip

    assert services.deliver(mailing_id=message.mailing_id, now=NOW) is None
    (sent,) = mail.outbox
    assert (sent.to, "https://portal.test/evidence/" in sent.body) == ([person.email], True)
    assert "Phường Lê Chân" in sent.subject
    assert Message.objects.get().mailed_at is not None


def test_what_is_rolled_back_is_reported_to_nobody():
    person = officer()
    with transaction.atomic():
        services.notify(kind="evidence.dossier_sent", people=[person], path="/", now=NOW)
        transaction.set_rollback(True)

    assert named() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_costs_the_same_for_any_number_of_messages(client, rows, django_assert_num_queries):
    person = officer()
    for _ in range(rows):
        services.notify(kind="results.results_published", people=[person], path="/", now=NOW, year=2026)
    client.force_login(person)

    with django_assert_num_queries(6):
        page = client.get(reverse("notifications:inbox"))
    assert len(page.context["page"].object_list) == rows


def test_opening_marks_as_read_and_leads_there_and_only_ones_own(client):
    person, other = officer(), officer()
    mine, theirs = services.notify(
        kind="results.results_published", people=[person, other], path="/cycles/", now=NOW, year=2026
    )
    client.force_login(person)

    assert client.post(reverse("notifications:open", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("notifications:open", args=[mine.pk])).url == "/cycles/"
    assert list(Message.objects.filter(read_at=None)) == [theirs]
    assert client.get(reverse("notifications:inbox"), {"show": "new"}).context["page"].object_list.count() == 0


def test_a_message_never_leads_out_of_the_portal(client):
    person = officer()
    (message,) = services.notify(kind="x", people=[person], path="https://bad.test/", now=NOW)
    client.force_login(person)

    assert client.post(reverse("notifications:open", args=[message.pk])).url == "/messages/"


def test_all_are_marked_at_once(client):
    person = officer()
    for _ in range(2):
        services.notify(kind="results.results_published", people=[person], path="/", now=NOW, year=2026)
    client.force_login(person)

    client.post(reverse("notifications:read_all"))
    assert Message.objects.filter(read_at=None).count() == 0


def test_every_kind_of_message_has_words():
    kinds = {
        keyword.value.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if getattr(getattr(node, "func", None), "id", "") == "notify"
        for keyword in node.keywords
        if keyword.arg == "kind" and hasattr(keyword.value, "value") and isinstance(keyword.value.value, str)
    }
    helpers = ("people", "commune", "commune_and_team", "team")
    kinds |= {kind for helper in helpers for kind, _ in calls(f"_notify_{helper}")}

    assert kinds
    assert kinds - message_kinds() == set()


def test_every_kind_of_message_is_described_for_digests_and_the_handbook():
    assert {kind for kind in message_kinds() if not (about(kind).to and about(kind).when)} == set()


def test_a_fact_reads_in_the_readers_language_whoever_caused_it():
    commune = RegistrationFactory(commune__kind="ward", commune__name="Lê Chân").commune
    with translation.override("en"):
        (message,) = services.notify(
            kind="evidence.dossier_sent", people=[officer()], path="/", now=NOW, commune=commune, year=2026, receipt="A"
        )

    for language, words in (("vi", "Phường Lê Chân"), ("en", "Ward Lê Chân")):
        with translation.override(language):
            assert words in words_of(message.kind, Message.objects.get().facts)
