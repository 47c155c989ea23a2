"""The whole self-assessment in one table: filled in without scripts, refused line by line, at a constant cost [R2]."""

from decimal import Decimal

import pytest
from django.urls import reverse

from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment
from scoring.services.scores import enter_score
from tests.factories.accounts import editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 11, 22)


@pytest.fixture
def work(now):
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores={"I.1": "10"})


@pytest.fixture
def editor(client, work):
    editor = editor_of(work.registration.commune)
    client.force_login(editor)
    return editor


def address(work, name="score_table"):
    return reverse(f"evidence:{name}", args=[work.registration.cycle.year, work.registration.commune.code])


def stored(work, criterion):
    return work.scores.values_list("points", "explanation", "version").get(criterion__code=criterion)


def typed(**cells):
    """Cells by `points_I_2`, as the form sends them: every version is that of a criterion nobody has changed."""
    return {"seen_version-I-1": "0", "seen_version-I-2": "0", "seen_version-II-1": "0"} | {
        name.replace("_", "-"): value for name, value in cells.items()
    }


def test_what_is_typed_is_saved_what_is_refused_stays_beside_its_reason(client, work, editor):
    page = client.post(
        address(work, "save_score_table"),
        typed(
            points_I_1="10",
            explanation_I_1=stored(work, "I.1")[1],
            points_I_2="7,5",
            explanation_I_2="Đã niêm yết.",
            points_II_1="21",
            explanation_II_1="Quá điểm",
        ),
    )

    assert page.status_code == 422
    assert stored(work, "I.2") == (Decimal("7.50"), "Đã niêm yết.", 1)
    assert stored(work, "II.1")[0] is None
    assert stored(work, "I.1")[2] == 0  # untouched: not saved again
    assert SelfAssessment.objects.get(pk=work.pk).total == Decimal("17.50")
    refused = next(line for line in page.context["lines"] if line.errors)
    assert (refused.row.criterion.code, refused.points, refused.words) == ("II.1", "21", "Quá điểm")
    assert "20" in refused.errors[0]
    assert 'value="21"' in page.text


def test_a_line_that_another_changed_meanwhile_is_not_overwritten(client, work, editor, now):
    other = editor_of(work.registration.commune)
    facts = {"points": Decimal(3), "explanation": "A", "seen_version": 0, "by": other, "now": now}
    enter_score(address=DossierAddress.of(work), criterion="I.2", **facts)

    page = client.post(address(work, "save_score_table"), typed(points_I_2="5", explanation_I_2="B"))

    assert page.status_code == 422
    assert stored(work, "I.2")[:2] == (Decimal(3), "A")
    assert 'name="seen_version-I-2" value="1"' in page.text  # they see the message: saving once more is their choice


def test_words_that_are_no_points_are_reported_beside_the_cell(client, work, editor):
    page = client.post(address(work, "save_score_table"), typed(points_I_2="năm", explanation_I_2=""))

    assert (page.status_code, 'value="năm"' in page.text) == (422, True)


def test_all_saved_leads_back_to_the_table_with_its_sums(client, work, editor):
    page = client.post(address(work, "save_score_table"), typed(points_I_2="14", explanation_I_2="Đủ"), follow=True)

    sums = {line.row.criterion.code: line.row.points for line in page.context["lines"]}
    assert (sums["I"], sums["II"]) == (Decimal(24), None)
    assert "Đã lưu 1 tiêu chí." in page.text


def test_a_filter_leaves_what_lacks_something(client, work, editor):
    page = client.get(address(work), {"show": "points"})
    assert "I.1" not in [line.row.criterion.code for line in page.context["lines"]]


def test_once_sent_nothing_can_be_typed(client, now):
    work = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores="full", submitted=True)
    client.force_login(editor_of(work.registration.commune))
    page = client.get(address(work))

    assert (page.status_code, 'name="points-I-2"' in page.text) == (200, False)


@pytest.mark.parametrize("files", [0, 20])
def test_the_table_costs_the_same_whatever_it_holds(client, work, editor, files, django_assert_max_num_queries):
    for number in range(files):
        EvidenceItemFactory(score=work.scores.get(criterion__code="I.2"), position=number)
    client.get(address(work))
    with django_assert_max_num_queries(12):
        client.get(address(work))
