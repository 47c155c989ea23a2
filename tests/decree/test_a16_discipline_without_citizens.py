"""[S4] Discipline not linked to citizens' business costs III.2.6 alone (read as "theo quy định của cổng", A16)."""

import pytest
from django.urls import reverse

from scoring.services.loading import load_rubric
from tests.decree.acts import midday
from tests.decree.test_a18_decided_table import DOCUMENT
from tests.factories.accounts import appraiser
from tests.factories.appraisal import ReviewFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

HINT = "Kỷ luật không liên quan đến giải quyết công việc của dân chỉ trừ điểm tại tiêu chí này"


@pytest.mark.django_db
def test_the_desk_says_so_at_that_criterion(client, on):
    table, _new = load_rubric(DOCUMENT, by=None, now=midday(1, 5))
    work = SelfAssessmentFactory(
        registration=RegistrationFactory(accepted=True),
        rubric=table,
        scores="full",
        submitted=True,
        state="under_appraisal",
    )
    review = ReviewFactory(assessment=work, scores={}, appraiser__person=appraiser())
    on(midday(12, 2))
    client.force_login(review.appraiser.person)

    page_text = {
        criterion: HINT
        in client.get(reverse("appraisal:criterion", args=[2026, work.registration.commune.code, criterion])).text
        for criterion in ("III.2.5", "III.2.6")
    }

    assert page_text == {"III.2.5": False, "III.2.6": True}
