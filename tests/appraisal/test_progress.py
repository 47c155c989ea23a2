"""The progress board: what it counts, to whom it is visible, and what it hides [R3, S8]."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Recusal
from appraisal.forecast import Verdict
from appraisal.models import IndependentScore, Review, ReviewScore, TeamMember
from appraisal.queries.progress import Part, Waits, progress_of
from audit.services import record
from communes.services import grant_extension
from documents.lists import in_order
from kernel.deadlines import CITY_ZONE
from scoring.models import SelfAssessment
from tests.factories.accounts import appraiser, city_leader, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, SecondReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory
from tests.factories.evidence import InquiryFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 14, 9, tzinfo=CITY_ZONE)  # a Monday


@pytest.fixture
def team():
    return AppraisalTeamFactory(cycle=CycleFactory(year=2026))


def review_in(team, *, days=(), member=None, **more):
    """A review of that team with one criterion scored at 15:00 of each day in December, in the table's order."""
    review = ReviewFactory(
        assessment__registration__cycle=team.cycle,
        appraiser=member or TeamMemberFactory(team=team, person=appraiser()),
        **more,
    )
    for score, day in zip(review.scores.exclude(points=None), days, strict=False):
        score.changed_by = review.appraiser.person
        score.changed_at = datetime(2026, 12, day, 15, tzinfo=CITY_ZONE)
        score.save()
    return review


def test_dossiers_that_may_still_come_are_part_of_the_forecast(team):
    review = review_in(team, days=[10, 11], in_progress=True, scores=dict.fromkeys(["I.1", "II.1"], "1"))
    criteria = review.scores.count()
    SelfAssessmentFactory(registration__cycle=team.cycle)
    late = SelfAssessmentFactory(registration__cycle=team.cycle)
    grant = {"step": "submission", "reason": "Lũ", "by": officer(), "now": datetime(2026, 11, 20, tzinfo=CITY_ZONE)}
    grant_extension(registration=late.registration, before=date(2026, 12, 10), **grant)

    counted = {
        day: progress_of(officer(), team.cycle, now=datetime(2026, *day, 9, tzinfo=CITY_ZONE))
        for day in ((11, 30), (12, 9), (12, 10))
    }

    assert {day: (result.unsent, result.criteria) for day, result in counted.items()} == {
        (11, 30): (2, 3 * criteria),
        (12, 9): (1, 2 * criteria),
        (12, 10): (0, criteria),
    }


def test_days_at_a_step_begin_again_when_a_review_is_sent_back(team):
    review = review_in(team, days=[1], in_progress=True, scores={"I.1": "1"})
    record("appraisal.send_back_review", by=officer(), now=datetime(2026, 12, 12, 9, tzinfo=CITY_ZONE), on=review)

    [row] = progress_of(officer(), team.cycle, now=NOW).communes

    assert row.days == 2


def test_counts_pace_and_forecast(team):
    codes = ["I.1", "II.1", "III.1"]
    review = review_in(team, days=[10, 11, 11], in_progress=True, scores=dict.fromkeys(codes, "1"))
    criteria = review.scores.count()
    SelfAssessmentFactory(registration__cycle=team.cycle, submitted=True, scores="full")
    SelfAssessmentFactory(registration__cycle=team.cycle)

    progress = progress_of(officer(), team.cycle, now=NOW)

    # The unit that has not sent can send no more: its day is over [R2].
    assert (progress.scored, progress.criteria, progress.unassigned, progress.unsent) == (3, 2 * criteria, 1, 0)
    assert progress.forecast.pace == Decimal("1.5")
    [member] = progress.members
    assert (member.reviews, member.begun, member.complete, member.scored, member.criteria) == (1, 1, 0, 3, criteria)
    assert member.forecast.pace == Decimal("1.5")
    assert member.forecast.expected <= progress.forecast.expected
    [row] = progress.communes
    assert (row.scored, row.criteria, row.waits, row.before) == (3, criteria, Waits.APPRAISER, date(2026, 12, 31))
    assert row.days == 4  # since its first score, on the 10th


def test_an_evening_in_the_city_is_that_day(team):
    review = review_in(team, days=[10, 11], in_progress=True, scores={"I.1": "1", "II.1": "1"})
    late = datetime(2026, 12, 10, 23, 30, tzinfo=CITY_ZONE)
    review.scores.filter(criterion__code="I.1").update(changed_at=late)
    assert progress_of(officer(), team.cycle, now=NOW).communes[0].days == 4
    review.scores.filter(criterion__code="I.1").update(changed_at=late + timedelta(hours=1))
    progress = progress_of(officer(), team.cycle, now=NOW)
    assert (progress.communes[0].days, progress.forecast.verdict) == (3, Verdict.TOO_EARLY)


def test_a_criterion_over_all_reviews(team):
    first = review_in(team, in_progress=True, scores={"I.1": "3"})
    review_in(team, in_progress=True, scores="agree")
    max_points = first.scores.get(criterion__code="I.1").max_points

    criterion = next(row for row in progress_of(officer(), team.cycle, now=NOW).by_criterion if row.code == "I.1")

    assert (criterion.scored, criterion.reviews, criterion.self_share) == (2, 2, Decimal("1.00"))
    assert criterion.share == ((3 + max_points) / (2 * max_points)).quantize(Decimal("0.01"))
    assert (criterion.differing, criterion.differing_share, criterion.differing_percent) == (1, Decimal("0.50"), 50)


def test_for_whom_a_dossier_waits(team):
    asked = review_in(team, in_progress=True, assessment__state=SelfAssessment.State.SUPPLEMENT_REQUESTED)
    InquiryFactory(assessment=asked.assessment, sent=True, before=date(2026, 12, 18), sent_by=asked.appraiser.person)
    review_in(team, completed=True, scores="agree")
    review_in(team, reconciled=True, scores="agree")
    rows = progress_of(officer(), team.cycle, now=NOW).communes
    assert {row.state: (row.waits, row.before) for row in rows} == {
        "in_progress": (Waits.COMMUNE, date(2026, 12, 18)),
        "completed": (Waits.LEAD, date(2026, 12, 31)),
        "reconciled": (Waits.NOBODY, None),
    }
    assert {row.state: row.days for row in rows}["completed"] == 4
    late = progress_of(officer(), team.cycle, now=NOW + timedelta(days=4)).communes
    assert [row.waits for row in late if row.state == "in_progress"] == [Waits.APPRAISER]


def test_nothing_reveals_independent_scores_while_two_score_alone(team):
    review = review_in(team, in_progress=True, scores={"II.1": "1"})
    second = SecondReviewFactory(
        review=review, appraiser=TeamMemberFactory(team=team, person=appraiser()), criteria=["I.1"]
    )
    before = progress_of(team_lead(), team.cycle, now=NOW)
    score = ReviewScore.objects.get(review=review, criterion__code="I.1")
    for author in (review.appraiser, second.appraiser):
        IndependentScore.objects.create(
            score=score, author=author, max_points=score.max_points, points=1, changed_at=NOW
        )
    after = progress_of(team_lead(), team.cycle, now=NOW)
    assert after == before
    assert {row.name: row.second for row in after.members}[str(second.appraiser.person)] == 1


def test_the_secretary_sees_the_board_and_a_recused_lead_not_that_commune(client, team, at):
    at(2026, 12, 14)
    lead, secretary = team_lead(), appraiser()
    TeamMemberFactory(team=team, person=lead, part=TeamMember.Part.LEAD)
    TeamMemberFactory(team=team, person=secretary, part=TeamMember.Part.SECRETARY)
    hidden, seen = review_in(team), review_in(team)
    commune = hidden.assessment.registration.commune
    Recusal.objects.create(user=lead, unit_code=commune.code, reason="Họ hàng", declared_at=NOW)
    address = reverse("appraisal:progress", args=[2026])

    for person, count in ((secretary, 2), (lead, 1), (city_leader(), 2), (officer(), 2)):
        client.force_login(person)
        page = client.get(address, {"part": "communes"})
        assert [row.code for row in page.context["progress"].communes].count(commune.code) == count - 1, person
        assert len(page.context["progress"].communes) == count
    client.force_login(seen.appraiser.person)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_one_and_three(team, count, django_assert_num_queries):
    for _ in range(count):
        review_in(team, days=[10, 11], in_progress=True, scores={"I.1": "1", "II.1": "1"})
    person = officer()
    progress_of(person, team.cycle, now=NOW)
    # The forecast takes four: days, table, waiting dossiers, extensions.
    for part, more in ((Part.MEMBERS, 3), (Part.COMMUNES, 4), (Part.CRITERIA, 2)):
        with django_assert_num_queries(4 + more):
            progress = progress_of(person, team.cycle, now=NOW, parts=[part])
        assert len(progress.communes) == (count if part == Part.COMMUNES else 0)
        assert len(progress.members) == (count if part == Part.MEMBERS else 0)


def test_every_part_in_every_order(client, team, at):
    at(2026, 12, 14)
    review_in(team, days=[10, 11], in_progress=True, scores={"I.1": "1", "II.1": "1"})
    review_in(team)
    client.force_login(officer())
    address = reverse("appraisal:progress", args=[2026])
    for part, sorts in {
        "members": ("name", "-scored", "pace", "spare"),
        "communes": ("-total", "waits", "state", "days"),
        "criteria": ("code", "-code", "share", "differing", "junk"),
        "junk": ("name",),
    }.items():
        for sort in sorts:
            assert client.get(address, {"part": part, "sort": sort}).status_code == 200
    rows = client.get(address, {"part": "communes", "sort": "-scored"}).context["listing"].page
    assert [row.scored for row in rows] == [2, 0]
    assert Review.objects.count() == 2


def test_rows_without_a_value_come_last_either_way():
    rows = [2, None, 1, 3]
    assert in_order(rows, lambda row: row) == [1, 2, 3, None]
    assert in_order(rows, lambda row: row, backwards=True) == [3, 2, 1, None]
    assert in_order(rows, None, backwards=True) == [3, 1, None, 2]
