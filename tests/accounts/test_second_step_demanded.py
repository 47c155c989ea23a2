"""City, department, team and administrators do nothing before they have set up a second step."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import Role
from accounts.secrets import encrypt
from tests.factories.accounts import UserFactory, head_of
from tests.factories.communes import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def demanded(settings):
    settings.MFA_DEMANDED = True


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPRAISER, Role.TEAM_LEAD, Role.CITY_LEADER, Role.ADMINISTRATOR])
def test_a_role_for_the_city_demands_a_second_step_before_anything_else(client, role):
    person = UserFactory(membership=role)
    client.force_login(person)

    for name in ("home", "accounts:profile", "mfa_view_recovery_codes"):
        assert client.get(reverse(name)).url == reverse("mfa_index")
    assert client.post(reverse("notifications:settings"), {}).status_code == 403
    assert client.get(reverse("home"), headers={"HX-Request": "true"}).status_code == 403
    for name in ("mfa_index", "health"):
        assert client.get(reverse(name)).status_code == 200

    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt("A" * 16)})
    assert client.get(reverse("home")).status_code == 200


def test_a_units_people_may_choose_unless_the_setting_says_all_and_everybody_may_leave(client, settings):
    client.force_login(head_of(CommuneFactory()))
    assert client.get(reverse("home")).status_code == 200
    settings.MFA_DEMANDED_OF_ALL = True
    assert client.get(reverse("home")).url == reverse("mfa_index")

    client.force_login(UserFactory(membership=Role.OFFICER))
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("home")).status_code in (200, 302)


def test_a_setting_turns_the_demand_off(client, settings):
    settings.MFA_DEMANDED = False
    client.force_login(UserFactory(membership=Role.OFFICER))

    assert client.get(reverse("home")).status_code == 200
