"""[S2] As far as it is done (scoring principles, second dash).

What is done in part earns part of the points: the commune may give itself, and the team may give it, any step between
nothing and the maximum. The table may name usual shares; they are a help on the page and bind nobody.
"""

from decimal import Decimal

import pytest
from django.urls import reverse

from appraisal.services import enter_review_score
from scoring.addresses import DossierAddress
from tests.decree.acts import midday, refusal_codes, score_itself
from tests.factories.accounts import appraiser, editor_of
from tests.factories.appraisal import ReviewFactory
from tests.factories.scoring import SelfAssessmentFactory


@pytest.mark.parametrize("points", ["0", "0.25", "2.5", "5", "7.5", "9.75", "10"])
def test_a_commune_gives_itself_as_much_as_is_done(points):
    assessment = SelfAssessmentFactory()

    score_itself(assessment, "I.1", points, at=midday(7, 1))

    assessment.refresh_from_db()
    assert assessment.total == Decimal(points)


@pytest.mark.parametrize("points", ["0", "3.25", "10"])
def test_the_team_gives_as_much_as_it_finds_done(points):
    review = ReviewFactory(appraiser__person=appraiser())

    def appraise():
        score = review.scores.get(criterion__code="I.1")
        return enter_review_score(
            address=DossierAddress.of(review.assessment),
            criterion="I.1",
            points=Decimal(points),
            comment="Minh chứng một phần",
            seen_version=score.version,
            by=review.appraiser.person,
            now=midday(12, 5),
        )

    assert refusal_codes(appraise) == []
    review.refresh_from_db()
    assert review.total == Decimal(points)


def test_the_page_offers_usual_shares_and_takes_any_other_step(client, on):
    assessment = SelfAssessmentFactory()
    where = [2026, assessment.registration.commune.code, "I.1"]
    on(midday(7, 1))
    client.force_login(editor_of(assessment.registration.commune))

    page = client.get(reverse("evidence:criterion", args=where)).text
    saved = client.post(
        reverse("evidence:save_score", args=where),
        {"points": "3,25", "explanation": "Thực hiện một phần", "seen_version": "0"},
    )

    assert [share for share in ("0", "2,5", "5", "7,5", "10") if f'data-points="{share}"' not in page] == []
    assert (saved.status_code, assessment.scores.get(criterion__code="I.1").points) == (302, Decimal("3.25"))
