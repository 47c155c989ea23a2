"""[R2, R3] Days that people type are bound to what they refer to (Điều 3; procedure, steps 2 and 3).

No paper of a dossier bears a day to come or one of another year; no document of the evidence bears a day to come; a
meeting is minuted once the dossier was given out; a visit lies before the report. Days of decisions stand with their
own clauses.
"""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from appraisal.services import plan_visit, write_minutes
from evidence.models import EvidenceItem
from evidence.services import describe_evidence
from tests.decree.acts import a_commune_ready_to_send, midday, refusal_codes, send_dossier
from tests.factories.accounts import appraiser, head_of
from tests.factories.appraisal import ReviewFactory

NOVEMBER = midday(11, 20)


@pytest.mark.parametrize(
    ("dated", "codes"),
    [
        (None, []),
        (date(2026, 11, 20), []),
        (date(2026, 11, 21), ["paper_in_the_future"]),
        (date(2025, 12, 31), ["paper_of_another_year"]),
    ],
)
def test_no_paper_of_a_dossier_is_sent_with_a_day_that_cannot_be(dated, codes):
    assessment = a_commune_ready_to_send()
    assessment.parts.filter(kind="letter").update(dated=dated)

    assert refusal_codes(send_dossier, assessment=assessment, at=NOVEMBER) == codes


def test_a_document_of_the_evidence_bears_no_day_to_come(client, on):
    item = EvidenceItem.objects.filter(score__assessment=a_commune_ready_to_send()).first()
    by = head_of(item.score.assessment.registration.commune)
    on(NOVEMBER)

    def described(day):
        return refusal_codes(describe_evidence, item=item, dated=day, by=by, now=NOVEMBER)

    assert (described(date(2026, 11, 21)), described(date(2026, 11, 20))) == (["document_in_the_future"], [])
    client.force_login(by)
    page = reverse("evidence:describe_item", args=[item.pk])
    answer = client.post(page, {"kind": "document", "dated": "2026-11-22"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["dated"])


@pytest.mark.parametrize(
    ("held_on", "codes"),
    [
        (date(2026, 12, 1), ["minutes_before_the_appraisal"]),
        (date(2026, 12, 2), []),
        (date(2026, 12, 12), ["minutes_in_the_future"]),
    ],
)
def test_a_meeting_is_held_once_the_dossier_was_given_out(held_on, codes):
    review = ReviewFactory(completed=True, appraiser__person=appraiser(), assigned_at=midday(12, 2))
    facts = {"held_on": held_on, "place": "Sở Nội vụ", "present": [review.appraiser]}

    assert refusal_codes(write_minutes, review=review, **facts, by=None, now=midday(12, 11)) == codes


@pytest.mark.parametrize(
    ("starts_at", "codes"),
    [
        (datetime(2026, 12, 30, 9, tzinfo=UTC), []),
        (datetime(2026, 12, 30, 17, tzinfo=UTC), ["visit_beyond_report"]),
        (datetime(2027, 3, 1, 2, tzinfo=UTC), ["visit_beyond_report"]),
    ],
    ids=["the last afternoon", "midnight of the report's day", "the year after"],
)
def test_a_visit_is_before_the_report(starts_at, codes):
    review = ReviewFactory(appraiser__person=appraiser())
    facts = {"starts_at": starts_at, "place": "Sở", "members": [review.appraiser], "criteria": {"I.1": ""}}

    assert refusal_codes(plan_visit, review=review, **facts, by=review.appraiser.person, now=midday(12, 11)) == codes
