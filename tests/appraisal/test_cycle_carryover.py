"""A new year takes over the team of the one before, on request [R3]."""

from datetime import date

import pytest

from appraisal.double_review.queries import twice_reviewed
from appraisal.models import AppraisalTeam, TeamMember, TwoReviews
from communes.models import Cycle
from tests.factories.accounts import appraiser, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, TeamMemberFactory
from tests.factories.communes import CommuneFactory, CycleFactory
from tests.factories.scoring import RubricFactory, SelfAssessmentFactory

pytestmark = pytest.mark.django_db
OPEN = "/scoring/cycles/open/"


@pytest.fixture
def team(at):
    at(2027, 1, 5)
    cycle = CycleFactory(
        year=2026, register_before=date(2026, 2, 20), submit_before=date(2026, 12, 2), report_before=date(2026, 12, 30)
    )
    CommuneFactory()
    SelfAssessmentFactory(registration__cycle=cycle, rubric=RubricFactory())
    team = AppraisalTeamFactory(cycle=cycle)
    TeamMemberFactory(team=team, person=team_lead(), part=TeamMember.Part.LEAD)
    TeamMemberFactory(team=team, person=appraiser(), part=TeamMember.Part.SECRETARY)
    TeamMemberFactory(team=team, person=appraiser())
    return team


def opened(client, **fields):
    client.force_login(officer())
    days = {"register_before": "2027-02-16", "submit_before": "2027-12-01", "report_before": "2027-12-31"}
    days |= {"days_decision_number": "15/QĐ-UBND", "days_decision_date": "2027-01-04"}
    answer = client.post(OPEN, {"year": "2027", "rubric": "bang-thu"} | days | fields)
    assert answer.status_code == 302
    return AppraisalTeam.objects.filter(cycle__year=2027).first()


def test_last_years_table_and_days_are_offered(client, team):
    client.force_login(officer())

    assert client.get(OPEN).context["form"].initial == {
        "year": 2027,
        "rubric": "bang-thu",
        "register_before": date(2027, 2, 20),
        "submit_before": date(2027, 12, 2),
        "report_before": date(2027, 12, 30),
    }


def test_the_team_is_taken_over_when_it_is_asked_for(client, team):
    assert opened(client) is None


def test_the_same_people_in_the_same_parts_without_last_years_decision(client, team):
    taken = opened(client, carry="appraisal.team")

    def seats(one):
        return set(one.members.values_list("person", "part"))

    assert (seats(taken), taken.decision_number) == (seats(team), "")


def test_who_has_lost_the_role_is_not_taken_over(client, team):
    gone = team.members.get(part=TeamMember.Part.MEMBER).person
    gone.memberships.all().delete()

    assert not opened(client, carry="appraisal.team").members.filter(person=gone).exists()


def test_without_its_lead_there_is_no_team_to_take_over(client, team):
    team.members.get(part=TeamMember.Part.LEAD).person.memberships.all().delete()

    assert opened(client, carry="appraisal.team") is None


def test_the_first_year_has_nothing_to_take_over(client, at):
    at(2026, 1, 5)
    RubricFactory()
    client.force_login(officer())

    assert "carry" not in client.get(OPEN).context["form"].fields


def test_what_two_people_review_is_taken_over_as_far_as_the_table_has_it(client, team):
    for code in ("I", "II.2", "IX"):
        TwoReviews.objects.create(cycle=team.cycle, code=code, set_at=team.formed_at)
    opened(client, carry="appraisal.two_reviews")

    assert twice_reviewed(Cycle.objects.get(year=2027)) == ["I", "II.2"]
