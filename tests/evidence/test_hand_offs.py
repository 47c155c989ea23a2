"""The clerk submits to the head what is to be sent; the head reads, comments, returns it or sends it."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry
from communes.models import HandOff, Registration
from communes.services import hand_over, return_hand_off, submit_registration
from documents.services import store_file
from evidence.models import ReadingRemark
from evidence.services import remark_on_criterion, resolve_remark, submit_dossier
from friendly_gov.home_tasks.groups import groups_for
from kernel.refusals import Refused
from notifications.models import Message
from tests.factories.accounts import editor_of, head_of
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import complete_dossier
from tests.factories.scoring import SelfAssessmentFactory
from tests.friendly_gov.test_pending import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(at):
    return at(2026, 11, 20)


@pytest.fixture
def work(now):
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)
    return assessment


@pytest.fixture
def clerk(work):
    return editor_of(work.registration.commune)


@pytest.fixture
def head(work):
    return head_of(work.registration.commune)


def kinds(person, work, now) -> list[tuple[str, bool]]:
    person = type(person).objects.get(pk=person.pk)
    [group] = groups_for(person, work.registration.cycle, now=now)
    return [(task.kind, task.is_waiting) for task in group.tasks if task.tone != "done"]


def handed(work, clerk, now, subject="dossier"):
    return hand_over(registration=work.registration, subject=subject, message="Kính trình.", by=clerk, now=now)


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def test_what_the_clerk_lays_before_the_head_waits_there_alone(client, work, clerk, head, now):
    assert kinds(clerk, work, now) == kinds(head, work, now) == [("evidence.send", True)]
    client.force_login(clerk)
    page = client.get(reverse("evidence:dossier", args=[work.registration.cycle.year, work.registration.commune.code]))
    places = [task.url.partition("#") for task in page.context["tasks"] if task.url]
    # No link to the page itself, only to a place of it.
    assert [below for path, _mark, below in places if path == page.request["PATH_INFO"]] == ["hand-off-dossier"]
    assert 'id="hand-off-dossier"' in page.text
    stored = client.post(reverse("evidence:upload_signed", args=[*place(work), "report"]), {"file": pdf()})
    assert stored["Location"].endswith("#paper-report")  # three copies follow one another
    assert 'id="paper-report"' in page.text

    handed(work, clerk, now)

    assert kinds(clerk, work, now) == [("communes.handed_over", False)]
    assert kinds(head, work, now) == [("communes.read_hand_off", True)]
    [message] = Message.objects.filter(kind="communes.handed_over")
    assert (message.person, message.mailing is not None) == (head, True)
    assert "Kính trình." in message.facts["message"]
    assert Entry.objects.filter(verb="communes.hand_over").count() == 1


def test_it_is_stored_once(work, clerk, now):
    handed(work, clerk, now)

    with pytest.raises(Refused) as refusal:
        handed(work, clerk, now)

    assert codes(refusal) == ["handed_over_already"]


def test_what_the_head_sends_back_waits_for_the_clerk_again(work, clerk, head, now):
    handed(work, clerk, now)
    facts = {"registration": work.registration, "subject": "dossier", "by": head, "now": now}

    with pytest.raises(Refused) as refusal:
        return_hand_off(**facts, note="  ")
    return_hand_off(**facts, note="Sửa I.1.")

    assert codes(refusal) == ["hand_off_note_missing"]
    assert kinds(clerk, work, now) == [("communes.returned_to_clerk", True), ("evidence.send", True)]
    assert [message.person for message in Message.objects.filter(kind="communes.hand_off_returned")] == [clerk]
    handed(work, clerk, now)
    assert kinds(clerk, work, now) == [("communes.handed_over", False)]


def test_sending_the_dossier_answers_the_hand_off(work, clerk, head, now):
    hand_off = handed(work, clerk, now)

    submit_dossier(assessment=work, by=head, now=now)

    hand_off.refresh_from_db()
    assert (hand_off.answer, hand_off.ended_by) == (HandOff.Answer.SENT, head)
    assert kinds(head, work, now) == kinds(clerk, work, now) == []


def test_a_sent_or_late_dossier_is_laid_before_nobody(work, clerk, head, now, at):
    late = at(2026, 12, 1)
    with pytest.raises(Refused) as too_late:
        handed(work, clerk, late)
    submit_dossier(assessment=work, by=head, now=now)
    with pytest.raises(Refused) as sent:
        handed(work, clerk, now, subject="papers")

    assert (codes(too_late), codes(sent)) == (["submission_too_late"], ["dossier_sent_already"])


def test_a_registration_is_laid_before_the_head_and_sent(at):
    now = at(2026, 2, 1)
    entry = RegistrationFactory()
    SelfAssessmentFactory(registration=entry)
    clerk, head = editor_of(entry.commune), head_of(entry.commune)
    hand_off = hand_over(registration=entry, subject="registration", message="", by=clerk, now=now)
    assert kinds(head, entry.self_assessment, now) == [("communes.read_hand_off", True)]

    plan = store_file(upload=pdf(), by=head, now=now)
    submit_registration(registration=entry, aimed_level=2, plan=plan, by=head, now=now)

    hand_off.refresh_from_db()
    assert (hand_off.answer, Registration.objects.get().state) == ("sent", "submitted")


def test_remarks_are_the_clerks_tasks_until_they_are_resolved(work, clerk, head, now):
    remark = remark_on_criterion(assessment=work, criterion="I.1", text="Thiếu số liệu.", by=head, now=now)
    assert ("evidence.remarks", True) in kinds(clerk, work, now)
    assert ("evidence.remarks", False) in kinds(head, work, now)

    resolve_remark(remark=remark, by=clerk, now=now)

    assert "evidence.remarks" not in dict(kinds(clerk, work, now))
    with pytest.raises(Refused) as again:
        resolve_remark(remark=remark, by=clerk, now=now)
    with pytest.raises(Refused) as silent:
        remark_on_criterion(assessment=work, criterion="I.1", text=" ", by=head, now=now)
    assert (codes(again), codes(silent)) == (["remark_resolved_already"], ["remark_missing"])


def place(work) -> list:
    return [work.registration.cycle.year, work.registration.commune.code]


def test_the_head_reads_through_remarks_and_sees_one_screen_to_send(work, clerk, head, now, client):
    handed(work, clerk, now)
    work.registration.aimed_level = 4
    work.registration.save()
    work.scores.filter(criterion__code="I.2").update(changed_at=now, changed_by=clerk)
    work.parts.update(signed_at=date_before(now))
    client.force_login(head)

    client.post(reverse("evidence:remark", args=[*place(work), "I.1"]), {"text": "Thiếu số liệu."})
    empty = client.post(reverse("evidence:remark", args=[*place(work), "I.1"]), {"text": " "})
    page = client.get(reverse("evidence:sending", args=place(work)))

    assert ReadingRemark.objects.get().text == "Thiếu số liệu."
    assert (empty.status_code, "Cần nêu nội dung phải sửa." in empty.text) == (422, True)
    assert "Thiếu số liệu." in client.get(reverse("evidence:reading", args=place(work))).text
    assert page.context["changed"] == ["I.2"]
    assert [remark.score.criterion.code for remark in page.context["remarks"]] == ["I.1"]
    assert (page.context["problems"], page.context["sending"].total) == ([], 100)
    sent = client.post(reverse("evidence:submit_dossier", args=place(work)), {"seen_total": "100.00"})
    assert sent.url == reverse("evidence:receipt", args=place(work))
    # There is nothing to send any more, and no deadline to send it by.
    again = client.get(reverse("evidence:sending", args=place(work)))
    assert again.url == reverse("evidence:dossier", args=place(work))


def date_before(now):
    return now.replace(day=date(2026, 11, 1).day)


def test_the_pages_of_clerk_and_head_offer_what_each_may_do(work, clerk, head, now, client):
    client.force_login(clerk)
    mine = client.get(reverse("evidence:dossier", args=place(work))).text
    client.post(reverse("communes:hand_over", args=[*place(work), "dossier"]), {"message": "Kính trình."})
    client.force_login(head)
    theirs = client.get(reverse("evidence:dossier", args=place(work))).text
    returned = client.post(reverse("communes:return_hand_off", args=[*place(work), "dossier"]), {"note": "Sửa I.1."})

    assert "Trình Chủ tịch: hồ sơ" in mine
    assert ("Kính trình." in theirs, "Trả lại công chức" in theirs) == (True, True)
    assert returned.url == reverse("evidence:dossier", args=place(work))
    assert HandOff.objects.get().note == "Sửa I.1."
    wrong = client.post(reverse("communes:return_hand_off", args=[*place(work), "x"]), {"note": "x"})
    assert wrong.status_code == 404


def test_what_was_typed_into_a_refused_hand_off_stays_beside_the_reason(work, clerk, head, now, client):
    """Submitted to the head by two clerks at once: the second one's message is not lost."""
    address = reverse("communes:hand_over", args=[*place(work), "dossier"])
    client.force_login(clerk)
    page = client.get(reverse("evidence:dossier", args=place(work)))
    handed(work, clerk, now)
    refused = client.post(address, {"message": "Đã bổ sung mục II."})
    return_address = reverse("communes:return_hand_off", args=[*place(work), "dossier"])
    client.force_login(head)
    client.post(return_address, {"note": " "})
    page = client.get(reverse("evidence:dossier", args=place(work)))

    assert refused.url == reverse("evidence:dossier", args=place(work))
    assert 'role="alert"' in page.text
    client.post(return_address, {"note": "Sửa I.1."})
    client.force_login(clerk)
    handed(work, clerk, now)
    client.post(address, {"message": "Đã bổ sung mục II."})
    HandOff.objects.filter(answer="").update(answer="returned", ended_by=head, ended_at=now, note="x")
    page = client.get(reverse("evidence:dossier", args=place(work)))
    assert ("Đã bổ sung mục II.</textarea>" in page.text, 'role="alert"' in page.text) == (True, True)
    assert "Đã bổ sung mục II." not in client.get(reverse("evidence:dossier", args=place(work))).text


def test_what_waits_for_the_head_is_opened_where_it_is_read(work, clerk, head, now, client):
    handed(work, clerk, now)
    client.force_login(head)
    reading = reverse("evidence:reading", args=place(work))

    assert f'href="{reading}"' in client.get("/").text
    assert Message.objects.get(kind="communes.handed_over").path == reading
    page = client.get(reading)
    assert reverse("communes:return_hand_off", args=[*place(work), "dossier"]) in page.text
    assert f'href="{reverse("evidence:sending", args=place(work))}"' in page.text
    return_hand_off(registration=work.registration, subject="dossier", note="Sửa.", by=head, now=now)
    assert not Message.objects.filter(kind="communes.handed_over", read_at=None).exists()
