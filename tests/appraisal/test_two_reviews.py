"""Two independent reviews [S8]: what is reviewed twice, by whom; scores, their comparison, the lead's resolution."""

import io
import zipfile
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from rules import has_perm

from accounts.models import Recusal
from appraisal import services
from appraisal.double_review.comparison import difference_rows
from appraisal.double_review.phases import Phase
from appraisal.double_review.queries import independent_scores_for, phase_at
from appraisal.lists import review_list
from appraisal.models import IndependentScore, Review, ReviewScore, SecondReview, TeamMember, TwoReviews
from appraisal.papers import minutes_facts, minutes_paper
from appraisal.services.verdicts import change_points
from audit.models import Entry
from documents.docx import paper_docx
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from notifications.models import Message
from scoring.addresses import DossierAddress
from tests.factories.accounts import GRANTED, appraiser, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, SecondReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 3, 9, tzinfo=CITY_ZONE)


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def give(review, person, points, *, criterion="I.1", comment="Thiếu minh chứng", seen_version=0):
    return services.enter_independent_score(
        review=review,
        criterion=criterion,
        points=None if points is None else Decimal(points),
        comment=comment,
        seen_version=seen_version,
        by=person,
        now=NOW,
    )


def both_done(second, first_points=("9", "14"), second_points=("9", "10")):
    """Both give points on I.1 (at most 10) and I.2 (at most 14), and complete."""
    for member, points in ((second.review.appraiser, first_points), (second.appraiser, second_points)):
        for criterion, value in zip(("I.1", "I.2"), points, strict=True):
            give(second.review, member.person, value, criterion=criterion, comment=f"{member.person} {criterion}")
        services.complete_independent_scores(review=second.review, by=member.person, now=NOW)
    return Review.objects.get(pk=second.review_id)


def lead_of(review):
    return TeamMemberFactory(team=review.appraiser.team, person=team_lead(), part=TeamMember.Part.LEAD).person


def resolve(review, person, points="12", *, criterion="I.2", justification="Theo biên bản kiểm tra"):
    points = None if points is None else Decimal(points)
    return services.resolve_difference(
        review=review, criterion=criterion, points=points, justification=justification, by=person, now=NOW
    )


# -- what is reviewed twice --------------------------------------------------------------------------------------------


def test_an_officer_settles_what_is_reviewed_twice_and_given_dossiers_follow():
    review = ReviewFactory()
    cycle = review.assessment.registration.cycle

    assert services.set_two_reviews(cycle=cycle, codes=["I", "II.2"], by=officer(), now=NOW) == ["I.1", "I.2", "II.2"]
    assert SecondReview.objects.get().criteria == ["I.1", "I.2", "II.2"]

    services.set_two_reviews(cycle=cycle, codes=[], by=officer(), now=NOW)
    assert not SecondReview.objects.exists()
    assert not TwoReviews.objects.exists()


def test_once_a_review_has_begun_it_can_no_longer_change_and_codes_must_exist():
    cycle = ReviewFactory(in_progress=True).assessment.registration.cycle
    with pytest.raises(Refused) as refusal:
        services.set_two_reviews(cycle=cycle, codes=["IX"], by=officer(), now=NOW)

    assert codes(refusal) == ["two_reviews_unknown", "two_reviews_begun"]
    assert not TwoReviews.objects.exists()


def test_where_the_lead_has_a_dossier_it_must_go_to_somebody_else_first():
    review = ReviewFactory(appraiser__part=TeamMember.Part.LEAD, appraiser__person=team_lead())
    with pytest.raises(Refused) as refusal:
        services.set_two_reviews(cycle=review.assessment.registration.cycle, codes=["I"], by=officer(), now=NOW)

    assert codes(refusal) == ["lead_reviews_what_is_settled"]


def test_a_second_score_begun_locks_the_setting_too():
    second = SecondReviewFactory()
    give(second.review, second.appraiser.person, "9")
    with pytest.raises(Refused) as refusal:
        services.set_two_reviews(cycle=second.review.appraiser.team.cycle, codes=[], by=officer(), now=NOW)

    assert codes(refusal) == ["two_reviews_begun"]


def test_a_dossier_given_out_gets_its_second_look():
    assessment = SelfAssessmentFactory(submitted=True, scores="full")
    cycle = assessment.registration.cycle
    services.set_two_reviews(cycle=cycle, codes=["IV"], by=officer(), now=NOW)
    member = TeamMemberFactory(team__cycle=cycle)
    lead = TeamMemberFactory(team=member.team, person=team_lead(), part=TeamMember.Part.LEAD)

    with pytest.raises(Refused) as refusal:
        services.assign_review(assessment=assessment, member=lead, by=officer(), now=NOW)
    review = services.assign_review(assessment=assessment, member=member, by=officer(), now=NOW)

    assert codes(refusal) == ["lead_reviews_what_is_settled"]
    assert (review.second.criteria, review.second.appraiser) == (["IV.1", "IV.2"], None)


# -- who is the second -------------------------------------------------------------------------------------------------


def test_the_second_is_neither_the_first_nor_the_lead_nor_barred():
    second = SecondReviewFactory(appraiser=None)
    review, assessment = second.review, second.review.assessment
    lead = TeamMemberFactory(team=review.appraiser.team, person=team_lead(), part=TeamMember.Part.LEAD)
    barred = TeamMemberFactory(team=review.appraiser.team, person=appraiser())
    code = assessment.registration.commune.code
    Recusal.objects.create(user=barred.person, unit_code=code, reason="Người nhà", declared_at=GRANTED)
    expected = {review.appraiser: "both_reviews_of_one", lead: "lead_reviews_what_is_settled", barred: "member_recused"}
    for member, problem in expected.items():
        with pytest.raises(Refused) as refusal:
            services.assign_second_review(assessment=assessment, member=member, by=officer(), now=NOW)
        assert codes(refusal) == [problem]

    with pytest.raises(Refused) as refusal:
        services.assign_review(assessment=assessment, member=lead, by=officer(), now=NOW)
    assert codes(refusal) == ["lead_reviews_what_is_settled"]
    single = ReviewFactory().assessment
    with pytest.raises(Refused) as refusal:
        services.assign_second_review(assessment=single, member=TeamMemberFactory(), by=officer(), now=NOW)
    assert codes(refusal) == ["nothing_reviewed_twice"]


def test_another_second_starts_again_and_what_was_written_stays_with_its_author():
    second = SecondReviewFactory()
    give(second.review, second.appraiser.person, "3")
    other = TeamMemberFactory(team=second.appraiser.team, person=appraiser())

    services.assign_second_review(assessment=second.review.assessment, member=other, by=officer(), now=NOW)
    give(second.review, other.person, "9")

    assert list(IndependentScore.objects.order_by("pk").values_list("author", "points")) == [
        (second.appraiser.pk, Decimal(3)),
        (other.pk, Decimal(9)),
    ]
    assert SecondReview.objects.get().state == SecondReview.State.IN_PROGRESS
    assert Message.objects.filter(person=other.person, kind="appraisal.second_review_assigned").exists()


def test_another_first_starts_again_while_both_judge_alone():
    second = SecondReviewFactory()
    for criterion in second.criteria:
        give(second.review, second.review.appraiser.person, "9", criterion=criterion)
    services.complete_independent_scores(review=second.review, by=second.review.appraiser.person, now=NOW)
    other = TeamMemberFactory(team=second.appraiser.team, person=appraiser())

    services.assign_review(assessment=second.review.assessment, member=other, by=officer(), now=NOW)

    second.refresh_from_db()
    assert second.first_done_at is None
    with pytest.raises(Refused) as refusal:
        services.complete_independent_scores(review=second.review, by=other.person, now=NOW)
    assert codes(refusal) == ["criterion_not_reviewed", "criterion_not_reviewed"]


def test_second_reviews_are_spread_evenly_counting_both_kinds_of_load():
    cycle = CycleFactory()
    team = AppraisalTeamFactory(cycle=cycle)
    members = [TeamMemberFactory(team=team, person=appraiser()) for _ in range(3)]
    for number in range(3):
        SecondReviewFactory(
            review__appraiser=members[0] if number < 2 else members[1],
            review__assessment__registration=RegistrationFactory(cycle=cycle, accepted=True),
            appraiser=None,
        )

    given = services.distribute_second_reviews(team=team, by=officer(), now=NOW)

    assert [second.appraiser for second in given] == [members[2], members[1], members[2]]


# -- opinions ----------------------------------------------------------------------------------------------------------


def test_an_independent_score_changes_neither_the_official_score_nor_the_reviews_trail():
    second = SecondReviewFactory()
    give(second.review, second.review.appraiser.person, "9")
    give(second.review, second.appraiser.person, "4")

    assert set(ReviewScore.objects.values_list("points", flat=True)) == {None}
    review = Review.objects.get()
    assert (review.total, review.scored_count, review.state) == (0, 0, Review.State.IN_PROGRESS)
    assert set(Entry.objects.values_list("verb", "target_type")) == {
        ("appraisal.enter_opinion", "appraisal.independentscore")
    }
    give(second.review, second.appraiser.person, "4", comment="Minh chứng của năm trước", seen_version=1)
    assert Entry.objects.latest("pk").verb == "appraisal.explain_opinion"


def test_each_writes_on_their_own_criteria_only_and_with_a_justification():
    second = SecondReviewFactory()
    review, first, other = second.review, second.review.appraiser.person, second.appraiser.person
    typed = {"points": Decimal(9), "comment": "x", "seen_version": 0, "now": NOW}
    verdict, address = typed | {"review": review}, typed | {"address": DossierAddress.of(review.assessment)}
    cases = [
        (lambda: services.enter_review_score(criterion="II.1", by=other, **address), "criterion_not_reviewed_twice"),
        (
            lambda: services.enter_independent_score(criterion="II.1", by=other, **verdict),
            "criterion_not_reviewed_twice",
        ),
        (
            lambda: services.enter_independent_score(criterion="I.1", by=appraiser(), **verdict),
            "criterion_not_reviewed_twice",
        ),
        (lambda: give(review, first, "9", comment=""), "difference_without_comment"),
        (lambda: give(review, first, "11"), "points_outside"),
    ]
    for act, problem in cases:
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == [problem]
    assert not IndependentScore.objects.exists()


def test_the_same_again_changes_nothing_and_two_windows_do_not_overwrite():
    second = SecondReviewFactory()
    person = second.appraiser.person
    give(second.review, person, "9")
    assert give(second.review, person, "9").version == 1
    with pytest.raises(Refused) as refusal:
        give(second.review, person, "8")

    assert codes(refusal) == ["changed_in_own_window"]
    assert give(second.review, person, "8", seen_version=1).version == 2


def test_one_who_is_done_changes_nothing_more_while_the_other_goes_on():
    second = SecondReviewFactory()
    first = second.review.appraiser.person
    for criterion in second.criteria:
        give(second.review, first, "9", criterion=criterion)
    services.complete_independent_scores(review=second.review, by=first, now=NOW)
    with pytest.raises(Refused) as refusal:
        give(second.review, first, "8", seen_version=1)

    assert codes(refusal) == ["independent_scores_completed_already"]
    assert phase_at(Review.objects.get()) is Phase.INDEPENDENT
    give(second.review, second.appraiser.person, "8")


# -- comparing and settling --------------------------------------------------------------------------------------------


def test_what_agrees_stands_with_both_justifications_and_what_differs_waits_for_the_lead():
    second = SecondReviewFactory()
    lead = lead_of(second.review)
    review = both_done(second)
    agreed, differing = (review.scores.get(criterion__code=criterion) for criterion in ("I.1", "I.2"))

    assert agreed.points == 9
    assert agreed.comment == f"{review.appraiser.person} I.1\n{second.appraiser.person} I.1"
    assert differing.points is None
    assert (phase_at(review), review.total, review.scored_count) == (Phase.CONSOLIDATING, 9, 1)
    cycle = review.assessment.registration.cycle
    assert review_list({"resolve": "1"}, lead, cycle, []).rows().count() == 1
    message = Message.objects.get(person=lead, kind="appraisal.opinions_differ")
    assert message.facts["differing"] == 1
    with pytest.raises(Refused) as refusal:
        services.complete_review(review=review, by=review.appraiser.person, now=NOW)
    assert "I.2" in [problem.where for problem in refusal.value.problems]


def test_the_lead_settles_with_a_justification_and_may_settle_again():
    second = SecondReviewFactory()
    lead, review = lead_of(second.review), both_done(second)

    resolve(review, lead)
    review.refresh_from_db()
    assert review_list({"resolve": "1"}, lead, review.assessment.registration.cycle, []).rows().count() == 0
    assert (review.total, phase_at(review)) == (21, Phase.COMPLETE)
    assert Message.objects.filter(person=review.appraiser.person, kind="appraisal.differences_settled").count() == 1

    assert resolve(review, lead, "11").points == 11
    entry = Entry.objects.filter(verb="appraisal.settle_difference").first()
    assert entry.facts == {"criterion": "I.2", "after": "11,00", "ground": "Theo biên bản kiểm tra"}


def test_nothing_is_settled_before_both_are_done_without_a_justification_by_a_party_or_off_the_step():
    second = SecondReviewFactory()
    lead = lead_of(second.review)
    with pytest.raises(Refused) as refusal:
        resolve(second.review, lead)
    assert codes(refusal) == ["independent_scores_not_complete"]

    review = both_done(second)
    cases = [
        (lambda: resolve(review, lead, justification=" "), ["settlement_without_justification"]),
        (lambda: resolve(review, review.appraiser.person), ["judge_in_own_cause"]),
        (lambda: resolve(review, lead, criterion="II.1"), ["criterion_not_reviewed_twice"]),
        (lambda: resolve(review, lead, "12.1"), ["points_outside"]),
        (lambda: resolve(review, lead, None), ["criterion_not_reviewed"]),
    ]
    for act, problems in cases:
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == problems
    assert review.scores.get(criterion__code="I.2").points is None


def test_after_the_communes_explanation_the_lead_alone_changes_what_two_reviewed():
    second = SecondReviewFactory()
    lead, review = lead_of(second.review), both_done(second)
    change = {"review": review, "criterion": "I.1", "points": Decimal(10), "comment": "Theo giải trình", "now": NOW}
    for party in (review.appraiser.person, second.appraiser.person):
        with pytest.raises(Refused) as refusal:
            change_points(by=party, **change)
        assert codes(refusal) == ["lead_changes_what_two_reviewed"]

    assert change_points(by=lead, **change)
    assert review.scores.get(criterion__code="I.1").points == 10


def test_what_both_gave_alike_may_be_settled_otherwise_and_is_shown_as_the_leads():
    second = SecondReviewFactory()
    lead, review = lead_of(second.review), both_done(second)
    resolve(review, lead)
    resolve(review, lead, "8", criterion="I.1")

    assert [
        (row.criterion.code, row.agrees, row.is_resolved) for row in difference_rows(lead, review, review.scores.all())
    ] == [
        ("I.2", False, True),
        ("I.1", True, True),
    ]


def test_the_minutes_show_both_independent_scores_and_the_whole_table_to_either_reader():
    second = SecondReviewFactory()
    lead, review = lead_of(second.review), both_done(second)
    resolve(review, lead)
    review.scores.filter(points=None).update(points=F("self_points"))
    services.complete_review(review=review, by=review.appraiser.person, now=NOW)
    minutes = services.write_minutes(review=review, held_on=NOW.date(), place="Sở Nội vụ", present=[], by=lead, now=NOW)
    for reader in (second.appraiser.person, lead):
        paper = minutes_facts(minutes, reader=reader)
        assert [(row.first.points, row.second.points, row.score.points) for row in paper.resolved] == [(14, 10, 12)]
        assert sum(row.criterion.is_leaf for row in paper.rows) == 8
    with zipfile.ZipFile(io.BytesIO(paper_docx(minutes_paper(minutes, reader=lead)))) as word:
        assert "Tổ trưởng thống nhất 12" in word.read("word/document.xml").decode()


def test_either_may_put_a_question_and_the_first_or_the_lead_sends_the_letter():
    second = SecondReviewFactory()
    review, lead = second.review, lead_of(second.review)
    asked = {
        person: (has_perm("appraisal.put_question", person, review), has_perm("appraisal.ask_commune", person, review))
        for person in (review.appraiser.person, second.appraiser.person, lead, officer())
    }

    assert list(asked.values()) == [(True, True), (True, False), (True, True), (False, False)]


def test_where_both_agree_on_all_the_first_goes_on_alone():
    second = SecondReviewFactory()
    review = both_done(second, second_points=("9", "14"))

    assert phase_at(review) is Phase.COMPLETE
    assert Message.objects.filter(person=review.appraiser.person, kind="appraisal.opinions_agree").exists()


def test_compared_independent_scores_are_kept_by_the_database_itself():
    review = both_done(SecondReviewFactory())
    independent = IndependentScore.objects.filter(score__review=review).first()
    for change in (lambda: IndependentScore.objects.filter(pk=independent.pk).update(points=0), independent.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert IndependentScore.objects.filter(frozen_at=NOW).count() == 4


def test_an_independent_score_abandoned_before_the_end_is_never_compared_or_shown_to_others():
    second = SecondReviewFactory()
    gone = second.appraiser.person
    give(second.review, gone, "1")
    second.appraiser = TeamMemberFactory(team=second.appraiser.team, person=appraiser())
    services.assign_second_review(assessment=second.review.assessment, member=second.appraiser, by=officer(), now=NOW)
    review = both_done(second)

    assert {independent.author.person for independent in independent_scores_for(lead_of(review), review)["I.1"]} == {
        review.appraiser.person,
        second.appraiser.person,
    }
