"""A unit requests an extension in the portal; the department grants or refuses it with a reason."""

from datetime import date

import pytest
from django.urls import reverse

from communes.models import ExtensionRequest
from communes.services import ask_extension, grant_extension, refuse_extension
from friendly_gov.home_tasks.groups import groups_for
from kernel.refusals import Refused
from notifications.models import Message
from tests.factories.accounts import editor_of, officer
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(at):
    return at(2026, 11, 25)


@pytest.fixture
def entry(now):
    return SelfAssessmentFactory().registration


@pytest.fixture
def clerk(entry):
    return editor_of(entry.commune)


def asked(entry, clerk, now, **facts):
    given = {"registration": entry, "step": "submission", "reason": "Bão số 9.", "by": clerk, "now": now}
    return ask_extension(**given | facts)


def waits(person, entry, now) -> list[str]:
    groups = groups_for(person, entry.cycle, now=now)
    return [task.kind for group in groups for task in group.tasks if task.kind == "communes.decide_extension"]


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def test_a_request_waits_for_the_department_until_it_grants_an_extension(entry, clerk, now):
    department = officer()
    request = asked(entry, clerk, now)
    assert waits(department, entry, now) == ["communes.decide_extension"]
    assert Message.objects.filter(kind="communes.extension_asked", person=department, read_at=None).count() == 1

    facts = {"step": "submission", "before": date(2026, 12, 10), "reason": "Bão số 9."}
    grant_extension(registration=entry, **facts, by=department, now=now)

    request.refresh_from_db()
    assert (request.answer, request.answered_by) == (ExtensionRequest.Answer.GRANTED, department)
    assert waits(department, entry, now) == []
    assert not Message.objects.filter(kind="communes.extension_asked", read_at=None).exists()


def test_a_refusal_says_why(entry, clerk, now):
    asked(entry, clerk, now)
    facts = {"registration": entry, "step": "submission", "by": officer(), "now": now}

    with pytest.raises(Refused) as silent:
        refuse_extension(**facts, note=" ")
    refuse_extension(**facts, note="Bão đã qua.")
    with pytest.raises(Refused) as again:
        refuse_extension(**facts, note="Bão đã qua.")

    assert (codes(silent), codes(again)) == (["extension_refusal_without_note"], ["extension_not_asked"])
    [message] = Message.objects.filter(kind="communes.extension_refused")
    assert (message.person, message.facts["note"]) == (clerk, "Bão đã qua.")
    asked(entry, clerk, now)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"reason": " "}, "extension_reason_missing"), ({"step": "registration"}, "extension_not_needed")],
)
def test_what_stands_against_asking(entry, clerk, now, facts, code):
    with pytest.raises(Refused) as refusal:
        asked(entry, clerk, now, **facts)

    assert code in codes(refusal)


def test_it_is_asked_once_at_a_time_and_not_when_the_report_is_due(entry, clerk, now, at):
    asked(entry, clerk, now)

    with pytest.raises(Refused) as twice:
        asked(entry, clerk, now)
    with pytest.raises(Refused) as late:
        asked(entry, clerk, at(2026, 12, 31))

    assert codes(twice) == ["extension_asked_already"]
    assert "extension_not_ahead" in codes(late)


def test_unit_and_department_do_it_on_their_pages(entry, clerk, now, client):
    place = [entry.cycle.year, entry.commune.code]
    client.force_login(clerk)
    assert "Đề nghị gia hạn" in client.get(reverse("evidence:dossier", args=place)).text
    client.post(reverse("communes:ask_extension", args=[*place, "submission"]), {"reason": "Bão số 9."})
    client.force_login(officer())
    assert "Bão số 9." in client.get(reverse("communes:entry", args=place)).text
    client.post(reverse("communes:refuse_extension", args=[*place, "submission"]), {"note": "Bão đã qua."})
    client.force_login(clerk)

    assert "Bão đã qua." in client.get(reverse("evidence:dossier", args=place)).text
    assert client.post(reverse("communes:ask_extension", args=[*place, "x"])).status_code == 404
