"""A person's own preferences, and the administrators' list of mails that did not arrive."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import translation

from audit.models import Entry
from friendly_gov.home_tasks.groups import groups_for
from notifications import services
from notifications.models import Mailing, Preference
from tests.factories.accounts import UserFactory, administrator, officer
from tests.factories.notifications import TRIED, MailingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SETTINGS, UNDELIVERABLE = "notifications:settings", "accounts:undeliverable"


def test_choices_are_kept_and_speak_at_once(client):
    person = officer()
    client.force_login(person)

    answer = client.post(reverse(SETTINGS), {"mail": "digest", "language": "en"}, follow=True)

    assert Preference.objects.values_list("person", "mail", "language").get() == (person.pk, "digest", "en")
    assert b"Saved." in answer.content
    client.cookies.pop(settings.LANGUAGE_COOKIE_NAME)
    assert client.get("/").headers["Content-Language"] == "en"


def test_a_choice_that_does_not_exist_is_refused(client):
    client.force_login(officer())

    answer = client.post(reverse(SETTINGS), {"mail": "hourly", "language": "fr"})

    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["language", "mail"])
    assert not Preference.objects.exists()


def test_the_language_switch_is_kept_with_the_person_for_the_next_sign_in(client):
    person = officer(password="mat-khau-rat-dai")
    services.choose_mail(person=person, mail="none", language="vi")
    client.force_login(person)

    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert (Preference.objects.get().language, Preference.objects.get().mail) == ("en", "none")

    client.logout()
    client.cookies.clear()
    client.post(reverse("account_login"), {"login": person.email, "password": "mat-khau-rat-dai"})
    assert client.get("/").headers["Content-Language"] == "en"


def test_a_stranger_switches_for_their_browser_alone(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/"})

    assert client.get(reverse("account_login")).headers["Content-Language"] == "en"
    assert not Preference.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_undeliverable_mail_is_listed_at_the_same_cost(client, rows, django_assert_num_queries):
    client.force_login(administrator())
    for _ in range(rows):
        MailingFactory(failed=True)
    MailingFactory(state=Mailing.State.SENT, settled_at=TRIED)

    with django_assert_num_queries(6):
        page = client.get(reverse(UNDELIVERABLE))
    assert [mailing.last_error for mailing in page.context["listing"].page] == ["550 5.1.1 No such mailbox"] * rows


def test_the_first_page_of_an_administrator_counts_who_is_not_reached(at):
    person, other = officer(), officer()
    for _ in range(2):
        MailingFactory(failed=True, person=person)
    MailingFactory(failed=True, person=other)
    MailingFactory(failed=True, person=officer(is_active=False))
    MailingFactory(state=Mailing.State.SENT, settled_at=TRIED + timedelta(days=1), person=other)

    with translation.override("en"):
        titles = [task.title for group in groups_for(administrator(), None, now=at(2026, 3, 1)) for task in group.tasks]
    assert "1 person is not reached by mail" in titles


def test_an_administrator_has_an_invitation_sent_again(client):
    person = UserFactory(password=None)
    mailing = MailingFactory(failed=True, person=person)
    client.force_login(administrator())

    client.post(reverse("accounts:retry_mail", args=[mailing.pk]))

    mailing.refresh_from_db()
    assert (mailing.state, [sent.to for sent in mail.outbox]) == (Mailing.State.SENT, [[person.email]])
    assert Entry.objects.filter(verb="accounts.retry_mail").count() == 1
    assert client.post(reverse("accounts:retry_mail", args=[mailing.pk])).status_code == 404


def test_nothing_is_sent_again_to_a_disabled_person(client):
    mailing = MailingFactory(failed=True, person__is_active=False)
    client.force_login(administrator())

    client.post(reverse("accounts:retry_mail", args=[mailing.pk]))

    assert (Mailing.objects.get().state, mail.outbox) == (Mailing.State.FAILED, [])
