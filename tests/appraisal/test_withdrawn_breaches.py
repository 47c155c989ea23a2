"""[S4, S8] The recorder of a breach withdraws it before it is decided, with a reason; it stays on record."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from appraisal.models import Breach
from appraisal.queries.breaches import breaches_by_unit
from appraisal.services import confirm_breach, withdraw_breach
from audit.models import Entry
from kernel.refusals import Refused
from notifications.models import Message
from tests.factories.accounts import editor_of, officer, team_lead
from tests.factories.appraisal import BreachFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def breach():
    return BreachFactory(recorded_by=officer())


def refused(breach, verb=withdraw_breach, **facts) -> list[str]:
    try:
        verb(breach=breach, now=NOW, **facts)
    except Refused as refusal:
        return [problem.code for problem in refusal.problems]
    return []


def test_it_stays_on_record_with_its_reason_and_the_unit_is_notified(breach):
    person = editor_of(breach.registration.commune)

    withdraw_breach(breach=breach, reason=" Nhầm đơn vị ", by=breach.recorded_by, now=NOW)

    kept = Breach.objects.get()
    assert (kept.state, kept.justification, kept.settled_by, kept.settled_at) == (
        "withdrawn",
        "Nhầm đơn vị",
        breach.recorded_by,
        NOW,
    )
    assert kept.elements.count() == 3
    assert Entry.objects.get(verb="appraisal.withdraw_breach").facts["reason"] == "Nhầm đơn vị"
    assert Message.objects.get(person=person).kind == "appraisal.breach_withdrawn"
    assert breaches_by_unit(kept.registration.cycle) == ({}, set())


def test_only_with_a_reason_and_before_it_is_decided(breach):
    by = breach.recorded_by
    assert refused(breach, reason=" ", by=by) == ["breach_withdrawn_without_reason"]
    withdraw_breach(breach=breach, reason="Nhầm", by=by, now=NOW)

    assert refused(breach, reason="Nhầm", by=by) == ["breach_settled_already"]
    assert "breach_settled_already" in refused(breach, confirm_breach, justification="", by=team_lead())
    decided = BreachFactory(confirmed=True, recorded_by=by)
    assert refused(decided, reason="Nhầm", by=by) == ["breach_settled_already"]


def test_nobody_but_who_recorded_it(client, breach):
    address = reverse("appraisal:withdraw_breach", args=[2026, breach.pk])
    for other in (officer(), team_lead()):
        client.force_login(other)
        assert client.post(address, {"reason": "Nhầm"}).status_code == 403
        assert address not in client.get(reverse("appraisal:breach", args=[2026, breach.pk])).text


def test_the_page_asks_for_the_reason_beside_the_field_and_leads_to_the_record_again(client, breach):
    client.force_login(breach.recorded_by)
    address = reverse("appraisal:withdraw_breach", args=[2026, breach.pk])

    silent = client.post(address, {"reason": ""})
    assert (silent.status_code, list(silent.context["withdrawing"].errors)) == (422, ["reason"])

    page = client.post(address, {"reason": "Sai ngày"}, follow=True)
    again_url = f"{reverse('appraisal:record_breach', args=[2026])}?from={breach.pk}"
    assert again_url in page.text
    form = client.get(again_url).context["form"]
    assert (form["facts"].value(), form["source"].value(), form["occurred_on"].value()) == (
        breach.facts,
        breach.source,
        breach.occurred_on,
    )
    shown = breach.elements.values_list("element", "document")
    assert [form[element].value() for element, _ in shown] == [document for _, document in shown] != []
    for other in ("0", "x", "9" * 30):
        assert client.get(again_url.replace(f"from={breach.pk}", f"from={other}")).status_code == 200


def test_the_database_keeps_a_reason_and_its_guards(breach):
    with pytest.raises(IntegrityError), transaction.atomic():
        Breach.objects.update(state="withdrawn", settled_at=NOW, settled_by=breach.recorded_by)
    breach.elements.all().delete()
    with pytest.raises(IntegrityError, match="elements"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE appraisal_breach SET state = 'confirmed', settled_at = recorded_at")
