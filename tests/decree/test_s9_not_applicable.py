"""[S9] What applies only to some communes.

A commune may claim, with a reason, that a content which the table marks as conditional does not apply to it. The team
agrees, and the content earns its full points (or is left out and the rest counts for 100, where the table says so), or
rejects the claim with a justification. Claim and verdict are on record, and stand wherever the total stands.
"""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from appraisal.services import assign_review, complete_review, enter_review_score, reconcile_review
from audit.models import Entry
from evidence.completeness import completeness_by_criterion
from evidence.policies import evidence_problems, score_problems
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from results.queries import ranking_rows
from results.services import draft_outcomes
from scoring.addresses import DossierAddress
from scoring.core import Level
from scoring.services.rubrics import publication_problems
from scoring.services.scores import enter_score
from tests.factories.accounts import appraiser, editor_of, officer, team_lead
from tests.factories.appraisal import TeamMemberFactory
from tests.factories.results import CONCLUDED
from tests.factories.scoring import SMALL_TABLE, SelfAssessmentFactory, conditional_table, draft_table

pytestmark = pytest.mark.django_db

NOVEMBER = datetime(2026, 11, 20, 9, tzinfo=CITY_ZONE)
DECEMBER = datetime(2026, 12, 5, 9, tzinfo=CITY_ZONE)
REASON = "Trong năm không có dự án thu hồi đất."
ALL_BUT_ONE = {
    code: max_points for _, criteria in SMALL_TABLE.values() for code, max_points in criteria.items() if code != "II.2"
}


def a_commune(policy="full_points", **scores):
    """A registered commune on a table whose content II.2 (4 points) applies only to some."""
    points = ALL_BUT_ONE | {criterion.replace("_", "."): figure for criterion, figure in scores.items()}
    return SelfAssessmentFactory(rubric=conditional_table(policy), scores=points)


def claims(assessment, *, criterion="II.2", reason=REASON, seen_version=0):
    by = editor_of(assessment.registration.commune)
    score = enter_score(
        address=DossierAddress.of(assessment),
        criterion=criterion,
        points=None,
        explanation=reason,
        not_applicable=True,
        seen_version=seen_version,
        by=by,
        now=NOVEMBER,
    ).score
    assessment.refresh_from_db()
    return score


def sent_to_the_team(assessment):
    assessment.submit(by=officer(), at=NOVEMBER)
    assessment.save()
    member = TeamMemberFactory(team__cycle=assessment.registration.cycle, person=appraiser())
    return assign_review(assessment=assessment, member=member, by=officer(), now=DECEMBER)


def judges(review, criterion="II.2", *, points=None, justification="", agrees=False, seen_version=0):
    return enter_review_score(
        address=DossierAddress.of(review.assessment),
        criterion=criterion,
        points=None if points is None else Decimal(points),
        comment=justification,
        not_applicable=agrees,
        seen_version=seen_version,
        by=review.appraiser.person,
        now=DECEMBER,
    ).score


def appraised_in_full(review, **verdict):
    for score in review.assessment.scores.exclude(criterion__code="II.2").select_related("criterion"):
        judges(review, score.criterion.code, points=score.points)
    judges(review, **verdict)
    complete_review(review=review, by=review.appraiser.person, now=DECEMBER)
    reconcile_review(review=review, by=team_lead(), now=DECEMBER)
    review.refresh_from_db()
    return review


def refused(refusal):
    return [(problem.code, problem.clause) for problem in refusal.value.problems]


# -- The claim --------------------------------------------------------------------------------------------------------


def test_a_claim_needs_a_reason():
    assessment = a_commune()

    with pytest.raises(Refused) as refusal:
        claims(assessment, reason="  ")

    assert refused(refusal) == [("claim_without_reason", "S9")]
    assert not assessment.scores.filter(not_applicable=True).exists()


def test_only_a_content_that_the_table_marks_as_conditional_can_be_claimed():
    assessment = a_commune()

    with pytest.raises(Refused) as refusal:
        claims(assessment, criterion="I.1")

    assert refused(refusal) == [("criterion_applies_to_all", "S9")]


def test_a_claimed_content_counts_in_full_until_the_team_has_judged():
    assessment = a_commune(IV_2="0")

    claims(assessment)

    assert (assessment.total, assessment.group_totals["II"]) == (Decimal(99), "24.00")
    assert (assessment.excepted_count, assessment.excepted_points) == (1, Decimal(4))


def test_where_the_table_leaves_it_out_the_rest_counts_for_100():
    assessment = a_commune("rescale", IV_2="0")

    claims(assessment)

    # 95 of the 96 points that apply, cut to hundredths.
    assert (assessment.total, assessment.excepted_points) == (Decimal("98.95"), Decimal("3.95"))


def test_a_claim_needs_no_evidence_beside_its_reason():
    assessment = a_commune()

    claims(assessment)

    criteria = completeness_by_criterion([assessment])[assessment.pk]
    assert "II.2" not in [problem.where for problem in evidence_problems(assessment, criteria)]
    assert list(score_problems(criteria)) == []


def test_a_claim_can_be_taken_back_by_giving_points():
    assessment = a_commune()
    claims(assessment)

    enter_score(
        address=DossierAddress.of(assessment),
        criterion="II.2",
        points=Decimal(1),
        explanation="Có một dự án.",
        seen_version=1,
        by=editor_of(assessment.registration.commune),
        now=NOVEMBER,
    )

    assessment.refresh_from_db()
    assert (assessment.total, assessment.excepted_count, assessment.excepted_points) == (Decimal(97), 0, Decimal(0))


def test_the_claim_is_on_record_with_its_reason():
    assessment = a_commune()

    claims(assessment)

    line = Entry.objects.get(verb="scoring.claim_exception")
    assert (line.facts, line.recorded_at) == ({"criterion": "II.2", "reason": REASON}, NOVEMBER)


# -- The verdict ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "total"), [("full_points", "99"), ("rescale", "98.95")])
def test_the_team_agrees_and_the_total_is_as_the_table_says(policy, total):
    assessment = a_commune(policy, IV_2="0")
    claims(assessment)

    review = appraised_in_full(sent_to_the_team(assessment), agrees=True)

    assert (review.total, review.excepted_count) == (Decimal(total), 1)
    assert Entry.objects.filter(verb="appraisal.accept_exception").count() == 1


@pytest.mark.parametrize(("policy", "total"), [("full_points", "97"), ("rescale", "97")])
def test_the_team_rejects_with_a_justification_and_the_points_count(policy, total):
    assessment = a_commune(policy)
    claims(assessment)

    review = appraised_in_full(sent_to_the_team(assessment), points="1", justification="Có hai dự án thu hồi đất.")

    assert (review.total, review.excepted_count, review.excepted_points) == (Decimal(total), 0, Decimal(0))
    verdict = review.scores.get(criterion__code="II.2")
    assert (verdict.claimed, verdict.not_applicable, verdict.comment) == (True, False, "Có hai dự án thu hồi đất.")


@pytest.mark.parametrize("points", ["0", "4"])
def test_a_rejection_needs_its_justification_even_at_full_points(points):
    assessment = a_commune()
    claims(assessment)
    review = sent_to_the_team(assessment)

    with pytest.raises(Refused) as refusal:
        judges(review, points=points)

    assert refused(refusal) == [("rejection_without_comment", "S9")]


def test_the_team_cannot_except_what_the_commune_did_not_claim():
    review = sent_to_the_team(a_commune(II_2="2"))

    with pytest.raises(Refused) as refusal:
        judges(review, agrees=True)

    assert refused(refusal) == [("exception_not_claimed", "S9")]


def test_an_open_claim_keeps_the_review_from_completion():
    assessment = a_commune()
    claims(assessment)
    review = sent_to_the_team(assessment)
    for score in assessment.scores.exclude(criterion__code="II.2").select_related("criterion"):
        judges(review, score.criterion.code, points=score.points)

    with pytest.raises(Refused) as refusal:
        complete_review(review=review, by=review.appraiser.person, now=DECEMBER)

    assert [problem.where for problem in refusal.value.problems] == ["II.2"]


# -- What it comes to -------------------------------------------------------------------------------------------------


def test_the_outcome_stores_how_much_of_its_total_is_by_exception():
    assessment = a_commune(IV_1="20")
    claims(assessment)
    appraised_in_full(sent_to_the_team(assessment), agrees=True)

    (outcome,) = draft_outcomes(cycle=assessment.registration.cycle, by=officer(), now=DECEMBER)

    assert (outcome.level, outcome.appraised_total) == (Level.LEVEL_4, Decimal(95))
    assert (outcome.excepted_count, outcome.excepted_points) == (1, Decimal(4))


def test_the_ranking_shows_claims_and_what_the_team_agreed_to():
    assessment = a_commune()
    claims(assessment)
    appraised_in_full(sent_to_the_team(assessment), points="4", justification="Nội dung vẫn áp dụng; đã làm đủ.")

    (row,) = ranking_rows(assessment.registration.cycle, now=CONCLUDED)

    assert (row.appraised_total, row.claimed_count, row.excepted_count) == (Decimal(100), 1, 0)


def test_a_table_that_leaves_out_must_keep_something_that_applies_to_all():
    table = draft_table("tat-ca-co-dieu-kien")
    table.not_applicable = "rescale"
    table.save()
    table.criteria.filter(is_leaf=True).update(applies_when_vi="Chỉ áp dụng với xã")

    assert [(p.code, p.clause) for p in publication_problems(table)] == [("nothing_left_to_rescale", "S9")]


# -- The database keeps it --------------------------------------------------------------------------------------------


def test_the_database_itself_refuses_a_claim_without_full_points_or_reason():
    score = claims(a_commune())

    for broken in ({"points": Decimal(3)}, {"explanation": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(score).objects.filter(pk=score.pk).update(**broken)


def test_the_database_itself_refuses_an_exception_that_was_not_claimed():
    review = sent_to_the_team(a_commune(II_2="4"))

    with pytest.raises(IntegrityError), transaction.atomic():
        review.scores.filter(criterion__code="II.2").update(points=Decimal(4), not_applicable=True)


def test_the_policy_of_a_published_table_never_changes():
    table = conditional_table("full_points")

    with pytest.raises(IntegrityError), transaction.atomic():
        type(table).objects.filter(pk=table.pk).update(not_applicable="rescale")
