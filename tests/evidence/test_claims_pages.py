"""Claiming on the commune's page that a content does not apply, and judging the claim on the desk [S9]."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory, editor_of
from tests.factories.appraisal import ReviewFactory, TeamMemberFactory
from tests.factories.scoring import SelfAssessmentFactory, conditional_table

pytestmark = [pytest.mark.django_db, pytest.mark.once]

REASON = "Không có dự án thu hồi đất."


@pytest.fixture
def work():
    return SelfAssessmentFactory(rubric=conditional_table(), scores={"I.1": "10"})


def place(assessment):
    return assessment.registration.cycle.year, assessment.registration.commune.code


def send(client, assessment, at, *, criterion="II.2", **fields):
    at(2026, 11, 20)
    client.force_login(editor_of(assessment.registration.commune))
    fields = {"points": "", "explanation": REASON, "seen_version": "0"} | fields
    return client.post(
        reverse("evidence:save_score", args=[*place(assessment), criterion]), fields, headers={"HX-Request": "true"}
    )


def test_the_box_stands_only_where_a_content_may_not_apply(client, work, at):
    at(2026, 11, 20)
    client.force_login(editor_of(work.registration.commune))

    shown = {
        criterion: 'name="not_applicable"'
        in client.get(reverse("evidence:criterion", args=[*place(work), criterion])).text
        for criterion in ("II.1", "II.2")
    }

    assert shown == {"II.1": False, "II.2": True}


def test_a_claim_is_saved_whatever_the_points_and_shown_in_the_header(client, work, at):
    answer = send(client, work, at, not_applicable="on", points="abc")

    score = work.scores.get(criterion__code="II.2")
    assert (answer.status_code, score.not_applicable, score.points) == (200, True, Decimal(4))
    assert "1 nội dung đề nghị không áp dụng: tính đủ 4,00 điểm trong tổng điểm (theo quy định của cổng)" in answer.text
    assert "14,00" in answer.text


def test_without_a_reason_the_page_asks_for_it(client, work, at):
    answer = send(client, work, at, not_applicable="on", explanation="")

    assert answer.status_code == 422
    assert "Nêu ở phần thuyết minh vì sao nội dung này không áp dụng" in answer.text


@pytest.fixture
def review(work, at):
    at(2026, 12, 3)
    work.scores.filter(points=None).update(points=0)
    score = work.scores.get(criterion__code="II.2")
    score.points, score.explanation, score.not_applicable = Decimal(4), REASON, True
    score.save()
    work.excepted_count, work.excepted_points = 1, Decimal(4)
    work.save()
    member = TeamMemberFactory(team__cycle=work.registration.cycle, person=UserFactory(membership="appraiser"))
    result = ReviewFactory(assessment=work, appraiser=member)
    result.scores.filter(criterion__code="II.2").update(claimed=True)
    return result


def judge(client, review, **fields):
    client.force_login(review.appraiser.person)
    fields = {"points": "", "explanation": "", "seen_version": "0"} | fields
    url = reverse("appraisal:save_review_score", args=[*place(review.assessment), "II.2"])
    return client.post(url, fields, headers={"HX-Request": "true"})


def test_the_desk_shows_the_claim_with_its_reason(client, review):
    client.force_login(review.appraiser.person)

    page = client.get(reverse("appraisal:criterion", args=[*place(review.assessment), "II.2"])).text

    assert REASON in page
    assert "Đồng ý: nội dung này không áp dụng" in page
    assert "tổ thẩm định đồng ý 0/1 đề nghị không áp dụng" in page


def test_agreeing_needs_no_justification(client, review):
    answer = judge(client, review, not_applicable="on")

    verdict = review.scores.get(criterion__code="II.2")
    assert (answer.status_code, verdict.not_applicable, verdict.points) == (200, True, Decimal(4))
    assert "tổ thẩm định đồng ý 1/1 đề nghị không áp dụng: tính đủ 4,00 điểm" in answer.text


def test_rejecting_without_a_justification_is_asked_for_it(client, review):
    answer = judge(client, review, points="0")

    assert answer.status_code == 422
    assert "Nêu lý do không đồng ý" in answer.text
    assert review.scores.get(criterion__code="II.2").points is None
