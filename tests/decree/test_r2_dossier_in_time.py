"""[R2] The self-assessment and the dossier (Điều 3.2b; procedure, step 2).

Before 1 December each year the commune scores itself by the scoring table and sends its dossier to the city through the
Department of Home Affairs. The last moment is 23:59:59 on 30 November; what is sent is locked.
"""

from datetime import date

import pytest

from evidence.models import EvidenceItem, Receipt
from evidence.services import append_piece, begin_upload
from notifications.models import Message
from tests.decree.acts import (
    a_commune_ready_to_send,
    first_second_of,
    grant_time,
    last_second_before,
    midday,
    refusal_codes,
    score_itself,
    send_dossier,
)
from tests.factories.accounts import editor_of, officer
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.factories.scoring import SelfAssessmentFactory


def test_a_dossier_sent_on_30_11_at_23_59_59_is_in_time():
    assessment = a_commune_ready_to_send()

    receipt = send_dossier(assessment, at=last_second_before(12, 1))

    assert (receipt.assessment.state, receipt.issued_at) == ("submitted", last_second_before(12, 1))


def test_a_dossier_sent_on_01_12_is_late():
    assessment = a_commune_ready_to_send()

    refused = refusal_codes(send_dossier, assessment=assessment, at=first_second_of(12, 1))

    assessment.refresh_from_db()
    assert (refused, assessment.state, Receipt.objects.count()) == (["submission_too_late"], "open", 0)


@pytest.mark.parametrize(
    ("instant", "codes"), [(last_second_before(12, 1), []), (first_second_of(12, 1), ["submission_too_late"])]
)
def test_a_commune_scores_itself_until_then_and_no_longer(instant, codes):
    assessment = a_commune_ready_to_send()

    assert refusal_codes(score_itself, assessment=assessment, criterion="I.1", points="9", at=instant) == codes


@pytest.mark.parametrize(
    ("instant", "codes"), [(last_second_before(12, 1), []), (first_second_of(12, 1), ["submission_too_late"])]
)
def test_a_file_begun_in_time_is_evidence_only_if_it_has_come_in_time(instant, codes):
    score = SelfAssessmentFactory().scores.get(criterion__code="I.1")
    editor = editor_of(score.assessment.registration.commune)
    upload = begin_upload(score=score, name="anh.pdf", length=len(PDF), by=editor, now=last_second_before(12, 1))

    refused = refusal_codes(append_piece, upload=upload, offset=0, piece=PDF, by=editor, now=instant)

    assert (refused, EvidenceItem.objects.count()) == (codes, 0 if codes else 1)


@pytest.mark.parametrize(
    ("instant", "codes"), [(last_second_before(12, 6), []), (first_second_of(12, 6), ["submission_too_late"])]
)
def test_a_commune_granted_time_sends_before_its_new_day(instant, codes):
    assessment = a_commune_ready_to_send()
    grant_time(assessment.registration, "submission", before=date(2026, 12, 6), at=midday(11, 30))

    assert refusal_codes(send_dossier, assessment=assessment, at=instant) == codes


def test_the_day_is_a_setting_of_the_year():
    cycle = CycleFactory(submit_before=date(2026, 11, 16))
    assessment = a_commune_ready_to_send(registration__cycle=cycle)

    assert refusal_codes(send_dossier, assessment=assessment, at=midday(11, 16)) == ["submission_too_late"]


def test_the_department_is_notified_and_the_dossier_is_locked():
    department, assessment = officer(), a_commune_ready_to_send()
    send_dossier(assessment, at=midday(11, 20))
    assessment.refresh_from_db()

    changed = refusal_codes(score_itself, assessment=assessment, criterion="I.1", points="9", at=midday(11, 21))

    assert changed == ["dossier_sent_already"]
    assert [m.kind for m in Message.objects.filter(person=department)] == ["evidence.dossier_sent"]
