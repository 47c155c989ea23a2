"""The first steps on the home page: three for each role, dismissed for good, shown again from the guide."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role
from friendly_gov.tour import tours_for
from kernel import clock
from tests.factories.accounts import (
    UserFactory,
    administrator,
    appraiser,
    city_leader,
    editor_of,
    head_of,
    officer,
    team_lead,
)
from tests.factories.appraisal import AppraisalTeamFactory
from tests.factories.communes import CommuneFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
STEP = re.compile(r'<li><a href="([^"]+)">')


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def tour_of(client) -> str:
    """The first steps on this person's home page, or "" where there are none."""
    result = re.search(r'<section class="tour.*?</section>', client.get(reverse("home")).text, re.S)
    return result[0] if result else ""


@pytest.fixture
def commune(at):
    at(2026, 11, 20)
    commune = CommuneFactory()
    SelfAssessmentFactory(registration=RegistrationFactory(commune=commune, accepted=True))
    AppraisalTeamFactory()
    return commune


@pytest.mark.parametrize("role", [editor_of, head_of, officer, appraiser, team_lead, city_leader, administrator])
def test_each_role_has_three_steps_to_pages_that_it_may_open_until_they_are_dismissed(role, commune):
    person = role(commune) if role in (editor_of, head_of) else role()
    client = client_of(person)

    steps = STEP.findall(tour_of(client))
    assert len(steps) == len(set(steps)) == 3
    assert [client.get(step).status_code for step in steps] == [200, 200, 200]

    assert client.post(reverse("dismiss_tour")).url == reverse("home")
    assert tour_of(client) == tour_of(client_of(person)) == ""  # on another machine, too

    guide = client.get(reverse("help"), follow=True).text
    assert f'action="{reverse("show_tour")}"' in guide
    client.post(reverse("show_tour"))
    assert STEP.findall(tour_of(client)) == steps
    assert reverse("show_tour") not in client.get(reverse("help"), follow=True).text


def test_a_new_role_brings_its_own_steps_after_the_others_were_dismissed(commune):
    person = officer()
    client = client_of(person)
    client.post(reverse("dismiss_tour"))
    later = clock.now() + timedelta(days=1)
    Membership.objects.create(user=person, role=Role.APPRAISER, granted_at=later)

    assert STEP.findall(tour_of(client))[1] == reverse("appraisal:reviews", args=[2026])
    assert reverse("communes:registrations", args=[2026]) not in tour_of(client)


def test_who_has_no_role_or_no_open_year_is_shown_nothing(commune, client):
    assert tours_for(editor_of(commune), None) == []
    assert [len(tour.steps) for tour in tours_for(administrator(), None)] == [3]
    assert tour_of(client_of(UserFactory())) == ""
    assert reverse("show_tour") not in client.get(reverse("guide", args=["nguoi-dan"])).text
