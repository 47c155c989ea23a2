"""Messages about a unit from which a team member is now recused: hidden, although they were sent before [S8]."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.services.recusals import recuse
from notifications.mail_composers import letter_of
from notifications.models import Mailing, Message
from notifications.queries import mail_facts, unread_count
from notifications.services import notify
from tests.factories.accounts import appraiser, officer
from tests.factories.communes import CommuneFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 3, 3, 0, tzinfo=UTC)


@pytest.fixture
def named():
    """A member told three times: by the unit's page, by its name alone, and of another unit."""
    member, unit, other = appraiser(), CommuneFactory(), CommuneFactory()
    facts = {"people": [member], "now": NOW, "year": 2026, "receipt": "AB"}
    for path, commune in (
        (f"/appraisal/2026/{unit.code}/review/", unit),
        ("/breaches/7/", unit),
        (f"/appraisal/2026/{other.code}/review/", other),
    ):
        notify(kind="evidence.dossier_sent", path=path, commune=commune, **facts)
    notify(kind="scoring.table_corrected", path="/scoring/", people=[member], now=NOW, year=2026)
    return member, unit, other


def test_they_are_gone_from_page_count_and_mail(client, named):
    member, unit, other = named
    assert unread_count(member) == 4

    recuse(person=member, unit_code=unit.code, reason="Họ hàng", by=officer(), now=NOW)

    member = type(member).objects.get(pk=member.pk)
    client.force_login(member)
    page = client.get(reverse("notifications:inbox")).text
    assert (str(unit) in page, str(other) in page) == (False, True)
    assert (unread_count(member), mail_facts(member)[0]) == (2, 2)
    hidden = Message.objects.get(path="/breaches/7/")
    assert client.post(reverse("notifications:open", args=[hidden.pk])).status_code == 404
    assert letter_of(Mailing.objects.get(messages=hidden)) is None


def test_who_is_recused_elsewhere_keeps_them(named):
    member, _unit, _other = named
    recuse(person=member, unit_code=CommuneFactory().code, reason="Họ hàng", by=officer(), now=NOW)

    assert unread_count(type(member).objects.get(pk=member.pk)) == 4
