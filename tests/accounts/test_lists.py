"""The administrators' lists: mails that did not arrive, own roles that were settled, sign-in events."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import GrantRequest, Role, SignInEvent
from notifications.models import Mailing
from tests.factories.accounts import administrator, officer
from tests.factories.notifications import TRIED, MailingFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MAILS, GRANTS, OWN = "accounts:undeliverable", "accounts:grant_requests", "accounts:own_sign_ins"


def fill(admin, count: int, *, before: int = 0) -> None:
    """So many mails, settled requests and events."""
    for number in range(before, before + count):
        moment = NOW - timedelta(days=number)
        person = officer(full_name=f"Người {chr(ord('A') + number)}", email=f"nguoi-{number}@vidu.vn")
        asker = administrator(full_name=f"Quản Trị {chr(ord('A') + number)}")
        MailingFactory(failed=True, person=person, claimed_at=moment)
        MailingFactory(person=person, attempts=1, claimed_at=moment, last_error="451 4.7.1 Try again later")
        settled = {"state": "refused", "settled_at": moment, "settled_by": admin}
        GrantRequest.objects.create(
            person=asker, role=Role.OFFICER, asked_at=moment, lapses_at=moment, **(settled if number % 2 else {})
        )
        kind = SignInEvent.Kind.FAILED if number % 2 else SignInEvent.Kind.SIGNED_IN
        SignInEvent.objects.create(person=admin, kind=kind, happened_at=moment, address="192.0.2.7", by=person)


@pytest.fixture
def admin(client, at):
    at(2026, 3, 2)
    person = administrator(full_name="Quản Trị Chính")
    client.force_login(person)
    fill(person, 1)
    return person


def shown(client, name: str, **query) -> list:
    return list(client.get(reverse(name), query).context["listing"].page)


def test_mails_are_found_by_person_and_state_and_ordered_by_the_last_try(client, admin):
    fill(admin, 2, before=1)
    assert [mail.state for mail in shown(client, MAILS)] == ["failed"] * 3 + ["waiting"] * 3
    assert {mail.person.full_name for mail in shown(client, MAILS, q="nguoi b")} == {"Người B"}
    tried = [mail.claimed_at for mail in shown(client, MAILS, state=Mailing.State.WAITING, sort="tried")]
    assert tried == [NOW - timedelta(days=2), NOW - timedelta(days=1), NOW]
    assert TRIED not in tried


def test_settled_requests_are_found_by_their_result(client, admin):
    fill(admin, 2, before=1)
    assert [row.full_name[-1] for row in shown(client, GRANTS)] == ["A", "B", "C"]
    assert [row.settled_by for row in shown(client, GRANTS, state="refused")] == ["Quản Trị Chính"]
    assert [row.full_name[-1] for row in shown(client, GRANTS, state="lapsed", sort="-name")] == ["C", "A"]
    waiting = GrantRequest.objects.create(
        person=administrator(), role=Role.OFFICER, asked_at=NOW, lapses_at=NOW + timedelta(days=7)
    )
    page = client.get(reverse(GRANTS), {"state": "lapsed"})
    assert [row["request"] for row in page.context["waiting"]] == [waiting]
    assert len(page.context["listing"].page) == 2


def test_sign_ins_are_filtered_by_what_happened_and_ordered_both_ways(client, admin):
    fill(admin, 2, before=1)
    moments = [NOW, NOW - timedelta(days=1), NOW - timedelta(days=2)]
    assert [event.happened_at for event in shown(client, OWN, sort="-at")] == moments
    assert [event.happened_at for event in shown(client, OWN, sort="at")] == moments[::-1]
    assert [event.kind for event in shown(client, OWN, kind="failed")] == ["failed"]


def test_the_file_of_an_account_holds_its_own_sign_ins_alone(client, admin):
    of_others = client.get(reverse("accounts:sign_ins", args=[officer().pk]), {"as": "csv"})
    assert "192.0.2.7" not in of_others.content.decode("utf-8-sig")
