"""The head takes a sent dossier back to amend it, before its day and before the appraisal has begun [R2]."""

import pytest
from django.urls import reverse

from audit.models import Entry
from evidence.models import Receipt
from evidence.services import count_former_dossier, submit_dossier, take_back_dossier
from kernel.refusals import Refused
from notifications.models import Message
from scoring.models import SelfAssessment
from tests.factories.accounts import editor_of, head_of, officer
from tests.factories.appraisal import ReviewFactory
from tests.factories.evidence import complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(at):
    return at(2026, 11, 20)


@pytest.fixture
def head(sent):
    return head_of(sent.registration.commune)


@pytest.fixture
def sent(now):
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)
    submit_dossier(assessment=assessment, by=head_of(assessment.registration.commune), now=now)
    return SelfAssessment.objects.get(pk=assessment.pk)


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def test_what_was_sent_stays_with_its_receipt_and_a_new_sending_gives_a_new_one(sent, head, at, now):
    first, department = Receipt.objects.get(), officer()
    later = at(2026, 11, 21)

    copy = take_back_dossier(assessment=sent, reason="Thiếu một tệp.", by=head, now=later)

    former = SelfAssessment.with_set_aside.get(pk=sent.pk)
    assert (former.set_aside_reason, former.set_aside_by, former.state) == ("Thiếu một tệp.", head, "submitted")
    assert (copy.state, copy.total, copy.registration) == ("open", sent.total, sent.registration)
    assert copy.parts.filter(signed__isnull=False).count() == 3
    assert Message.objects.filter(kind="evidence.dossier_taken_back", person=department).count() == 1
    assert Entry.objects.filter(verb="evidence.take_back_dossier").count() == 1
    second = submit_dossier(assessment=copy, by=head, now=later)
    assert (first.digest, first.code != second.code) == (second.digest, True)
    assert Receipt.objects.get(pk=first.pk).digest == first.digest


@pytest.mark.parametrize(
    ("day", "reason", "code"),
    [((2026, 12, 1), "Sai", "take_back_too_late"), ((2026, 11, 21), " ", "dossier_reason_missing")],
)
def test_not_after_its_day_and_not_without_a_reason(sent, head, at, day, reason, code):
    with pytest.raises(Refused) as refusal:
        take_back_dossier(assessment=sent, reason=reason, by=head, now=at(*day))

    assert codes(refusal) == [code]


def test_not_once_the_appraisal_has_begun(at):
    now = at(2026, 11, 21)
    work = ReviewFactory().assessment

    with pytest.raises(Refused) as refusal:
        take_back_dossier(assessment=work, reason="Sai", by=head_of(work.registration.commune), now=now)

    assert codes(refusal) == ["dossier_not_to_take_back"]


def test_where_nothing_is_sent_again_the_former_dossier_counts(sent, head, at):
    copy = take_back_dossier(assessment=sent, reason="Thiếu một tệp.", by=head, now=at(2026, 11, 21))

    counted = count_former_dossier(assessment=copy, now=at(2026, 12, 1))

    assert (counted.state, counted.submitted_at, counted.total) == ("submitted", sent.submitted_at, sent.total)


def test_the_page_offers_it_to_the_head_alone_and_keeps_what_was_typed(sent, head, client, now):
    registration = sent.registration
    place = [registration.cycle.year, registration.commune.code]
    client.force_login(editor_of(registration.commune))
    assert "Rút hồ sơ để sửa" not in client.get(reverse("evidence:dossier", args=place)).text
    client.force_login(head)
    assert "Rút hồ sơ để sửa" in client.get(reverse("evidence:dossier", args=place)).text

    empty = client.post(reverse("evidence:take_back", args=place), {"reason": ""})
    done = client.post(reverse("evidence:take_back", args=place), {"reason": "Thiếu một tệp."})

    assert (empty.status_code, done.status_code) == (422, 302)
    former = client.get(reverse("evidence:former_dossiers", args=place)).text
    assert "Thiếu một tệp." in former
    assert Receipt.objects.get().code in former
    submit_dossier(assessment=SelfAssessment.objects.get(registration=registration), by=head, now=now)
    again = client.get(reverse("evidence:dossier", args=place)).text
    assert ("Thiếu một tệp. Hồ sơ đã được gửi lại" in again, "Thành phố điều chỉnh" in again) == (True, False)


def test_the_unit_has_its_receipt_as_a_message_and_may_print_it(sent, client):
    [message] = Message.objects.filter(kind="evidence.dossier_received")
    assert message.mailing is not None
    client.force_login(message.person)

    page = client.get(message.path)

    assert (Receipt.objects.get().code in page.text, "data-print" in page.text) == (True, True)
