"""Which members of the team cover which groups: recorded, shown, and used when second reviews are distributed [R3]."""

import pytest
from django.urls import reverse

from accounts.models import Role
from appraisal import services
from appraisal.models import Coverage
from appraisal.queries.coverage import coverage_table, covering_members, groups_of
from audit.models import Entry
from kernel.refusals import Refused
from tests.factories.accounts import UserFactory, appraiser, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, SecondReviewFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(at):
    return at(2026, 11, 28)


@pytest.fixture
def review():
    return ReviewFactory(appraiser__person=UserFactory(membership=Role.APPRAISER, full_name="Thành viên An"))


@pytest.fixture
def team(review):
    TeamMemberFactory(team=review.appraiser.team, person=team_lead(full_name="Tổ trưởng Bình"), part="lead")
    return review.appraiser.team


@pytest.fixture
def versed(team):
    return TeamMemberFactory(team=team, person=appraiser(full_name="Thành viên Chi"))


def test_the_matrix_is_recorded_whole_and_notified_once(team, versed, review, now):
    lead = team.members.get(part="lead").person
    matrix = {versed.pk: {"I", "III"}, review.appraiser_id: {"II"}}
    services.set_coverage(team=team, covered=matrix, by=lead, now=now)
    services.set_coverage(team=team, covered=matrix, by=lead, now=now)
    assert set(Coverage.objects.values_list("member", "code")) == {
        (versed.pk, "I"),
        (versed.pk, "III"),
        (review.appraiser_id, "II"),
    }
    entry = Entry.objects.get(verb="appraisal.set_coverage")
    assert entry.facts["groups"] == "Thành viên An: II; Thành viên Chi: I, III"
    assert coverage_table(team, groups_of(team.cycle)).uncovered == ["IV"]
    services.set_coverage(team=team, covered={}, by=lead, now=now)
    assert not Coverage.objects.exists()


def test_strangers_and_unknown_groups_are_refused_together(team, now):
    stranger = TeamMemberFactory(team=AppraisalTeamFactory(cycle__year=2031))
    lead = team.members.get(part="lead").person
    with pytest.raises(Refused) as refusal:
        services.set_coverage(team=team, covered={stranger.pk: {"I", "I.1", "IX"}}, by=lead, now=now)
    assert [problem.code for problem in refusal.value.problems] == [
        "coverage_of_a_stranger",
        "coverage_unknown_group",
        "coverage_unknown_group",
    ]
    assert not Coverage.objects.exists()
    assert not Entry.objects.filter(verb="appraisal.set_coverage").exists()


def test_second_reviews_go_first_to_those_who_cover_their_groups(team, versed, review, now):
    idle = TeamMemberFactory(team=team, person=appraiser(full_name="Thành viên Dung"))
    ReviewFactory(appraiser=versed)
    second = SecondReviewFactory(review=review, appraiser=None)
    Coverage.objects.create(member=versed, code="I", set_at=now)
    services.distribute_second_reviews(team=team, by=team.members.get(part="lead").person, now=now)
    second.refresh_from_db()
    assert second.appraiser == versed
    assert idle.second_reviews.count() == 0


def test_without_anybody_versed_everybody_may():
    free = [object()]
    free[0] = type("Member", (), {"pk": 1})()
    assert covering_members(free, {1: {"I"}}, {"I", "II"}) == free
    assert covering_members(free, {}, set()) == free


def test_a_member_who_leaves_the_team_covers_nothing(team, versed, review, now):
    Coverage.objects.create(member=versed, code="I", set_at=now)
    lead = team.members.get(part="lead").person
    services.form_team(
        cycle=team.cycle,
        decision_number=team.decision_number,
        decision_date=team.decision_date,
        lead=lead,
        members=[review.appraiser.person],
        by=lead,
        now=now,
    )
    assert not Coverage.objects.exists()


def test_the_lead_ticks_and_the_desk_names_who_covers_the_group(client, team, versed, review):
    year = team.cycle.year
    client.force_login(team.members.get(part="lead").person)
    answer = client.post(reverse("appraisal:set_coverage", args=[year]), {"covers": [f"{versed.pk}:I"]})
    assert answer.status_code == 302
    page = client.get(reverse("appraisal:team", args=[year])).content.decode()
    assert f'value="{versed.pk}:I" aria-label="Thành viên Chi, I' in page
    code = review.assessment.registration.commune.code
    assert "Thành viên Chi" in client.get(reverse("appraisal:criterion", args=[year, code, "I.1"])).content.decode()
    assert (
        "Thành viên Chi" not in client.get(reverse("appraisal:criterion", args=[year, code, "II.1"])).content.decode()
    )
    client.post(reverse("appraisal:set_coverage", args=[year]), {"covers": ["x:I", "99999999999999999999:I"]})
    assert Coverage.objects.count() == 1
