"""[S7] A wrong figure of the table in use (NT5; read as "theo quy định của cổng", A18).

It is corrected by a decision of the city into the running year, before its self-assessments are due. Every unit is
told, and points above a new maximum, or of a changed row, are marked to be scored again.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import Entry
from evidence.completeness import completeness_by_criterion
from evidence.policies import score_problems
from notifications.models import Message
from scoring.addresses import DossierAddress
from scoring.models import RubricInForce, SelfAssessment, SelfScore
from scoring.services.corrections import correct_year
from scoring.services.drafts import set_points
from scoring.services.rubrics import publish_rubric
from scoring.services.scores import enter_score
from tests.decree.acts import first_second_of, last_second_before, midday, refusal_codes
from tests.factories.accounts import administrator, editor_of
from tests.factories.communes import CommuneFactory, RegistrationFactory
from tests.factories.scoring import RubricFactory, SelfAssessmentFactory, decided, draft_of

pytestmark = pytest.mark.django_db
NOW = midday(9, 1)


@pytest.fixture
def work():
    """A unit that gave every criterion of the year's table its full points."""
    work = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores="full")
    RubricInForce.objects.get_or_create(cycle=work.registration.cycle, defaults={"rubric": work.rubric})
    return work


def for_2026(draft):
    """The draft, made to apply from the running year on."""
    draft.applies_from_year = 2026
    draft.save()
    return draft


def corrected(base, **points):
    """A version of `base` with these figures, put into use by the city's decision."""
    draft = for_2026(draft_of(base))
    points = {criterion.replace("_", "."): Decimal(figure) for criterion, figure in points.items()}
    set_points(rubric=draft, points=points, seen_version=draft.version, by=administrator(), now=NOW)
    return publish_rubric(rubric=draft, by=administrator(), now=NOW, **decided(dated_on=date(2026, 8, 30)))


def correct(work, rubric, at=NOW):
    facts = {"cycle": work.registration.cycle, "rubric": rubric, "by": administrator(), "now": at}
    return refusal_codes(correct_year, **facts)


def scores_of(work) -> dict[str, tuple]:
    rows = work.scores.values_list("criterion__code", "points", "max_points", "former_points", "former_max")
    return {code: tuple(None if value is None else int(value) for value in figures) for code, *figures in rows}


def test_points_above_the_new_maximum_go_and_those_of_changed_rows_are_marked(work):
    rubric = corrected(work.rubric, I_1="12", I_2="12")

    assert correct(work, rubric) == []

    work = SelfAssessment.objects.get()
    scores = scores_of(work)
    assert (scores["I.1"], scores["I.2"], scores["II.1"]) == (
        (10, 12, 10, 10),
        (None, 12, 14, 14),
        (20, 20, None, None),
    )
    assert set(SelfScore.objects.values_list("criterion__rubric", flat=True)) == {rubric.pk}
    assert (work.rubric, RubricInForce.objects.get().rubric) == (rubric, rubric)
    assert (work.total, work.group_totals["I"], work.scored_count) == (Decimal(86), "10.00", 7)
    assert {(p.code, p.where) for p in score_problems(completeness_by_criterion([work])[work.pk])} >= {
        ("criterion_to_rescore", "I.1"),
        ("criterion_without_points", "I.2"),
    }


def test_scoring_again_takes_the_mark_away_even_with_the_same_points(work):
    correct(work, corrected(work.rubric, I_1="12", I_2="12"))
    work = SelfAssessment.objects.get()
    score = work.scores.get(criterion__code="I.1")

    enter_score(
        address=DossierAddress.of(work),
        criterion="I.1",
        points=score.points,
        explanation=score.explanation,
        seen_version=score.version,
        by=editor_of(work.registration.commune),
        now=NOW,
    )

    assert scores_of(work)["I.1"] == (10, 12, None, None)


def test_a_claim_has_its_new_full_points(work):
    SelfScore.objects.filter(assessment=work, criterion__code="I.2").update(not_applicable=True)

    correct(work, corrected(work.rubric, I_1="12", I_2="12"))

    assert scores_of(work)["I.2"] == (12, 12, None, None)


def test_every_unit_is_notified(work):
    other = RegistrationFactory(cycle=work.registration.cycle, commune=CommuneFactory())
    people = {editor_of(work.registration.commune).pk, editor_of(other.commune).pk}

    correct(work, corrected(work.rubric, I_1="12", I_2="12"))

    messages = Message.objects.filter(kind="scoring.table_corrected")
    assert set(messages.values_list("person", flat=True)) == people
    assert messages.first().facts["moves"] == "I.1: 10 → 12; I.2: 14 → 12"
    assert Entry.objects.get(verb="scoring.correct_year").facts["moves"] == "I.1: 10 → 12; I.2: 14 → 12"


@pytest.mark.parametrize(
    ("at", "codes"),
    [(last_second_before(12, 1), []), (first_second_of(12, 1), ["correction_too_late"])],
    ids=["last second", "due"],
)
def test_only_before_the_self_assessments_are_due(work, at, codes):
    assert correct(work, corrected(work.rubric, I_1="12", I_2="12"), at=at) == codes


def test_not_without_a_change_nor_from_another_table(work):
    stranger = RubricFactory(code="bang-khac")
    same = publish_rubric(
        rubric=for_2026(draft_of(work.rubric, code="nhu-cu")), by=administrator(), now=NOW, **decided()
    )

    assert correct(work, for_2026(draft_of(work.rubric, code="du-thao"))) == ["rubric_not_published"]
    assert "correction_of_another_table" in correct(work, stranger)
    assert correct(work, same) == ["correction_changes_nothing"]
    assert RubricInForce.objects.get().rubric == work.rubric


def test_the_pages_offer_it_and_tell_the_commune(client, on, work):
    on(NOW)
    rubric = corrected(work.rubric, I_1="12", I_2="12")
    client.force_login(administrator())
    address = reverse("scoring:correct_year", args=[rubric.code, 2026])
    assert address in client.get(reverse("scoring:rubric", args=[rubric.code])).text
    seen = client.get(address).context["consequences"].seen

    client.post(address, {"seen": seen})

    client.force_login(editor_of(work.registration.commune))
    page = client.get(reverse("evidence:criterion", args=[2026, work.registration.commune.code, "I.2"])).text
    assert "đã điều chỉnh điểm tối đa từ 14 thành 12. Đơn vị đã chấm 14: hãy chấm lại." in page
    assert "theo quy định của cổng" in page
