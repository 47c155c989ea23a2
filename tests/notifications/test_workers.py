"""Several workers at the same moment, each in its own connection, on either engine: nothing is sent twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from friendly_gov.due_reminders import remind_all
from notifications import services
from notifications.models import Mailing, Message, Preference
from tests.factories.accounts import head_of, officer
from tests.factories.communes import RegistrationFactory
from tests.factories.notifications import MailingFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 3


def together(work) -> list:
    """The same work by several at once."""
    barrier = Barrier(WORKERS)

    def turn(_number):
        try:
            barrier.wait(timeout=20)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(turn, range(WORKERS)))


def test_digests_mails_and_reminders_go_out_once(sink, at):
    evening, morning = at(2026, 1, 30), at(2026, 1, 31, 7, 30)
    reader, late = officer(), RegistrationFactory()
    services.choose_mail(person=reader, mail=Preference.Mail.DIGEST, language="vi")
    head = head_of(late.commune)
    invited = MailingFactory(person__password=None, due_at=evening).person
    for number in range(3):
        services.notify(
            kind="evidence.dossier_sent", people=[reader], path="/", now=evening, year=2026, commune=number, receipt="A"
        )

    made = together(lambda: services.make_digests(now=morning))
    together(lambda: services.deliver_due(now=morning + timedelta(minutes=1)))
    reminded = together(lambda: remind_all(now=morning))

    assert (sum(made), sum(reminded)) == (1, 1)
    assert [len(sink.to(person)) for person in (reader, invited, head)] == [1, 1, 1]
    assert set(Mailing.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert Message.objects.filter(kind="communes.registration_reminded").count() == 1
