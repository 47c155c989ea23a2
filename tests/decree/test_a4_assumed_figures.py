"""[S8] Assumed figures (read as "theo quy định của cổng", A4): who scores or is scored is told, II.1 first.

The scan of the decision lost figures; until each is confirmed against the signed original it is marked where it counts.
"""

import io

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from evidence.papers import dossier_facts
from scoring.models import Criterion
from scoring.queries import assumed_criteria
from scoring.services.figures import confirm_figure
from scoring.services.loading import load_rubric
from tests.decree.acts import midday
from tests.decree.test_a18_decided_table import DOCUMENT
from tests.factories.accounts import administrator, appraiser, editor_of
from tests.factories.appraisal import ReviewFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db
NOTE, MARK = "bản quét của Quyết định mất chữ số", "assumed-mark"


@pytest.fixture
def review(on):
    table, _new = load_rubric(DOCUMENT, by=None, now=midday(1, 5))
    work = SelfAssessmentFactory(
        registration=RegistrationFactory(accepted=True),
        rubric=table,
        scores="full",
        submitted=True,
        state="under_appraisal",
    )
    on(midday(12, 2))
    return ReviewFactory(assessment=work, scores={}, appraiser__person=appraiser())


def confirm(table, *codes):
    """Confirm these figures, or all."""
    rows = table.criteria.filter(is_leaf=True, provenance=Criterion.Provenance.ASSUMED, confirmation=None)
    for row in rows.filter(code__in=codes) if codes else rows:
        confirm_figure(criterion=row, by=administrator(), now=midday(2, 1))


def pages(client, review, criterion) -> list[str]:
    registration = review.assessment.registration
    where, result = [2026, registration.commune.code, criterion], []
    for person, name in (
        (editor_of(registration.commune), "evidence:criterion"),
        (review.appraiser.person, "appraisal:criterion"),
    ):
        client.force_login(person)
        result.append(client.get(reverse(name, args=where)).text)
    return result


def test_the_commune_and_the_appraiser_read_it_once_and_at_the_criterion(client, review):
    assert [(NOTE in page, MARK in page) for page in pages(client, review, "II.1")] == [(True, True)] * 2
    assert [(NOTE in page, MARK in page) for page in pages(client, review, "I.1.1")] == [(True, False)] * 2


def test_it_is_gone_where_it_was_confirmed_and_with_the_last(client, review):
    confirm(review.assessment.rubric, "II.1")
    assert [(NOTE in page, MARK in page) for page in pages(client, review, "II.1")] == [(True, False)] * 2

    confirm(review.assessment.rubric)
    assert [(NOTE in page, MARK in page) for page in pages(client, review, "II.2")] == [(False, False)] * 2


def test_the_least_certain_comes_first(review):
    codes = assumed_criteria(review.assessment.rubric)

    assert (len(codes), codes[0]) == (27, "II.1")


def test_workbook_and_papers_say_it_too(client, review):
    registration = review.assessment.registration
    client.force_login(editor_of(registration.commune))
    answer = client.get(reverse("scoring:workbook", args=[2026, registration.commune.code]))
    book = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    words = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value]

    assert sum("[điểm tối đa tạm dùng]" in word for word in words) == 27
    assert any("bản gốc đã ký (theo quy định của cổng): II.1, " in word for word in words)
    with translation.override("vi"):
        assert len(dossier_facts(review.assessment).provisional) == 27
