"""Mails at a real mail server: as each person chose, once, tried again, and undeliverable where they are."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from kernel.deadlines import CITY_ZONE
from notifications import services
from notifications.models import Mailing, Message, Preference
from notifications.queries import mail_facts
from notifications.services import mailings
from tests.factories.accounts import officer

pytestmark = pytest.mark.django_db

State, Mail = Mailing.State, Preference.Mail
EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=CITY_ZONE)
MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=CITY_ZONE)


@pytest.fixture(autouse=True)
def evening(at):
    """The worker takes up a mail in the instant in which it was told."""
    at(2026, 11, 23, 20, 0)


def send_message(*people, kind="evidence.dossier_sent", now=EVENING, commune="Phường Lê Chân", **facts):
    facts = {"year": 2026, "commune": commune, "receipt": "ABCD", "note": "Thiếu", **facts}
    return services.notify(kind=kind, people=people, path="/evidence/", now=now, **facts)


def choosing(mail, language="vi", **fields):
    person = officer(**fields)
    services.choose_mail(person=person, mail=mail, language=language)
    return person


def states() -> list[str]:
    return list(Mailing.objects.order_by("pk").values_list("state", flat=True))


def test_a_message_comes_at_once_as_one_mail_that_says_what_it_is(sink):
    person = officer()
    send_message(person, person)

    (mail,) = sink.to(person)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<message.{Message.objects.get().pk}@portal.test>"
    text = mail.get_content()
    assert "https://portal.test/evidence/" in text
    assert f"https://portal.test{reverse('notifications:settings')}" in text
    assert Message.objects.get().mailed_at is not None
    assert mail_facts(person) == (1, "")


@pytest.mark.parametrize(("language", "words"), [("vi", "Đã nhận hồ sơ"), ("en", "has come in, receipt ABCD")])
def test_each_is_written_to_in_their_language(sink, language, words):
    person = choosing(Mail.AT_ONCE, language)
    send_message(person)

    (mail,) = sink.to(person)
    assert words in mail.get_content()


def test_who_reads_in_the_portal_alone_gets_no_mail(sink):
    person = choosing(Mail.NONE)
    send_message(person)
    send_message(person, kind="communes.registration_returned")
    services.make_digests(now=MORNING)

    assert (sink.letters, states(), mail_facts(person)) == ([], [], (2, ""))


def test_a_digest_holds_all_that_is_unread_and_comes_once_a_morning(sink):
    person = choosing(Mail.DIGEST, "en")
    read = send_message(person)[0]
    for number in range(20):
        send_message(person, commune=f"Xã {number}", year=2025 + number % 2)
    services.mark_read(message=read, now=EVENING)

    assert services.make_digests(now=MORNING - timedelta(seconds=1)) == 0
    send_message(person, now=MORNING, commune="Xã ngày mai")
    for minutes in (0, 5, 300):
        now = MORNING + timedelta(minutes=minutes)
        services.make_digests(now=now)
        services.deliver_due(now=now)

    (mail,) = sink.to(person)
    text = mail.get_content()
    assert "20 new messages" in mail["Subject"]
    assert [text.count(f"Xã {number} for") for number in range(20)] == [1] * 20
    assert text.index("YEAR 2026") < text.index("YEAR 2025")
    assert "Xã ngày mai" not in text

    services.make_digests(now=MORNING + timedelta(days=1))
    services.deliver_due(now=MORNING + timedelta(days=1))
    assert "Xã ngày mai" in sink.to(person)[1].get_content()


def test_what_is_urgent_comes_at_once_to_who_chose_the_digest(sink):
    person = choosing(Mail.DIGEST)
    send_message(person, kind="communes.registration_returned")

    assert len(sink.to(person)) == 1
    assert services.make_digests(now=MORNING) == 0


def test_a_refused_address_is_given_up_and_seen_by_its_person(sink, client):
    person, other = officer(email="nobody@example.test"), officer()
    sink.refuses.add(person.email)
    send_message(person, other)

    failed = Mailing.objects.get(person=person)
    assert (failed.state, failed.last_error) == (State.FAILED, "550 5.1.1 No such mailbox")
    assert (len(sink.to(other)), Message.objects.get(person=person).mailed_at) == (1, None)
    assert mail_facts(person) == (1, "nobody@example.test")
    client.force_login(person)
    assert b"nobody@example.test" in client.get(reverse("notifications:inbox")).content

    assert services.deliver_due(now=EVENING + timedelta(days=3)) == (0, 0)
    sink.refuses.clear()
    send_message(person)
    assert mail_facts(person) == (2, "")


def test_a_relay_that_is_away_is_tried_again_later_and_later(sink):
    person, other = officer(), officer()
    sink.end()
    send_message(person, other)

    assert states() == [State.WAITING, State.WAITING]
    first = Mailing.objects.order_by("pk").first()
    assert (first.attempts, "refused" in first.last_error) == (1, True)
    later = first.due_at
    assert services.deliver_due(now=later) == (1, 1)
    assert Mailing.objects.get(pk=first.pk).due_at == later + timedelta(minutes=mailings.WAITS[1])

    sink.begin()
    services.deliver_due(now=later + timedelta(hours=1))
    assert (states(), len(sink.letters)) == ([State.SENT, State.SENT], 2)


@pytest.mark.parametrize(
    ("answer", "state"), [("554 5.7.1 Refused as spam", State.FAILED), ("452 4.2.2 Mailbox full", State.WAITING)]
)
def test_the_servers_answer_decides_whether_to_try_again(sink, answer, state):
    sink.answer = answer
    send_message(officer())

    assert Mailing.objects.values_list("state", "last_error").get() == (state, answer)


def test_after_many_tries_a_mail_is_given_up(sink):
    sink.answer = "452 4.2.2 Mailbox full"
    (message,) = send_message(officer())
    Mailing.objects.update(attempts=mailings.TRIES - 1)

    services.deliver_due(now=EVENING + timedelta(days=2))
    assert Mailing.objects.get(pk=message.mailing_id).state == State.FAILED


def test_a_worker_that_is_killed_over_a_mail_costs_one_copy_at_most(sink, monkeypatch):
    """After the relay took it and before that was written down (decision 0020)."""
    person = officer()

    def die(*_arguments):
        raise SystemExit

    monkeypatch.setattr(mailings, "_finish", die)
    send_message(person)
    assert (states(), len(sink.letters)) == ([State.SENDING], 1)

    assert services.deliver_due(now=EVENING + timedelta(minutes=5)) == (0, 0)
    with pytest.raises(SystemExit):
        services.deliver_due(now=EVENING + timedelta(days=400))
    first, second = sink.to(person)
    assert first["Message-ID"] == second["Message-ID"]

    services.deliver_due(now=EVENING + timedelta(days=401))
    assert (states(), len(sink.letters)) == ([State.FAILED], 2)


def test_the_command_sends_what_is_due(sink, at, capsys):
    person = choosing(Mail.DIGEST)
    send_message(person)
    at(2026, 11, 24)

    call_command("send_digests")
    call_command("send_digests")

    assert len(sink.to(person)) == 1
    assert capsys.readouterr().out.splitlines()[0] == "1 digests made, 1 mails tried, 0 not sent."
