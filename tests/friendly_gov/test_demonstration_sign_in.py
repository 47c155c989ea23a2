"""In a demonstration each role is one click away; on a production portal this sign-in does not exist."""

import pytest
from django.urls import reverse

from accounts.models import Role
from tests.factories.accounts import UserFactory, administrator, officer

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESS = reverse("demonstration_sign_in")


@pytest.fixture
def people():
    return [
        UserFactory(email="so-noi-vu@demo.invalid", membership=Role.OFFICER),
        UserFactory(email="quan-tri@demo.invalid", membership=Role.ADMINISTRATOR),
    ]


def test_one_click_signs_in_as_somebody_of_the_role(client, people, settings):
    settings.DEMONSTRATION_DAY = "2026-11-20"
    page = client.get(reverse("account_login")).text
    answer = client.post(ADDRESS, {"role": "officer"})

    assert all(f'value="{role}"' in page for role in ("officer", "administrator"))
    assert 'value="team_lead"' not in page
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").context["user"] == people[0]


def test_a_real_portal_has_no_such_door(client, people, settings):
    settings.DEMONSTRATION_DAY = ""
    assert 'name="role"' not in client.get(reverse("account_login")).text
    assert client.post(ADDRESS, {"role": "officer"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_nobody_but_the_demonstrations_people_is_signed_in(client, settings):
    settings.DEMONSTRATION_DAY = "2026-11-20"
    officer(), administrator()
    UserFactory(email="khoa@demo.invalid", membership=Role.OFFICER, is_active=False)

    assert client.post(ADDRESS, {"role": "officer"}).status_code == 404
    assert client.post(ADDRESS, {"role": "superuser"}).status_code == 404
    assert client.post(ADDRESS).status_code == 404
