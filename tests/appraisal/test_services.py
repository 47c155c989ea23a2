"""The team, its reviews, the lead's confirmation [R3]; differences explained [S8]; breaches [S4]."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from accounts.models import Role
from appraisal import services
from appraisal.lists import review_list, review_rows
from appraisal.models import Breach, Review, TeamMember
from appraisal.queries import confirmed_breach_kinds, reviews_visible_to
from audit.models import Entry
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from scoring.addresses import DossierAddress
from scoring.core import BreachKind
from scoring.models import SelfAssessment
from tests.factories.accounts import (
    administrator,
    appraiser,
    city_leader,
    editor_of,
    officer,
    standing_pair,
    team_lead,
)
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory, elements_of
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.evidence import InquiryFactory, QuestionFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 3, 9, tzinfo=CITY_ZONE)
LATER = datetime(2026, 12, 10, 9, tzinfo=CITY_ZONE)


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def form(cycle, lead, members):
    return services.form_team(
        cycle=cycle,
        decision_number="1/QĐ-UBND",
        decision_date=date(2026, 11, 25),
        lead=lead,
        members=members,
        by=officer(),
        now=NOW,
    )


def enter(review, points, *, criterion="I.1", comment="", seen_version=0):
    return services.enter_review_score(
        address=DossierAddress.of(review.assessment),
        criterion=criterion,
        points=None if points is None else Decimal(points),
        comment=comment,
        seen_version=seen_version,
        by=review.appraiser.person,
        now=NOW,
    ).score


def test_a_team_has_one_lead_and_can_change():
    cycle, first, second, member = CycleFactory(), team_lead(), team_lead(), appraiser()
    form(cycle, first, [member])
    team = form(cycle, second, [first])

    assert set(team.members.values_list("person", "part")) == {(second.pk, "lead"), (first.pk, "member")}


def test_only_people_with_the_role_join_and_nobody_leaves_with_reviews():
    review = ReviewFactory()
    with pytest.raises(Refused) as refusal:
        form(review.assessment.registration.cycle, officer(), [administrator()])

    assert codes(refusal) == ["person_is_no_lead", "person_is_no_appraiser", "member_has_reviews"]
    with pytest.raises(Refused) as refusal:
        form(review.appraiser.team.cycle, team_lead(), [appraiser()])
    assert codes(refusal) == ["member_has_reviews"]


def test_assigning_opens_the_review_with_the_self_scores_beside():
    assessment = SelfAssessmentFactory(submitted=True, scores="full")
    member = TeamMemberFactory(team__cycle=assessment.registration.cycle)

    review = services.assign_review(assessment=assessment, member=member, by=officer(), now=NOW)

    assessment.refresh_from_db()
    assert (review.state, assessment.state) == (Review.State.ASSIGNED, SelfAssessment.State.UNDER_APPRAISAL)
    assert review.scores.filter(points=None, self_points__gt=0).count() == 8


def test_nobody_appraises_the_own_commune_or_a_dossier_that_was_not_sent():
    assessment = SelfAssessmentFactory()
    member = TeamMemberFactory(team__cycle=assessment.registration.cycle, person=appraiser())
    code = assessment.registration.commune.code
    standing_pair(member.person, Role.COMMUNE_EDITOR, code)

    with pytest.raises(Refused) as refusal:
        services.assign_review(assessment=assessment, member=member, by=officer(), now=NOW)

    assert codes(refusal) == ["dossier_not_sent", "member_of_that_commune"]
    assert Review.objects.count() == 0


def test_spreading_levels_the_load():
    cycle = CycleFactory()
    for _ in range(4):
        registration = RegistrationFactory(cycle=cycle, accepted=True)
        SelfAssessmentFactory(registration=registration, submitted=True, scores="full")
    team = AppraisalTeamFactory(cycle=cycle)
    members = [TeamMemberFactory(team=team, person=appraiser()) for _ in range(2)]

    services.distribute_reviews(team=team, by=officer(), now=NOW)

    assert [member.reviews.count() for member in members] == [2, 2]


def test_another_appraiser_takes_over_without_loss():
    review = ReviewFactory(in_progress=True, scores={"I.1": "10"})
    other = TeamMemberFactory(team=review.appraiser.team, person=appraiser())

    taken = services.assign_review(assessment=review.assessment, member=other, by=officer(), now=NOW)

    assert (taken.pk, taken.appraiser, taken.scored_count) == (review.pk, other, 1)


def test_a_verdict_is_kept_with_totals_and_begins_the_review():
    review = ReviewFactory()

    enter(review, "8.5", comment="Thiếu ảnh")

    review.refresh_from_db()
    assert (review.state, review.total, review.scored_count) == (Review.State.IN_PROGRESS, Decimal("8.50"), 1)
    assert review.group_totals == {"I": "8.50", "II": "0.00", "III": "0.00", "IV": "0.00"}


@pytest.mark.parametrize(
    ("points", "comment", "expected"),
    [
        ("9", " ", ["difference_without_comment"]),
        ("10.5", "", ["points_outside", "difference_without_comment"]),
        ("9.9", "Vì", ["points_outside"]),
    ],
)
def test_a_verdict_that_cannot_stand_is_refused_and_nothing_is_written(points, comment, expected):
    review = ReviewFactory()

    with pytest.raises(Refused) as refusal:
        enter(review, points, comment=comment)

    assert codes(refusal) == expected
    assert (review.scores.filter(points=None).count(), Entry.objects.count()) == (8, 0)


def test_two_windows_at_once_the_second_sees_the_first_ones_change():
    review = ReviewFactory()
    enter(review, "10")

    with pytest.raises(Refused) as refusal:
        enter(review, "9", comment="Vì", seen_version=0)
    assert codes(refusal) == ["changed_in_own_window"]


def test_a_review_is_complete_only_with_every_criterion_then_confirmed_by_the_lead():
    review = ReviewFactory(in_progress=True, scores={"I.1": "10"})
    with pytest.raises(Refused) as refusal:
        services.complete_review(review=review, by=review.appraiser.person, now=NOW)
    assert codes(refusal) == ["criterion_not_reviewed"] * 7

    whole = ReviewFactory(in_progress=True, scores="agree")
    services.complete_review(review=whole, by=whole.appraiser.person, now=NOW)
    with pytest.raises(Refused) as refusal:
        enter(whole, "1", comment="Vì")
    assert codes(refusal) == ["review_locked"]
    services.send_back_review(review=whole, reason="Xem lại I.1", by=team_lead(), now=NOW)
    services.complete_review(review=whole, by=whole.appraiser.person, now=NOW)
    confirmed = services.reconcile_review(review=whole, by=team_lead(), now=NOW)

    assert (confirmed.state, confirmed.assessment.state) == (Review.State.RECONCILED, SelfAssessment.State.CLOSED)


def test_a_breach_needs_facts_and_counts_once_the_lead_confirms():
    registration = RegistrationFactory(accepted=True)

    def propose(**changed):
        facts = {"facts": "Bị khiển trách", "source": "45/QĐ-KL", "occurred_on": date(2026, 9, 1)} | changed
        facts["elements"] = elements_of("unresolved_cases")
        return services.record_breach(
            registration=registration,
            kind=Breach.Kind.UNRESOLVED_CASES,
            by=officer(),
            now=NOW,
            **facts,
        )

    with pytest.raises(Refused) as refusal:
        propose(facts=" ", source="", occurred_on=date(2026, 12, 31))
    assert codes(refusal) == ["breach_facts_missing", "breach_facts_missing", "breach_in_the_future"]

    breach = propose()
    with pytest.raises(Refused) as refusal:
        services.confirm_breach(breach=breach, justification="", by=team_lead(), now=NOW)
    assert codes(refusal) == ["breach_answer_awaited"]
    assert confirmed_breach_kinds(registration.cycle) == {}
    services.confirm_breach(breach=breach, justification="", by=team_lead(full_name="Tổ trưởng"), now=LATER)
    assert confirmed_breach_kinds(registration.cycle) == {registration.pk: {BreachKind.UNRESOLVED_CASES}}
    with pytest.raises(Refused) as refusal:
        services.dismiss_breach(breach=breach, justification="Không phải", by=team_lead(), now=NOW)
    assert refusal.value.problems[0].params["who"] == "Tổ trưởng"


def test_an_appraiser_sees_own_reviews_the_lead_all_a_commune_none():
    mine = ReviewFactory(appraiser=TeamMemberFactory(person=appraiser()))
    ReviewFactory()

    assert list(reviews_visible_to(mine.appraiser.person)) == [mine]
    assert [reviews_visible_to(person()).count() for person in (team_lead, officer, city_leader)] == [2, 2, 2]
    assert reviews_visible_to(editor_of(mine.assessment.registration.commune)).count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_reviews_costs_the_same_for_one_and_three(django_assert_num_queries, count):
    cycle = CycleFactory()
    team = AppraisalTeamFactory(cycle=cycle)
    for _ in range(count):
        ReviewFactory(
            assessment__registration__cycle=cycle,
            appraiser=TeamMemberFactory(team=team),
            in_progress=True,
            scores={"I.1": "9"},
        )
    person = officer()
    with django_assert_num_queries(5):  # roles, reviews with their differences, letters, trail, hints
        listed = review_list({"differs": "1"}, person, cycle, [])
        rows = review_rows(listed.rows(), person, cycle, now=NOW)

    assert [(row.scored, row.differences, row.total) for row in rows] == [(1, 1, Decimal("9.00"))] * count
    assert TeamMember.objects.count() == count


def test_no_review_is_complete_with_a_question_that_was_not_sent():
    review = ReviewFactory(in_progress=True, scores="agree")
    inquiry = InquiryFactory(assessment=review.assessment)
    QuestionFactory(inquiry=inquiry, score=review.assessment.scores.first())
    with pytest.raises(Refused) as refusal:
        services.complete_review(review=review, by=review.appraiser.person, now=NOW)

    assert codes(refusal) == ["letter_not_sent"]
